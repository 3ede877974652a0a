package dev.cauce.io;

import dev.cauce.row.EventTime;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How the bytes of a file become rows.
 *
 * @param charset the name of the file's charset
 * @param gzip whether the file is compressed
 * @param maxLineBytes the longest row that is handed out; longer ones are left out and counted
 * @param eventTime where the event time of a row stands; null if it is that of its file
 */
record FileRows(String charset, boolean gzip, int maxLineBytes, @Nullable EventTime eventTime)
    implements Serializable {
  static final FileRows DEFAULT = new FileRows("UTF-8", false, 16 << 20);

  FileRows(String charset, boolean gzip, int maxLineBytes) {
    this(charset, gzip, maxLineBytes, null);
  }

  boolean isUtf8() {
    return charset.equals("UTF-8");
  }

  /**
   * Whether a line ends with the single byte LF, and no other character holds that byte: then a
   * position in the file is a position among its rows, a big file can be read in ranges, and a
   * growing one followed. Not so for compressed files, UTF-16, UTF-32 and EBCDIC.
   */
  boolean cutsOnBytes() {
    if (gzip) {
      return false;
    }
    Charset set = Charset.forName(charset);
    if (!set.canEncode()) {
      return false;
    }
    byte[] newline = "\n".getBytes(set);
    return newline.length == 1 && newline[0] == '\n';
  }

  /**
   * The charset in which rows come out of {@link FileBytes}: what is not cut on bytes (and is not
   * plain UTF-8 in a compressed file) is put into UTF-8 before it is cut.
   */
  Charset charsetToCut() {
    return cutsOnBytes() ? Charset.forName(charset) : StandardCharsets.UTF_8;
  }
}
