package dev.cauce.runners;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who works on a checkpoint directory: a file in it that its holder renews every {@link #BEAT}, and
 * that others may take when its holder is gone, or has not renewed it for {@link #EXPIRY}.
 *
 * <p>A holder on the same machine whose process is gone is followed at once. Between machines the
 * clocks count: they are to be within a few seconds of each other. On a local file system the
 * taking is guarded by a lock; elsewhere it is written, and read again a second later.
 */
final class Lease {
  static final Duration BEAT = Duration.ofSeconds(3);
  static final Duration EXPIRY = Duration.ofSeconds(15);

  private static final String FILE = "lease.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StateFiles files;
  private final LongSupplier clock;
  private final long run;
  private volatile long renewedAt;

  private Lease(StateFiles files, LongSupplier clock, long run, long renewedAt) {
    this.files = files;
    this.clock = clock;
    this.run = run;
    this.renewedAt = renewedAt;
  }

  /**
   * A directory that another run works on.
   *
   * <p>Its message is for the user.
   */
  static final class HeldException extends IOException {
    private static final long serialVersionUID = 1;

    HeldException(String message) {
      super(message);
    }
  }

  /**
   * Takes the lease on the directory, which must be there.
   *
   * @throws HeldException if somebody else has it
   * @throws IOException if the directory cannot be read or written
   */
  static Lease take(StateFiles files) throws IOException {
    return take(files, System::currentTimeMillis);
  }

  /** For tests: with a clock of milliseconds since 1970. */
  static Lease take(StateFiles files, LongSupplier clock) throws IOException {
    Path local = files.local();
    if (local == null) {
      Lease lease = write(files, clock);
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      if (!lease.isOurs()) {
        throw held(files, lease.holder(), clock.getAsLong());
      }
      return lease;
    }
    try (FileChannel channel =
            FileChannel.open(
                local.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      Objects.requireNonNull(lock);
      return write(files, clock);
    }
  }

  private static Lease write(StateFiles files, LongSupplier clock) throws IOException {
    JsonNode present = read(files);
    long now = clock.getAsLong();
    if (present != null && isHeld(present, now)) {
      throw held(files, present, now);
    }
    long before = present == null ? 0 : present.path("run").asLong();
    Lease lease = new Lease(files, clock, Math.max(now, before + 1), now);
    lease.put(false);
    return lease;
  }

  private static boolean isHeld(JsonNode lease, long now) {
    if (lease.path("released").asBoolean()
        || now - lease.path("at").asLong() >= EXPIRY.toMillis()) {
      return false;
    }
    return !lease.path("host").asText().equals(host())
        || isAlive(lease.path("pid").asLong(), lease.path("started").asText());
  }

  private static boolean isAlive(long pid, String started) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(process -> started(process).equals(started))
        .orElse(false);
  }

  private static HeldException held(StateFiles files, @Nullable JsonNode lease, long now) {
    String holder = lease == null ? "somebody else" : name(lease);
    long age = lease == null ? 0 : now - lease.path("at").asLong();
    return new HeldException(
        String.format(
            Locale.ROOT,
            "--checkpoint \"%s\" is in use by %s (its sign of life is %d s old): stop that run, or"
                + " use another directory. If it is dead, its lease expires after %d s.",
            files.uri(),
            holder,
            Math.max(0, age / 1000),
            EXPIRY.toSeconds()));
  }

  private static String name(JsonNode lease) {
    return String.format(
        Locale.ROOT,
        "process %d on %s, started %s",
        lease.path("pid").asLong(),
        lease.path("host").asText(),
        lease.path("started").asText());
  }

  /** The number of the run: higher than that of every run before it on this directory. */
  long run() {
    return run;
  }

  /** Milliseconds since it was renewed last. */
  long age() {
    return clock.getAsLong() - renewedAt;
  }

  /** Whether it is still ours, as the file says. */
  boolean isOurs() throws IOException {
    JsonNode present = read(files);
    return present != null && present.path("run").asLong() == run && isThisProcess(present);
  }

  /** Who has it; null if nobody ever had. */
  @Nullable JsonNode holder() throws IOException {
    return read(files);
  }

  /** Who has it now, for people. */
  String holderName() {
    try {
      JsonNode holder = holder();
      return holder == null ? "nobody" : name(holder);
    } catch (IOException e) {
      return "somebody who cannot be read: " + e.getMessage();
    }
  }

  /**
   * Renews it.
   *
   * @return false if somebody else has taken it
   * @throws IOException if the file cannot be read or written; it then expires
   */
  boolean renew() throws IOException {
    if (!isOurs()) {
      return false;
    }
    put(false);
    renewedAt = clock.getAsLong();
    return true;
  }

  /** Gives it back, if it is still ours. */
  void release() {
    try {
      if (isOurs()) {
        put(true);
      }
    } catch (IOException e) {
      // It expires by itself.
    }
  }

  private void put(boolean released) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("run", run);
    node.put("host", host());
    node.put("pid", ProcessHandle.current().pid());
    node.put("started", started(ProcessHandle.current()));
    node.put("at", clock.getAsLong());
    node.put("released", released);
    files.replace(FILE, JSON.writeValueAsBytes(node));
  }

  private static @Nullable JsonNode read(StateFiles files) throws IOException {
    byte[] content = files.read(FILE);
    if (content == null) {
      return null;
    }
    try {
      return JSON.readTree(content);
    } catch (IOException e) {
      return null; // not written as a whole by some file system: its holder will write it again
    }
  }

  private static boolean isThisProcess(JsonNode lease) {
    return lease.path("pid").asLong() == ProcessHandle.current().pid()
        && lease.path("host").asText().equals(host());
  }

  private static String started(ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .map(instant -> instant.truncatedTo(ChronoUnit.SECONDS))
        .map(Instant::toString)
        .orElse("at an unknown time");
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      String name = System.getenv("HOSTNAME");
      return name == null || name.isEmpty() ? "localhost" : name;
    }
  }
}
