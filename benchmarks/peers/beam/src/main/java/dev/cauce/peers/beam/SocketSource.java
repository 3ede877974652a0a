package dev.cauce.peers.beam;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Instant;

/** The lines of a socket, once: nothing can be read again. */
final class SocketSource extends UnboundedSource<String, UnboundedSource.CheckpointMark> {
  private static final long serialVersionUID = 1;

  private final String host;
  private final int port;

  SocketSource(String host, int port) {
    this.host = host;
    this.port = port;
  }

  @Override
  public List<SocketSource> split(int desired, PipelineOptions options) {
    return List.of(this);
  }

  @Override
  public UnboundedReader<String> createReader(PipelineOptions options, CheckpointMark none) {
    return new Reader(this);
  }

  @Override
  public Coder<CheckpointMark> getCheckpointMarkCoder() {
    return null;
  }

  @Override
  public Coder<String> getOutputCoder() {
    return StringUtf8Coder.of();
  }

  private static final class Reader extends UnboundedReader<String> {
    private final SocketSource source;
    private Socket socket;
    private BufferedReader lines;
    private String line;
    private Instant time;

    Reader(SocketSource source) {
      this.source = source;
    }

    @Override
    public boolean start() throws IOException {
      socket = new Socket(source.host, source.port);
      lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      return advance();
    }

    @Override
    public boolean advance() throws IOException {
      if (!lines.ready()) {
        return false;
      }
      line = lines.readLine();
      time = Instant.now();
      return line != null;
    }

    @Override
    public String getCurrent() {
      if (line == null) {
        throw new NoSuchElementException();
      }
      return line;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return time;
    }

    @Override
    public Instant getWatermark() {
      return Instant.now();
    }

    @Override
    public CheckpointMark getCheckpointMark() {
      return CheckpointMark.NOOP_CHECKPOINT_MARK;
    }

    @Override
    public SocketSource getCurrentSource() {
      return source;
    }

    @Override
    public void close() throws IOException {
      if (socket != null) {
        socket.close();
      }
    }
  }
}
