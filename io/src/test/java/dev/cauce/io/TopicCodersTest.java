package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Instant;
import org.junit.Test;

public class TopicCodersTest {
  private static final TopicMark MARK =
      new TopicMark(
          new TreeMap<>(
              Map.of(
                  0, new TopicMark.Place(300, 9, 10), 5, new TopicMark.Place(1, Long.MIN_VALUE))),
          -2);

  @Test
  public void markFormat_encode_isTheseBytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TopicMark.Format.INSTANCE.encode(MARK, out);
    assertThat(
        HexFormat.of().formatHex(out.toByteArray()),
        is(
            "02" // the format
                + "fffffffffffffffe" // the watermark
                + "02" // two partitions
                + "00ac02" // number 0, offset 300
                + "0000000000000009" // its largest time
                + "000000000000000a" // its last news
                + "0501"
                + "8000000000000000"
                + "ffdf3b645a1cac09")); // nobody knows
  }

  @Test
  public void markFormat_decode_isWhatWasEncoded() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(TopicMark.Format.INSTANCE, MARK);
    CoderProperties.coderSerializable(TopicMark.Format.INSTANCE);
  }

  @Test
  public void markFormat_unknownVersion_isRefused() {
    assertThrows(
        CoderException.class,
        () -> CoderUtils.decodeFromByteArray(TopicMark.Format.INSTANCE, new byte[] {3, 0}));
  }

  @Test
  public void recordCoder_decode_isWhatWasEncoded() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        TopicRecordCoder.of(),
        new TopicRecord(
            "t",
            3,
            1L << 40,
            Instant.parse("2026-01-01T00:00:00Z"),
            new byte[] {1},
            new byte[] {2, 3},
            List.of(
                new TopicRecord.Header("a", new byte[] {4}), new TopicRecord.Header("b", null))));
    CoderProperties.coderDecodeEncodeEqual(
        TopicRecordCoder.of(),
        new TopicRecord("t", 0, 0, Instant.ofEpochMilli(0), null, null, List.of()));
  }
}
