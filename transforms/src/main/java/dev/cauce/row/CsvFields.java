package dev.cauce.row;

/**
 * The fields of one line of CSV, one after the other, with quotes as {@link RowFormat#csv(
 * org.apache.beam.sdk.schemas.Schema, CsvOptions)} takes them. For one thread.
 */
public final class CsvFields {
  private final String line;
  private final CsvOptions options;
  private int next; // where the next field begins; past the end when there is none
  private String text = "";
  private boolean quoted;

  /** The fields of {@code line}, which has no line end; {@link #next} goes to the first. */
  public CsvFields(String line, CsvOptions options) {
    this.line = line;
    this.options = options;
  }

  /**
   * Goes to the next field, if there is one: each line has at least one, be it empty.
   *
   * @throws MalformedRowException if a quote is not closed, or text stands behind a closing one
   */
  public boolean next() throws MalformedRowException {
    if (next > line.length()) {
      return false;
    }
    quoted = next < line.length() && line.charAt(next) == options.quote();
    if (quoted) {
      readQuoted();
    } else {
      int end = line.indexOf(options.delimiter(), next);
      end = end < 0 ? line.length() : end;
      text = line.substring(next, end);
      next = end + 1;
    }
    return true;
  }

  /** The present field without its quotes. */
  public String text() {
    return text;
  }

  /** Whether the present field stands for null. */
  public boolean isNull() {
    return !quoted && (text.isEmpty() || text.equals(options.nullText()));
  }

  private void readQuoted() throws MalformedRowException {
    StringBuilder doubled = null;
    int from = next + 1;
    while (true) {
      int end = line.indexOf(options.quote(), from);
      if (end < 0) {
        throw new MalformedRowException("a quote is not closed");
      }
      boolean last = end + 1 == line.length() || line.charAt(end + 1) != options.quote();
      if (last && doubled == null) {
        text = line.substring(from, end);
      } else {
        doubled = doubled == null ? new StringBuilder() : doubled;
        doubled.append(line, from, last ? end : end + 1);
        text = last ? doubled.toString() : text;
      }
      if (last) {
        if (end + 1 < line.length() && line.charAt(end + 1) != options.delimiter()) {
          throw new MalformedRowException("text stands after a closing quote");
        }
        next = end + 2;
        return;
      }
      from = end + 2;
    }
  }
}
