package dev.cauce.io;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record of a Kafka topic with all that Kafka knows of it. The arrays are not copied: nobody may
 * write to them.
 *
 * @param topic the topic it was read from
 * @param partition the number of its partition
 * @param offset its place in the partition
 * @param timestamp its time by Kafka; the time of arrival if the record has none
 * @param key the bytes of its key, if it has one
 * @param value the bytes of its value; none is a tombstone, by which a compacted topic forgets a
 *     key
 * @param headers its headers, in order
 */
@DefaultCoder(TopicRecordCoder.class)
public record TopicRecord(
    String topic,
    int partition,
    long offset,
    Instant timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<Header> headers) {

  /** Copies the list of headers. */
  // Not the compact form: javac 17 forgets there that a parameter may be null.
  public TopicRecord(
      String topic,
      int partition,
      long offset,
      Instant timestamp,
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<Header> headers) {
    this.topic = Objects.requireNonNull(topic);
    this.partition = partition;
    this.offset = offset;
    this.timestamp = Objects.requireNonNull(timestamp);
    this.key = key;
    this.value = value;
    this.headers = List.copyOf(headers);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TopicRecord that
        && topic.equals(that.topic)
        && partition == that.partition
        && offset == that.offset
        && timestamp.equals(that.timestamp)
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value)
        && headers.equals(that.headers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, partition, offset);
  }

  /** Where it is, without its contents. */
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }

  /**
   * A header of a record.
   *
   * @param name its name; a record may have several of the same name
   * @param value its bytes, if it has any
   */
  public record Header(String name, byte @Nullable [] value) {
    /** Checks that there is a name. */
    public Header(String name, byte @Nullable [] value) {
      this.name = Objects.requireNonNull(name);
      this.value = value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Header that
          && name.equals(that.name)
          && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return 31 * name.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
