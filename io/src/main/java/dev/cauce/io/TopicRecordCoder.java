package dev.cauce.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes {@link TopicRecord}s: a format version, then the fields in order. Deterministic. */
public final class TopicRecordCoder extends AtomicCoder<TopicRecord> {
  private static final TopicRecordCoder INSTANCE = new TopicRecordCoder();
  private static final int FORMAT = 1;
  private static final Coder<byte @Nullable []> BYTES = NullableCoder.of(ByteArrayCoder.of());
  private static final Coder<String> TEXT = StringUtf8Coder.of();

  private TopicRecordCoder() {}

  /** The only instance. */
  public static TopicRecordCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(TopicRecord record, OutputStream out) throws IOException {
    out.write(FORMAT);
    TEXT.encode(record.topic(), out);
    VarInt.encode(record.partition(), out);
    VarInt.encode(record.offset(), out);
    VarInt.encode(record.timestamp().getMillis(), out);
    BYTES.encode(record.key(), out);
    BYTES.encode(record.value(), out);
    VarInt.encode(record.headers().size(), out);
    for (TopicRecord.Header header : record.headers()) {
      TEXT.encode(header.name(), out);
      BYTES.encode(header.value(), out);
    }
  }

  @Override
  public TopicRecord decode(InputStream in) throws IOException {
    int format = in.read();
    if (format != FORMAT) {
      throw new CoderException("Unknown format " + format + " of a record of a topic");
    }
    String topic = TEXT.decode(in);
    int partition = VarInt.decodeInt(in);
    long offset = VarInt.decodeLong(in);
    Instant timestamp = Instant.ofEpochMilli(VarInt.decodeLong(in));
    byte[] key = BYTES.decode(in);
    byte[] value = BYTES.decode(in);
    int size = VarInt.decodeInt(in);
    List<TopicRecord.Header> headers = new ArrayList<>(Math.min(size, 1 << 10));
    for (int i = 0; i < size; i++) {
      headers.add(new TopicRecord.Header(TEXT.decode(in), BYTES.decode(in)));
    }
    return new TopicRecord(topic, partition, offset, timestamp, key, value, headers);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public void verifyDeterministic() {}
}
