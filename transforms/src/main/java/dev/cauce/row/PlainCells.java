package dev.cauce.row;

import org.jspecify.annotations.Nullable;

/**
 * Some cells of lines of CSV as they stand in the bytes, for whoever reads a few columns of very
 * many rows. Only of lines that are plain: ASCII without quotes, as many fields as there are
 * columns, no header. Any other is for {@link RowFormat#parse}, which says what it is. Not
 * thread-safe.
 */
public final class PlainCells {
  /** The digits that a {@code double} holds without a doubt. */
  private static final int DIGITS = 15;

  private static final double[] TENS = new double[DIGITS + 1];

  static {
    TENS[0] = 1;
    for (int i = 1; i < TENS.length; i++) {
      TENS[i] = 10 * TENS[i - 1];
    }
  }

  private final byte delimiter;
  private final byte quote;
  private final int fields;
  private final byte @Nullable [] header;
  private final int[] starts;
  private final int[] ends;

  private PlainCells(CsvOptions options, int fields, @Nullable String firstColumn) {
    this.delimiter = (byte) options.delimiter();
    this.quote = (byte) options.quote();
    this.fields = fields;
    this.header =
        firstColumn == null ? null : firstColumn.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    this.starts = new int[fields];
    this.ends = new int[fields];
  }

  /** The cells of {@code format}; null if it has none that stand as they are. */
  public static @Nullable PlainCells of(RowFormat format) {
    if (!(format instanceof CsvRows csv)) {
      return null;
    }
    CsvOptions options = csv.options();
    if (options.delimiter() > 127 || options.quote() > 127 || !options.nullText().isEmpty()) {
      return null;
    }
    return new PlainCells(
        options,
        format.schema().getFieldCount(),
        options.header() ? format.schema().getField(0).getName() : null);
  }

  /** Whether the line {@code bytes[from, to)} is plain; then its cells are there. */
  public boolean find(byte[] bytes, int from, int to) {
    int field = 0;
    starts[0] = from;
    int at = from;
    for (; field >= 0 && at + Long.BYTES <= to; at += Long.BYTES) {
      field = cut(EightBytes.at(bytes, at), -1L, at, field);
    }
    int left = to - at;
    if (field >= 0 && left > 0) {
      // Of a line of eight bytes or more its last eight, without those that were looked at already.
      long last =
          left < to - from
              ? EightBytes.at(bytes, to - Long.BYTES) >>> Long.SIZE - Byte.SIZE * left
              : few(bytes, at, to);
      field = cut(last, (1L << Byte.SIZE * left) - 1, at, field);
    }
    if (field < 0) {
      return false;
    }
    ends[field] = to;
    return field + 1 == fields && !isHeader(bytes);
  }

  /** The bytes of a line that has fewer than eight. */
  private static long few(byte[] bytes, int from, int to) {
    long few = 0;
    for (int i = to - 1; i >= from; i--) {
      few = few << Byte.SIZE | bytes[i] & 0xFF;
    }
    return few;
  }

  /**
   * Ends cells at the delimiters among the bytes from {@code at} on.
   *
   * @param looked which bits of {@code eight} are of the line
   * @param field the cell that began last
   * @return the cell that begins last then; negative if the line is not plain
   */
  private int cut(long eight, long looked, int at, int field) {
    long quotes = EightBytes.zeros(eight ^ quote * EightBytes.ONES);
    if (((eight & EightBytes.HIGHS | quotes) & looked) != 0) {
      return -1;
    }
    int cell = field;
    long found = EightBytes.zeros(eight ^ delimiter * EightBytes.ONES) & looked;
    for (; found != 0; found &= found - 1) {
      int end = at + EightBytes.first(found);
      ends[cell++] = end;
      if (cell == fields) {
        return -1;
      }
      starts[cell] = end + 1;
    }
    return cell;
  }

  /** A line that begins as the header does is looked at in full by the format. */
  private boolean isHeader(byte[] bytes) {
    return header != null
        && java.util.Arrays.equals(header, 0, header.length, bytes, starts[0], ends[0]);
  }

  /** Where the cell of a column begins. */
  public int start(int column) {
    return starts[column];
  }

  /** Where it ends; where it begins if it is null. */
  public int end(int column) {
    return ends[column];
  }

  /**
   * The number that a cell is, if it is written plainly: a sign, at most 15 digits, a point. NaN if
   * it is not, for {@link RowFormat#parse} to say.
   */
  public double number(byte[] bytes, int column) {
    int at = starts[column];
    int end = ends[column];
    boolean negative = at < end && bytes[at] == '-';
    at += negative ? 1 : 0;
    if (end - at > DIGITS + 1 || at == end) {
      return Double.NaN;
    }
    if (end - at < Long.BYTES && end >= Long.BYTES) {
      double value = decimal(EightBytes.lastOf(bytes, end, end - at), Long.BYTES - (end - at));
      return negative ? -value : value;
    }
    long digits = 0;
    int point = -1;
    for (int i = at; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = 10 * digits + digit;
      } else if (bytes[i] == '.' && point < 0 && i > at && i + 1 < end) {
        point = i;
      } else {
        return Double.NaN;
      }
    }
    if (point < 0 && end - at > DIGITS) {
      return Double.NaN;
    }
    // Both are exact, so the quotient is what the text means, rounded once (Clinger 1990).
    double value = point < 0 ? digits : digits / TENS[end - 1 - point];
    return negative ? -value : value;
  }

  /**
   * The number that the bytes from {@code from} on are, NaN if none; those before are zeros. All
   * digits at once, after those before a point have been moved to where it is.
   */
  private static double decimal(long eight, int from) {
    long points = EightBytes.zeros(eight ^ '.' * EightBytes.ONES);
    if (points == 0) {
      return EightBytes.areDigits(eight) ? EightBytes.digits(eight) : Double.NaN;
    }
    int point = EightBytes.first(points);
    long before = (1L << Byte.SIZE * point) - 1;
    long digits = eight & ~(before << Byte.SIZE | 0xFF) | (eight & before) << Byte.SIZE | '0';
    boolean isNumber = point > from && point < Long.BYTES - 1 && EightBytes.areDigits(digits);
    return isNumber ? EightBytes.digits(digits) / TENS[Long.BYTES - 1 - point] : Double.NaN;
  }

  /**
   * Whether a cell is a time in ISO-8601, of the form {@code yyyy-MM-ddTHH:mm:ss}, to the
   * millisecond at most: then the event time of its row is all of it.
   */
  public boolean isTimeInMillis(byte[] bytes, int column) {
    int at = starts[column];
    int length = ends[column] - at;
    if (length > 0 && bytes[at + length - 1] == 'Z') {
      length--;
    }
    if (length != 19 && (length < 21 || length > 23)) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      byte b = bytes[at + i];
      boolean fits =
          switch (i) {
            case 4, 7 -> b == '-';
            case 10 -> b == 'T' || b == ' ';
            case 13, 16 -> b == ':';
            case 19 -> b == '.';
            default -> b >= '0' && b <= '9';
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
