package dev.cauce.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * A field of a JSON object, found without reading more of the row than is before it, and without
 * making anything.
 */
final class JsonField implements TimeField {
  private static final long serialVersionUID = 1L;
  private static final int BROKEN = -1;

  private final String name;
  private final byte[][] path;
  private final byte[][] whole; // the same name with its dots, if it has any

  JsonField(String name) {
    this.name = name;
    String[] names = name.split("\\.", -1);
    path = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      path[i] = names[i].getBytes(UTF_8);
    }
    whole = new byte[][] {name.getBytes(UTF_8)};
  }

  @Override
  public long find(byte[] bytes, int from, int to) {
    long value = value(bytes, from, to);
    if (value < 0) {
      return NOWHERE;
    }
    int start = TimeField.start(value);
    if (bytes[start] != '"') {
      return bytes[start] == 'n' ? NOWHERE : value; // null
    }
    int end = TimeField.end(value) - 1;
    for (int i = start + 1; i < end; i++) {
      if (bytes[i] == '\\') {
        return ODD;
      }
    }
    return TimeField.range(start + 1, end);
  }

  @Override
  public boolean isNumber(byte[] bytes, int start) {
    // A text begins behind its quote, so what is before it tells a number from a text of digits.
    return bytes[start - 1] != '"' && (bytes[start] == '-' || isDigit(bytes[start]));
  }

  @Override
  public @Nullable String text(byte[] bytes, int from, int to) {
    long value = value(bytes, from, to);
    if (value < 0 || bytes[TimeField.start(value)] == 'n') {
      return null;
    }
    int start = TimeField.start(value);
    int end = TimeField.end(value);
    return bytes[start] == '"'
        ? unescaped(new String(bytes, start + 1, end - start - 2, UTF_8))
        : new String(bytes, start, end - start, UTF_8);
  }

  @Override
  public String missing(byte[] bytes, int from, int to) {
    int first = skipSpace(bytes, from, to);
    if (first == to || bytes[first] != '{') {
      return "the row is no JSON object";
    }
    return value(bytes, from, to) < 0
        ? "no field \"" + name + "\""
        : "the field \"" + name + "\" is null";
  }

  /** The range of the value, quotes included. */
  private long value(byte[] bytes, int from, int to) {
    long value = value(bytes, from, to, path);
    return value < 0 && path.length > 1 ? value(bytes, from, to, whole) : value;
  }

  private static long value(byte[] bytes, int from, int to, byte[][] path) {
    int depth = 0;
    int at = skipSpace(bytes, from, to);
    if (at == to || bytes[at] != '{') {
      return NOWHERE;
    }
    at = skipSpace(bytes, at + 1, to);
    while (at < to && bytes[at] == '"') {
      int nameEnd = endOfText(bytes, at + 1, to);
      int start = nameEnd == BROKEN ? to : skipSpace(bytes, nameEnd + 1, to);
      if (start >= to || bytes[start] != ':') {
        return NOWHERE;
      }
      start = skipSpace(bytes, start + 1, to);
      if (start >= to) {
        return NOWHERE;
      }
      if (isName(bytes, at + 1, nameEnd, path[depth])) {
        if (depth == path.length - 1) {
          int end = endOfValue(bytes, start, to);
          return end <= start ? NOWHERE : TimeField.range(start, end);
        }
        if (bytes[start] != '{') {
          return NOWHERE;
        }
        depth++;
        at = skipSpace(bytes, start + 1, to);
        continue;
      }
      int end = endOfValue(bytes, start, to);
      at = end == BROKEN ? to : skipSpace(bytes, end, to);
      if (at >= to || bytes[at] != ',') {
        return NOWHERE;
      }
      at = skipSpace(bytes, at + 1, to);
    }
    return NOWHERE;
  }

  private static boolean isName(byte[] bytes, int from, int to, byte[] name) {
    if (to - from == name.length) {
      for (int i = 0; i < name.length; i++) {
        if (bytes[from + i] != name[i]) {
          return false;
        }
      }
      return true;
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\') { // seldom, so it may cost
        String text = unescaped(new String(bytes, from, to - from, UTF_8));
        return text.equals(new String(name, UTF_8));
      }
    }
    return false;
  }

  /** Behind the value's last byte. */
  private static int endOfValue(byte[] bytes, int start, int to) {
    if (bytes[start] == '"') {
      int end = endOfText(bytes, start + 1, to);
      return end == BROKEN ? BROKEN : end + 1;
    }
    int open = 0;
    for (int i = start; i < to; i++) {
      switch (bytes[i]) {
        case '"' -> {
          i = endOfText(bytes, i + 1, to);
          if (i == BROKEN) {
            return BROKEN;
          }
        }
        case '{', '[' -> open++;
        case '}', ']' -> {
          open--;
          if (open <= 0) {
            return open == 0 ? i + 1 : i;
          }
        }
        case ',', ' ', '\t', '\r', '\n' -> {
          if (open == 0) {
            return i;
          }
        }
        default -> {} // goes on
      }
    }
    return BROKEN; // an object ends with a brace
  }

  /** Where the closing quote is. */
  private static int endOfText(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '"') {
        return i;
      }
      if (bytes[i] == '\\') {
        i++;
      }
    }
    return BROKEN;
  }

  private static int skipSpace(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to
        && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n')) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        plain.append(c);
        continue;
      }
      char escaped = text.charAt(++i);
      switch (escaped) {
        case 'b' -> plain.append('\b');
        case 'f' -> plain.append('\f');
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        case 't' -> plain.append('\t');
        case 'u' -> {
          int code = i + 5 <= text.length() ? hex(text.substring(i + 1, i + 5)) : -1;
          plain.append(code < 0 ? '\uFFFD' : (char) code);
          i += code < 0 ? 0 : 4;
        }
        default -> plain.append(escaped);
      }
    }
    return plain.toString();
  }

  private static int hex(String digits) {
    try {
      return Integer.parseInt(digits, 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public String toString() {
    return "json " + name;
  }
}
