package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.kafkatest.KafkaBroker;
import dev.cauce.row.Lines;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;

public class TopicIOTest {
  @ClassRule public static final KafkaBroker kafka = new KafkaBroker();

  private static final Schema COUNTS =
      Schema.of(
          TableUpdate.keyColumn(Field.of("word", FieldType.STRING)),
          Field.of("count", FieldType.INT64));
  private static final Semaphore ROWS_SEEN = new Semaphore(0);

  @Rule public final TestPipeline p = TestPipeline.create();

  @After
  public void letSourcesRead() {
    Intake.open();
    ROWS_SEEN.drainPermits();
  }

  @Test
  public void read_untilLatest_givesWhatIsThereAndEnds() {
    kafka.createTopic("there", 3);
    kafka.send("there", 0, List.of("a", "two\nlines", ""));
    kafka.send("there", 2, List.of("é"));
    kafka.send(List.of(new ProducerRecord<>("there", 2, bytes("key"), null)));
    PCollection<Lines> lines = p.apply(TopicIO.read(kafka.brokers(), "there").untilLatest());
    PAssert.that(lines.apply(Lines.each())).containsInAnyOrder("a", "two\nlines", "", "é");
    var metrics = p.run().metrics().queryMetrics(MetricsFilter.builder().build());
    Map<String, Long> counters = new HashMap<>();
    metrics.getCounters().forEach(c -> counters.put(c.getName().getName(), c.getAttempted()));
    assertThat(counters.get("numInputRows"), is(4L));
    assertThat(counters.get("numTombstones"), is(1L));
  }

  @Test
  public void read_untilLatestOfEmptyTopic_isEmpty() {
    kafka.createTopic("nothing", 2);
    PAssert.that(
            p.apply(TopicIO.read(kafka.brokers(), "nothing").untilLatest()).apply(Lines.each()))
        .empty();
    p.run();
  }

  @Test
  public void read_untilLatestInManyRanges_givesEachRowOnce() {
    kafka.createTopic("ranges", 1);
    kafka.send("ranges", 0, IntStream.range(0, 120_000).mapToObj(i -> "row " + i).toList());
    PCollection<String> rows =
        p.apply(TopicIO.read(kafka.brokers(), "ranges").untilLatest()).apply(Lines.each());
    // Not containsInAnyOrder, whose time grows with the square of the rows.
    PAssert.thatSingleton(rows.apply("All", Count.globally())).isEqualTo(120_000L);
    PAssert.thatSingleton(
            rows.apply(
                    MapElements.into(TypeDescriptors.longs())
                        .via(row -> Long.parseLong(row.substring(4))))
                .apply(Sum.longsGlobally()))
        .isEqualTo(7_199_940_000L); // 0 + 1 + ... + 119,999
    p.run();
  }

  /** Values are read where the client unpacked them, so each kind of packing counts. */
  @Test
  public void read_compressedTopics_rowsAsTheyWereSent() {
    for (String type : List.of("gzip", "snappy", "lz4", "zstd")) {
      kafka.createTopic(type, 1, Map.of("compression.type", type));
      List<String> values =
          IntStream.range(0, 300).mapToObj(i -> type + " " + "x".repeat(i)).toList();
      kafka.send(type, 0, values);
      PAssert.that(
              type,
              p.apply(type, TopicIO.read(kafka.brokers(), type).untilLatest())
                  .apply(type + " rows", Lines.each()))
          .containsInAnyOrder(values);
    }
    p.run();
  }

  @Test
  public void read_untilLatestWithTransactions_goesOverWhatIsNoRecord() {
    kafka.createTopic("transactions", 1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.brokers(), "transactional.id", "t"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactions", bytes("kept")));
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactions", bytes("taken back")));
      producer.flush();
      producer.abortTransaction(); // its end is the last offset, and no record
    }
    PAssert.that(
            p.apply(
                    TopicIO.read(kafka.brokers(), "transactions")
                        .withConfig(Map.of("isolation.level", "read_committed"))
                        .untilLatest())
                .apply(Lines.each()))
        .containsInAnyOrder("kept");
    p.run();
  }

