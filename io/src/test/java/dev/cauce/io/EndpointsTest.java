package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import java.io.File;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class EndpointsTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void all_always_namesEveryScheme() {
    List<String> schemes =
        Endpoints.all().stream().flatMap(endpoint -> endpoint.schemes().stream()).toList();

    assertThat(schemes, contains("console", "file", "jdbc", "kafka", "memory", "rate", "socket"));
  }

  @Test
  public void find_unknownScheme_isNone() {
    assertThat(Endpoints.find("gopher"), nullValue());
  }

  @Test
  public void read_unknownScheme_namesTheSources() {
    checkRead(
        "kafak://h:1/t",
        "\"kafak\" is not a source: use a path or console, file, kafka, rate or socket."
            + " Did you mean \"kafka\"?");
    checkRead(
        "memory:x",
        "\"memory\" is not a source: use a path or console, file, kafka, rate or socket.");
  }

  @Test
  public void write_sourceOnly_namesTheSinks() {
    checkWrite(
        "socket://h:1",
        "\"socket\" is not a sink: use a path or console, file, jdbc, kafka or memory.");
  }

  @Test
  public void read_severalMistakes_saysAllOfThem() {
    checkRead(
        "socket://localhost?end-on-clsoe=true&timestamp=true",
        "\"localhost\" is not a host and a port: write HOST:PORT, for example localhost:9999.",
        "\"end-on-clsoe\" is not an option of it: use end-on-close. Did you mean"
            + " \"end-on-close\"?",
        "\"timestamp\" is not an option of it: use end-on-close.");
  }

  @Test
  public void socket_address_takesNamesAndBracketedAddresses() {
    assertThat(HostPort.parse("localhost:9999"), equalTo(new HostPort("localhost", 9999)));
    assertThat(HostPort.parse("[::1]:9999"), equalTo(new HostPort("::1", 9999)));
    assertThat(HostPort.parse("[::1]:9999").toString(), equalTo("[::1]:9999"));
    for (String wrong : List.of("h", "h:", ":1", "h:0", "h:65536", "::1:9999", "h:1/x", "h h:1")) {
      assertThrows(wrong, IllegalArgumentException.class, () -> HostPort.parse(wrong));
    }
  }

  @Test
  public void isBounded_source_isWhatItsCollectionSays() throws IOException {
    String path = folder.newFolder().getPath();

    checkBounded(path, true);
    checkBounded(path + "?watch=1s", false);
    checkBounded("socket://localhost:9?end-on-close=true", false);
    checkBounded("console:", false);
    checkBounded("rate:?rows-per-second=5", false);
    // Applied, these would connect.
    assertThat(Endpoints.isBounded(EndpointUri.parse("kafka://h:1/t")), equalTo(false));
    assertThat(Endpoints.isBounded(EndpointUri.parse("kafka://h:1/t?until=latest")), equalTo(true));
  }

  @Test
  public void availableNow_sourcesThatTellTheirEnd_canBeRead() throws IOException {
    String path = folder.newFolder().getPath();

    for (String can :
        List.of(
            path,
            path + "?watch=1s",
            "kafka://h:1/t",
            "console:",
            "rate:",
            "socket://localhost:9?end-on-close=true")) {
      assertThat(can, Endpoints.availableNow(EndpointUri.parse(can)), nullValue());
    }
    assertThat(
        Endpoints.availableNow(EndpointUri.parse("socket://localhost:9")),
        equalTo(
            "a socket has no end, and what is sent while nobody is connected is lost: leave it"
                + " running instead, with --trigger 1s, or say end-on-close=true if the peer ends"
                + " it."));
    assertThat(
        Endpoints.availableNow(EndpointUri.parse("kafka://h:1/t?until=latest")),
        equalTo(
            "with \"until\" it would begin at its first offset in each run: leave it out, each run"
                + " ends at the offsets that are the last ones when it starts."));
  }

  @Test
  public void file_availableNow_isWatchedWithoutBeingTold() throws IOException {
    EndpointUri uri = EndpointUri.parse(folder.newFolder().getPath() + "?follow=true");
    ReadOptions now = ReadOptions.DEFAULT.withAvailableNow();

    assertThat(Endpoints.isBounded(uri, now), equalTo(false));
    assertThat(
        Pipeline.create().apply(Endpoints.read(uri, now)).isBounded(),
        equalTo(IsBounded.UNBOUNDED));
  }

  @Test
  public void file_missing_isRefused() throws IOException {
    File file = folder.newFile("a.txt");

    checkRead(
        "file:///no/such?charset=klingon&match=[&compression=zip&watch=0s&max-age=old&clean=all",
        "watch \"0s\" would never rest: use 100ms or more.",
        "max-age \"old\" is not a duration: write 500ms, 5s, 10 seconds, 2m, 1h or 7d.",
        "clean \"all\" is not known: use archive, delete or off.",
        "match \"[\" is not a pattern of names: write for example *.log.",
        "charset \"klingon\" is not a charset of this JVM: use for example UTF-8 or ISO-8859-1.",
        "compression \"zip\" is not known: use gzip.",
        "No such file or directory: \"/no/such\".");
    checkRead(
        file + "?follow=true",
        "To follow files, watch the directory (watchingEvery, or watch=1s).");
    checkWrite(
        file + "?format=orc",
        "format \"orc\" is not known: use text, csv, json, parquet or avro.",
        "\"" + file + "\" is a file: name a directory, it is made if it is not there.");
    checkRead("file:", "the path is missing: write file:///DIR or a path.");
  }

  @Test
  public void kafka_mistakes_areRefusedWithoutConnecting() {
    checkRead(
        "kafka://localhost/orders?until=tomorrow&max-rate=0&config=/no/such",
        "\"localhost\" is not a host and a port: write HOST:PORT, for example localhost:9999.",
        "until \"tomorrow\" is not known: use latest.",
        "config \"/no/such\" is not a file that can be read: name one with client properties.",
        "max-rate \"0\" is not a number that it takes: use 1 or more.");
    checkRead("kafka://h:1", "the topic is missing: write kafka://HOST:PORT/TOPIC.");
    checkWrite(
        "kafka://h:1/a/b?from=earliest",
        "\"a/b\" is not a topic's name: write kafka://HOST:PORT/TOPIC.",
        "\"from\" is not an option of it: use config or exactly-once.");
    assertThat(
        Endpoints.read(EndpointUri.parse("kafka://h:1,i:2/t?from=2026-01-31T12:00:00Z")),
        instanceOf(TopicIO.Read.class));
  }

  @Test
  public void console_mistakes_areRefused() {
    checkWrite(
        "console:x?rows=many&truncate=yes&format=xml",
        "rows \"many\" is not a number that it takes: use 1 to 1000000.",
        "truncate \"yes\" is not known: use true or false.",
        "format \"xml\" is not known: use table, json or csv.",
        "\"x\" has no meaning: write console:.");
    checkRead("console:?rows=5", "\"rows\" is not an option of it: it takes none.");
    checkWrite("memory:", "the table has no name: write memory:NAME.");
  }

  private static void checkBounded(String text, boolean bounded) {
    EndpointUri uri = EndpointUri.parse(text);
    assertThat(text, Endpoints.isBounded(uri), equalTo(bounded));
    assertThat(
        text,
        Pipeline.create().apply(Endpoints.read(uri)).isBounded(),
        equalTo(bounded ? IsBounded.BOUNDED : IsBounded.UNBOUNDED));
  }

  private static void checkRead(String uri, String... problems) {
    InvalidUriException refused =
        assertThrows(InvalidUriException.class, () -> Endpoints.read(EndpointUri.parse(uri)));
    assertThat(refused.problems(), contains(problems));
  }

  private static void checkWrite(String uri, String... problems) {
    InvalidUriException refused =
        assertThrows(InvalidUriException.class, () -> Endpoints.write(EndpointUri.parse(uri)));
    assertThat(refused.problems(), contains(problems));
  }
}
