package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.Rule;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;
import org.junit.rules.TemporaryFolder;

public class TopicConnectionTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private static final TopicConnection CONNECTION = new TopicConnection("b:1", "t");

  @Test
  public void withConfig_notForUsersToSet_saysAllOfItInOneLine() {
    assertThat(
        refusal(
            () ->
                CONNECTION.withConfig(
                    Map.of(
                        "enable.auto.commit", "true",
                        "auto.offset.reset", "latest",
                        "interceptor.classes", "x",
                        "value.deserializer", "x",
                        "fetch.min.bytes", "1"))),
        is(
            "Kafka client properties: auto.offset.reset cannot be set: say where to start with"
                + " from=earliest, latest or a time; enable.auto.commit=true loses rows: where a"
                + " pipeline is, its checkpoint knows; interceptor.classes cannot be set:"
                + " interceptors may change or drop rows; value.deserializer cannot be set: values"
                + " are read as bytes"));
  }

  @Test
  public void withConfig_groupId_isAllowed() throws IOException {
    assertThat(
        CONNECTION.withConfig(Map.of("group.id", "g", "enable.auto.commit", "false")).properties(),
        is(Map.of("group.id", "g", "enable.auto.commit", "false")));
  }

  @Test
  public void withConfig_aSecret_isRefused() {
    assertThat(
        refusal(() -> CONNECTION.withConfig(Map.of("sasl.jaas.config", "hush"))),
        is(
            "sasl.jaas.config is a secret, and would be written to checkpoints: put it in a file of"
                + " your own (chmod 600) and name that with config=FILE"));
  }

  @Test
  public void properties_secretThatOthersCanRead_isRefused() throws IOException {
    Path file = file("ssl.key.password=hush\n", "rw-r-----");
    assertThat(
        assertThrows(
                IOException.class, () -> CONNECTION.withConfigFile(file.toString()).properties())
            .getMessage(),
        is(
            "\""
                + file
                + "\" holds a secret, and others than its owner can read it: chmod 600 "
                + file));
  }

  @Test
  public void properties_fileOfTheOwner_isTakenAndOverridden() throws IOException {
    Path file = file("ssl.key.password=hush\nclient.rack=a\nfetch.min.bytes=1\n", "rw-------");
    assertThat(
        CONNECTION
            .withConfig(Map.of("client.rack", "b"))
            .withConfigFile(file.toString())
            .properties(),
        is(Map.of("ssl.key.password", "hush", "client.rack", "b", "fetch.min.bytes", "1")));
  }

  @Test
  public void properties_fileWithoutSecrets_mayBeReadByOthers() throws IOException {
    Path file = file("client.rack=a\n", "rw-r--r--");
    assertThat(
        CONNECTION.withConfigFile(file.toString()).properties(), is(Map.of("client.rack", "a")));
  }

  @Test
  public void properties_fileThatIsNotThere_saysSo() {
    assertThat(
        assertThrows(IOException.class, () -> CONNECTION.withConfigFile("/nowhere/k").properties())
            .getMessage(),
        is("The file \"/nowhere/k\" of Kafka client properties does not exist"));
  }

  @Test
  public void toString_neverShowsTheConfiguration() {
    assertThat(CONNECTION.withConfig(Map.of("client.rack", "r")).toString(), is("t on b:1"));
  }

  @Test
  public void reading_settingsThatCannotWork_areRefused() {
    TopicReading reading = new TopicReading(CONNECTION);
    assertThat(
        refusal(() -> reading.withMaxRate(0)), is("A rate of 0 rows per second: at least 1"));
    assertThat(
        refusal(() -> TopicIO.read("b:1", "t").withIdleness(Duration.ZERO)),
        is("An idleness limit of PT0S: give one of 1 ms or more"));
    assertThat(
        refusal(() -> new TopicConnection(" ", "t")),
        is("No brokers given: name them as host:port,host:port"));
  }

  @Test
  public void parse_eachForm_isUnderstood() {
    assertThat(StartingOffsets.parse("earliest"), is(StartingOffsets.earliest()));
    assertThat(StartingOffsets.parse("latest"), is(StartingOffsets.latest()));
    assertThat(
        StartingOffsets.parse("2026-01-31T08:00:00Z"),
        is(StartingOffsets.at(Instant.parse("2026-01-31T08:00:00Z"))));
    assertThat(
        refusal(() -> StartingOffsets.parse("yesterday")),
        is(
            "\"yesterday\" is no place to start: earliest, latest, or a time such as"
                + " 2026-01-31T08:00:00Z"));
  }

  private Path file(String text, String permissions) throws IOException {
    Path file = folder.newFile().toPath();
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static String refusal(ThrowingRunnable action) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