  @Test
  public void records_eachField_isWhatWasSent() {
    kafka.createTopic("records", 2);
    kafka.send(
        List.of(
            new ProducerRecord<>(
                "records",
                1,
                5_000L,
                bytes("k"),
                bytes("v"),
                List.of(new RecordHeader("h", bytes("x")), new RecordHeader("h", null))),
            new ProducerRecord<>("records", 1, 6_000L, bytes("k"), null, List.of())));
    PCollection<TopicRecord> records =
        p.apply(TopicIO.read(kafka.brokers(), "records").untilLatest().records());
    PAssert.that(records)
        .containsInAnyOrder(
            new TopicRecord(
                "records",
                1,
                0,
                Instant.ofEpochMilli(5_000),
                bytes("k"),
                bytes("v"),
                List.of(
                    new TopicRecord.Header("h", bytes("x")), new TopicRecord.Header("h", null))),
            new TopicRecord(
                "records", 1, 1, Instant.ofEpochMilli(6_000), bytes("k"), null, List.of()));
    p.run();
  }

  @Test
  public void read_unboundedOnDirect_givesEachRowOnce() throws Exception {
    kafka.createTopic("endless", 2);
    readsEachRowOnce("endless", TestPipeline.testingPipelineOptions());
  }

  @Test
  public void read_unboundedOnFlink_givesEachRowOnce() throws Exception {
    kafka.createTopic("endless-flink", 2);
    FlinkPipelineOptions options = flink(true);
    options.setCheckpointingInterval(200L);
    options.setShutdownSourcesAfterIdleMs(0L);
    options.setFinishBundleBeforeCheckpointing(true);
    readsEachRowOnce("endless-flink", options);
  }

  @Test
  public void read_untilLatestOnFlink_givesEachRowOnce() {
    kafka.createTopic("there-flink", 2);
    List<String> rows = IntStream.range(0, 1000).mapToObj(i -> "row " + i).toList();
    kafka.send("there-flink", 0, rows);
    kafka.send("there-flink", 1, rows);
    Pipeline pipeline = Pipeline.create(flink(false));
    List<String> twice = new ArrayList<>(rows);
    twice.addAll(rows);
    PAssert.that(
            pipeline
                .apply(TopicIO.read(kafka.brokers(), "there-flink").untilLatest())
                .apply(Lines.each()))
        .containsInAnyOrder(twice);
    pipeline.run().waitUntilFinish();
  }

  private static FlinkPipelineOptions flink(boolean streaming) {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setParallelism(2);
    options.setStreaming(streaming);
    return options;
  }

