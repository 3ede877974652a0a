package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A row of a table of counts as it shows on a console: {@code | word| 3|} or {@code word,3}. */
record WordRow(String word, long count) {
  private static final Pattern TABLE = Pattern.compile("\\|(.*)\\| *(\\d{1,18}) *\\|");
  private static final Pattern PLAIN = Pattern.compile("(.*),(\\d{1,18})");

  /** The row of a line; null if it is none. */
  static @Nullable WordRow of(String line) {
    Matcher table = TABLE.matcher(line);
    if (table.matches()) {
      return new WordRow(table.group(1).trim(), Long.parseLong(table.group(2)));
    }
    Matcher plain = PLAIN.matcher(line);
    if (!plain.matches()) {
      return null;
    }
    String word = plain.group(1);
    if (word.length() > 1 && word.startsWith("\"") && word.endsWith("\"")) {
      word = word.substring(1, word.length() - 1).replace("\"\"", "\"");
    }
    return new WordRow(word, Long.parseLong(plain.group(2)));
  }

  /** Puts it into {@code standing}. */
  void into(Standing standing) {
    byte[] bytes = word.getBytes(UTF_8);
    standing.put(bytes, 0, bytes.length, count);
  }
}
