package dev.cauce.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file as they are to be cut into rows: decompressed, and in UTF-8 where the
 * file's own charset does not {@linkplain FileRows#cutsOnBytes cut on bytes}. A position counts the
 * bytes that come out.
 */
final class FileBytes implements FileCutter.Bytes, Closeable {
  private static final int UNZIP_BYTES = 64 << 10;

  private final FileChannel channel;
  private final ByteBuffer direct;
  private final @Nullable InputStream decoded;

  private FileBytes(FileChannel channel, ByteBuffer direct, @Nullable InputStream decoded) {
    this.channel = channel;
    this.direct = direct;
    this.decoded = decoded;
  }

  /**
   * Opens a file at a position.
   *
   * @param direct what is read goes through it
   * @throws BrokenFileException if it is not what {@code rows} says, or ends before the position
   */
  static FileBytes open(Path path, FileRows rows, ByteBuffer direct, long position)
      throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      if (rows.cutsOnBytes()) {
        channel.position(position);
        return new FileBytes(channel, direct, null);
      }
      InputStream in = Channels.newInputStream(channel);
      if (rows.gzip() && channel.size() > 0) {
        in = new GZIPInputStream(in, UNZIP_BYTES);
      }
      if (!rows.isUtf8()) {
        in = new TranscodedStream(in, Charset.forName(rows.charset()));
      }
      in.skipNBytes(position);
      return new FileBytes(channel, direct, in);
    } catch (EOFException | ZipException e) {
      channel.close();
      throw new BrokenFileException(e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (decoded == null) {
      direct.clear().limit(Math.min(length, direct.capacity()));
      int read = channel.read(direct);
      direct.flip().get(into, from, Math.max(read, 0));
      return read;
    }
    try {
      return decoded.read(into, from, length);
    } catch (EOFException | ZipException e) {
      throw new BrokenFileException(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (decoded != null) {
      decoded.close();
    }
  }

  /** The file cannot be decompressed; trying again does not help. */
  static final class BrokenFileException extends IOException {
    private static final long serialVersionUID = 1;

    BrokenFileException(IOException cause) {
      super("not whole, or not gzip: " + cause.getMessage(), cause);
    }
  }
}