  /** Sends rows before and while the pipeline runs, and closes the intake when all have come. */
  private static void readsEachRowOnce(String topic, PipelineOptions options) throws Exception {
    List<String> expected = new ArrayList<>();
    List<String> rows = IntStream.range(0, 3000).mapToObj(i -> "early " + i).toList();
    kafka.send(topic, 0, rows);
    expected.addAll(rows);
    Pipeline pipeline = Pipeline.create(options);
    PCollection<String> read =
        pipeline.apply(TopicIO.read(kafka.brokers(), topic)).apply(Lines.each());
    read.apply("Count", ParDo.of(new SeenFn()));
    PAssert.that(read).containsInAnyOrder(allOf(expected));
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread run =
        new Thread(
            () -> {
              try {
                pipeline.run().waitUntilFinish();
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    run.start();
    assertThat(ROWS_SEEN.tryAcquire(3000, 60, TimeUnit.SECONDS), is(true));
    for (int part = 0; part < 10; part++) {
      kafka.send(topic, part % 2, late(part));
    }
    assertThat(ROWS_SEEN.tryAcquire(100, 60, TimeUnit.SECONDS), is(true));
    new Intake().stopReading();
    run.join(Duration.ofSeconds(60).toMillis());
    assertThat(run.isAlive(), is(false));
    assertThat(failure.get() == null ? "no failure" : failure.get().toString(), is("no failure"));
  }

  private static List<String> allOf(List<String> early) {
    List<String> all = new ArrayList<>(early);
    for (int part = 0; part < 10; part++) {
      all.addAll(late(part));
    }
    return all;
  }

  private static List<String> late(int part) {
    return IntStream.range(0, 10).mapToObj(i -> "late " + part + " " + i).toList();
  }

  private static final class SeenFn extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String row) {
      ROWS_SEEN.release();
    }
  }

  @Test
  public void read_topicThatIsNotThere_saysWhichAre() {
    kafka.createTopic("a-topic", 1);
    String message = failure(() -> p.apply(TopicIO.read(kafka.brokers(), "no-such")));
    assertThat(
        message.substring(0, message.indexOf('(')),
        is("Topic \"no-such\" does not exist on " + kafka.brokers() + ": create it first "));
    assertThat(message.contains("a-topic"), is(true));
    p.enableAbandonedNodeEnforcement(false);
  }

  @Test
  public void read_noBroker_saysSoWithin15Seconds() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    long start = System.nanoTime();
    assertThat(
        failure(() -> p.apply(TopicIO.read("localhost:" + port, "t"))),
        is(
            "Cannot reach Kafka at localhost:"
                + port
                + " within 10 s: is the broker running, is the address right?"));
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), lessThan(15L));
    p.enableAbandonedNodeEnforcement(false);
  }

  @Test
  public void read_addressWithoutPort_saysHowToWriteIt() {
    assertThat(
        failure(() -> p.apply(TopicIO.read("localhost", "t"))),
        is(
            "Cannot reach Kafka at localhost: Invalid url in bootstrap.servers: localhost: name the"
                + " brokers as host:port,host:port"));
    p.enableAbandonedNodeEnforcement(false);
  }

  @Test
  public void write_topicThatIsNotThere_failsWithin15Seconds() {
    long start = System.nanoTime();
    String message =
        failure(
            () ->
                p.apply(Create.of(update(1, row("a", 1))).withCoder(TableUpdateCoder.of(COUNTS)))
                    .apply(TopicIO.write(kafka.brokers(), "no-sink")));
    assertThat(message.startsWith("Topic \"no-sink\" does not exist on "), is(true));
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), lessThan(15L));
    p.enableAbandonedNodeEnforcement(false);
  }

  @Test
  public void write_updates_theLastRecordOfAKeyIsTheNewest() {
    kafka.createTopic("counts", 2);
    p.apply(
            Create.of(
                    update(1, row("a", 1), row("b", 1)),
                    update(2, row("a", 2)),
                    update(3, row("a", 3), row("c", 1)))
                .withCoder(TableUpdateCoder.of(COUNTS)))
        .apply(TopicIO.write(kafka.brokers(), "counts"));
    p.run().waitUntilFinish();
    Map<String, String> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : kafka.readAll("counts")) {
      last.put(text(record.key()), text(record.value()));
    }
    assertThat(
        last,
        is(
            Map.of(
                "a", "{\"word\":\"a\",\"count\":3}",
                "b", "{\"word\":\"b\",\"count\":1}",
                "c", "{\"word\":\"c\",\"count\":1}")));
  }

  @Test
  public void write_oneUpdate_recordsHaveKeyValueAndHeaders() {
    kafka.createTopic("headers", 1);
    Schema schema =
        Schema.of(
            TableUpdate.keyColumn(Field.of("word", FieldType.STRING)),
            TableUpdate.keyColumn(Field.of("day", FieldType.INT32)),
            Field.of("at", FieldType.DATETIME));
    Row row = Row.withSchema(schema).addValues("a", 7, Instant.ofEpochMilli(0)).build();
    p.apply(
            Create.of(
                    new TableUpdate(
                        OutputMode.COMPLETE,
                        BoundedWindow.TIMESTAMP_MIN_VALUE,
                        BoundedWindow.TIMESTAMP_MAX_VALUE,
                        12,
                        List.of(row)))
                .withCoder(TableUpdateCoder.of(schema)))
        .apply(TopicIO.write(kafka.brokers(), "headers"));
    p.run().waitUntilFinish();
    ConsumerRecord<byte[], byte[]> record = kafka.readAll("headers").get(0);
    assertThat(text(record.key()), is("[\"a\",7]"));
    assertThat(
        text(record.value()), is("{\"word\":\"a\",\"day\":7,\"at\":\"1970-01-01T00:00:00.000Z\"}"));
    assertThat(text(record.headers().lastHeader("cauce-version").value()), is("12"));
  }

  @Test
  public void write_olderVersionAfterANewerOne_isLeftOut() throws Exception {
    kafka.createTopic("superseded", 1);
    TopicConnection connection = new TopicConnection(kafka.brokers(), "superseded");
    TopicWriter writer = TopicWriter.open("superseded", connection, true);
    TopicWriter sameOne = TopicWriter.open("superseded", connection, true);
    TopicWriter.Receipt receipt = new TopicWriter.Receipt();
    assertThat(writer.write(update(2, row("a", 2)), receipt), is(0));
    assertThat(sameOne.write(update(1, row("a", 1), row("b", 1)), receipt), is(1));
    writer.flush(receipt);
    writer.release("superseded");
    sameOne.release("superseded");
    assertThat(
        kafka.readAll("superseded").stream().map(r -> text(r.value())).toList(),
        contains("{\"word\":\"a\",\"count\":2}", "{\"word\":\"b\",\"count\":1}"));
  }

  @Test
  public void write_removed_recordsWithoutAValueFirst() throws Exception {
    kafka.createTopic("removed", 1);
    TopicConnection connection = new TopicConnection(kafka.brokers(), "removed");
    TopicWriter writer = TopicWriter.open("removed", connection, true);
    TopicWriter.Receipt receipt = new TopicWriter.Receipt();
    assertThat(writer.write(update(1, row("a", 1), row("b", 1)), receipt), is(0));
    TableUpdate merged =
        new TableUpdate(
            OutputMode.UPDATE,
            BoundedWindow.TIMESTAMP_MIN_VALUE,
            BoundedWindow.TIMESTAMP_MAX_VALUE,
            3,
            List.of(row("a", 2)),
            List.of(row("a", 0), row("b", 0)));
    assertThat(writer.write(merged, receipt), is(0));
    assertThat(writer.write(update(2, row("b", 7)), receipt), is(1)); // came late
    writer.flush(receipt);
    writer.release("removed");

    List<String> records = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : kafka.readAll("removed")) {
      String value = record.value() == null ? "nothing" : text(record.value());
      String version = text(record.headers().lastHeader("cauce-version").value());
      records.add(text(record.key()) + " " + version + " " + value);
    }
    assertThat(
        records,
        contains(
            "a 1 {\"word\":\"a\",\"count\":1}",
            "b 1 {\"word\":\"b\",\"count\":1}",
            "a 3 nothing",
            "b 3 nothing",
            "a 3 {\"word\":\"a\",\"count\":2}"));
  }

  @Test
  public void write_recordThatKafkaRefuses_failsThePipeline() {
    kafka.createTopic("small", 1, Map.of("max.message.bytes", "1000"));
    // Not to be compressed below the limit: 0.5 MB of one letter is.
    p.apply(Create.of(update(1, row("x".repeat(5000), 1))).withCoder(TableUpdateCoder.of(COUNTS)))
        .apply(
            TopicIO.write(kafka.brokers(), "small").withConfig(Map.of("compression.type", "none")));
    Throwable failure = assertThrows(RuntimeException.class, () -> p.run().waitUntilFinish());
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      failure = cause;
    }
    assertThat(
        failure.getMessage(),
        is(
            "Topic \"small\" on "
                + kafka.brokers()
                + ": The request included a message larger than the max message size the server"
                + " will accept."));
  }

  private static TableUpdate update(long version, Row... rows) {
    return new TableUpdate(
        OutputMode.UPDATE,
        BoundedWindow.TIMESTAMP_MIN_VALUE,
        BoundedWindow.TIMESTAMP_MAX_VALUE,
        version,
        List.of(rows));
  }

  private static Row row(String word, long count) {
    return Row.withSchema(COUNTS).addValues(word, count).build();
  }

  private static String failure(Runnable action) {
    UncheckedIOException failure = assertThrows(UncheckedIOException.class, action::run);
    return String.valueOf(Objects.requireNonNull(failure.getCause()).getMessage());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
