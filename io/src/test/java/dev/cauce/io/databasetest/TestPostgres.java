package dev.cauce.io.databasetest;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server in processes of its own, on loopback, with its data in a temporary
 * folder: {@code try (TestPostgres pg = TestPostgres.start()) { pg.url() ... }}. It asks its user
 * for a password. Its processes and folder are gone after {@link #close}, and also when the test's
 * JVM ends early.
 */
public final class TestPostgres implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String USER = "cauce";
  private static final String PASSWORD = "Sesame-417-open";
  private static @Nullable TestPostgres shared;

  private final Path folder;
  private final int port;
  private final AtomicInteger databases = new AtomicInteger();
  private @Nullable EmbeddedPostgres server;

  private TestPostgres(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** A server that is ready, with an empty database {@code test}. */
  public static TestPostgres start() throws IOException {
    TestPostgres made = new TestPostgres(Files.createTempDirectory("postgres"), freePort());
    try {
      made.restart();
      made.letIn();
      made.create("test");
    } catch (IOException | SQLException | RuntimeException e) {
      made.close();
      throw new IOException("PostgreSQL did not start", e);
    }
    return made;
  }

  /**
   * One server for all tests of this JVM, which stops with it: not to be closed, stopped or killed.
   * Each test takes a {@link #newDatabase}.
   */
  public static synchronized TestPostgres shared() throws IOException {
    if (shared == null) {
      TestPostgres made = start();
      Runtime.getRuntime().addShutdownHook(new Thread(made::close));
      shared = made;
    }
    return shared;
  }

  /** The JDBC URL of the database {@code test}. */
  public String url() {
    return url("test");
  }

  /** The user, who owns the databases. */
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

  /** The JDBC URL of a new, empty database. */
  public String newDatabase() throws SQLException {
    String name = "test" + databases.incrementAndGet();
    create(name);
    return url(name);
  }

  /** A connection to the database of {@code url}, for the caller to close. */
  public Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, USER, PASSWORD);
  }

  /** A connection to the database {@code test}, for the caller to close. */
  public Connection connect() throws SQLException {
    return connect(url());
  }

  /** All rows that {@code query} finds in the database of {@code url}; values as text, or null. */
  public List<List<@Nullable String>> rows(String url, String query) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        var found = statement.executeQuery(query)) {
      List<List<@Nullable String>> rows = new ArrayList<>();
      while (found.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.add(found.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** Runs {@code sql} as a superuser, in the database of {@code url}. */
  public void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Ends every connection of the user, as an administrator would. */
  public void cutConnections() throws SQLException {
    execute(
        url("postgres"),
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + USER + "'");
  }

  /** Stops the server in order, cutting its connections; its data stay. */
  public void stop() throws IOException {
    EmbeddedPostgres running = server;
    server = null;
    if (running != null) {
      running.close();
    }
  }

  /** Stops the server as if it had crashed: when it starts again, it recovers. Its data stay. */
  public void kill() throws IOException {
    Optional<ProcessHandle> postmaster = postmaster();
    if (postmaster.isPresent()) {
      new ProcessBuilder("kill", "-QUIT", Long.toString(postmaster.get().pid()))
          .inheritIO()
          .start();
      awaitEnd(postmaster.get());
    }
    stop(); // what the library keeps; it logs that nobody was there to be stopped
  }

  private Optional<ProcessHandle> postmaster() throws IOException {
    try {
      String pid = Files.readAllLines(data().resolve("postmaster.pid")).get(0).trim();
      return ProcessHandle.of(Long.parseLong(pid));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static void awaitEnd(ProcessHandle process) throws IOException {
    try {
      process.onExit().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IOException("PostgreSQL does not stop", e);
    }
  }

  /** Starts the server again after {@link #stop} or {@link #kill}, on the same port. */
  public void restart() throws IOException {
    Files.deleteIfExists(data().resolve("postmaster.pid"));
    server =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setDataDirectory(data())
            .setCleanDataDirectory(false)
            .setPGStartupWait(START_LIMIT)
            // Processes are killed here, but no machine: what the kernel has is not lost.
            .setServerConfig("fsync", "off")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("log_statement", "none")
            .start();
  }

  @Override
  public void close() {
    try {
      Optional<ProcessHandle> postmaster = postmaster();
      stop();
      if (postmaster.isPresent()) {
        awaitEnd(postmaster.get()); // the library may be stopping it at the end of this JVM
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the user, and lets nobody else than the superuser in without a password. */
  private void letIn() throws IOException, SQLException {
    execute(url("postgres"), "CREATE ROLE " + USER + " LOGIN CREATEDB PASSWORD '" + PASSWORD + "'");
    Files.writeString(
        data().resolve("pg_hba.conf"),
        """
        host all postgres 127.0.0.1/32 trust
        host all all 127.0.0.1/32 scram-sha-256
        """);
    execute(url("postgres"), "SELECT pg_reload_conf()");
  }

  private void create(String database) throws SQLException {
    execute(url("postgres"), "CREATE DATABASE " + database + " OWNER " + USER);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private Path data() {
    return folder.resolve("data");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
