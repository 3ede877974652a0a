package dev.cauce.sensors;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * When which sensor was heard of: for each the stretches of time in which no gap is longer than the
 * silence that counts. Readings may come in any order, and what two have gathered can be put
 * together; a stretch takes the room of one reading, however many it is of. Times are microseconds.
 */
final class Attendance {
  private static final int VERSION = 1;
  private static final long NEVER = Long.MIN_VALUE;

  /** That nothing is due. */
  static final long NOTHING = Long.MAX_VALUE;

  private final long silence;
  private final Map<String, Presence> sensors = new TreeMap<>();
  private long greatest = NEVER;

  /** What is known of one sensor. */
  private static final class Presence {
    private long last = NEVER; // of the readings that time has passed
    private boolean silent;
    private final TreeMap<Long, Long> ahead = new TreeMap<>(); // from, to
  }

  /** Takes what happened. */
  interface Events {
    /**
     * A sensor has not been heard of for too long at {@code micros}, the last time at {@code last}.
     */
    void silent(String sensor, long micros, long last);

    /** One that was silent is heard of again at {@code micros}, first since {@code last}. */
    void back(String sensor, long micros, long last);
  }

  /**
   * @param silence how long a gap must be to count
   */
  Attendance(long silence) {
    this.silence = silence;
  }

  boolean isEmpty() {
    return sensors.isEmpty();
  }

  /** The greatest time that was heard of; {@link Long#MIN_VALUE} if none was. */
  long greatest() {
    return greatest;
  }

  /** A reading. */
  void heard(String sensor, long micros) {
    stretch(sensor, micros, micros);
  }

  private void stretch(String sensor, long from, long to) {
    greatest = Math.max(greatest, to);
    Presence presence = sensors.computeIfAbsent(sensor, name -> new Presence());
    if (presence.last != NEVER && to <= presence.last) {
      return; // late: it changes nothing
    }
    TreeMap<Long, Long> ahead = presence.ahead;
    long begins = from;
    long ends = to;
    Map.Entry<Long, Long> before = ahead.floorEntry(from);
    if (before != null && before.getValue() + silence >= from) {
      begins = before.getKey();
      ends = Math.max(ends, before.getValue());
    }
    Map.Entry<Long, Long> after = ahead.higherEntry(begins);
    while (after != null && after.getKey() <= ends + silence) {
      ends = Math.max(ends, after.getValue());
      ahead.remove(after.getKey());
      after = ahead.higherEntry(begins);
    }
    ahead.put(begins, ends);
  }

  /** Takes what {@code block}, written by {@link #write}, has of readings. */
  void add(byte[] block) {
    Attendance other = read(block, silence);
    other.sensors.forEach(
        (name, presence) -> presence.ahead.forEach((from, to) -> stretch(name, from, to)));
  }

  /**
   * Time goes on to {@code micros}: says what has happened by then, sensor by sensor, and forgets
   * sensors that have been silent for longer than {@code remembered}.
   */
  void advance(long micros, long remembered, Events events) {
    Iterator<Map.Entry<String, Presence>> all = sensors.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, Presence> entry = all.next();
      Presence presence = entry.getValue();
      while (advance(entry.getKey(), presence, micros, events)) {
        continue;
      }
      if (presence.silent && presence.ahead.isEmpty() && micros - presence.last > remembered) {
        all.remove();
      }
    }
  }

  /** One thing that happened to a sensor by {@code micros}; whether there was one. */
  private boolean advance(String sensor, Presence presence, long micros, Events events) {
    Map.Entry<Long, Long> next = presence.ahead.firstEntry();
    boolean known = presence.last != NEVER;
    boolean connected =
        known && !presence.silent && next != null && next.getKey() <= presence.last + silence;
    if (connected || next != null && next.getKey() <= micros && (!known || presence.silent)) {
      if (presence.silent) {
        events.back(sensor, next.getKey(), presence.last);
        presence.silent = false;
      }
      presence.last = Math.max(presence.last, next.getValue());
      presence.ahead.remove(next.getKey());
      return true;
    }
    if (known && !presence.silent && presence.last < micros - silence) {
      presence.silent = true;
      events.silent(sensor, presence.last + silence, presence.last);
      return true;
    }
    return false;
  }

  /** From which time on {@link #advance} has something to say; {@link #NOTHING} if it has not. */
  long due() {
    long due = NOTHING;
    for (Presence presence : sensors.values()) {
      boolean known = presence.last != NEVER;
      if (known && !presence.silent) {
        Map.Entry<Long, Long> next = presence.ahead.firstEntry();
        boolean connected = next != null && next.getKey() <= presence.last + silence;
        due = Math.min(due, (connected ? next.getValue() : presence.last) + silence + 1);
      } else if (!presence.ahead.isEmpty()) {
        due = Math.min(due, presence.ahead.firstKey());
      }
    }
    return due;
  }

  /** All of it, with the version of the form first. */
  byte[] write() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + 48 * sensors.size());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(greatest);
      out.writeInt(sensors.size());
      for (Map.Entry<String, Presence> entry : sensors.entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeLong(entry.getValue().last);
        out.writeBoolean(entry.getValue().silent);
        out.writeInt(entry.getValue().ahead.size());
        for (Map.Entry<Long, Long> stretch : entry.getValue().ahead.entrySet()) {
          out.writeLong(stretch.getKey());
          out.writeLong(stretch.getValue());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a name of more than 65,535 bytes
    }
    return bytes.toByteArray();
  }

  /** What {@link #write} wrote. */
  static Attendance read(byte[] block, long silence) {
    Attendance attendance = new Attendance(silence);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(block))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IOException("When sensors were heard of is written in the form " + version);
      }
      attendance.greatest = in.readLong();
      for (int sensors = in.readInt(); sensors > 0; sensors--) {
        Presence presence = new Presence();
        attendance.sensors.put(in.readUTF(), presence);
        presence.last = in.readLong();
        presence.silent = in.readBoolean();
        for (int stretches = in.readInt(); stretches > 0; stretches--) {
          presence.ahead.put(in.readLong(), in.readLong());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return attendance;
  }
}
