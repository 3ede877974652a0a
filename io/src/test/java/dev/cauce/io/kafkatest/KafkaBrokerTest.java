package dev.cauce.io.kafkatest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import java.io.IOException;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

public class KafkaBrokerTest {
  @Rule public final KafkaBroker kafka = new KafkaBroker();

  @Test
  public void start_afterStop_stillHasItsRecords() throws IOException {
    kafka.createTopic("kept", 2);
    kafka.send("kept", 1, List.of("b"));
    kafka.send("kept", 0, List.of("a", "c"));
    kafka.stop();
    kafka.start();
    assertThat(
        kafka.readAll("kept").stream().map(r -> new String(r.value(), UTF_8)).toList(),
        contains("a", "c", "b"));
  }
}
