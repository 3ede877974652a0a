package dev.cauce.pipelines;

import dev.cauce.query.Windowing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;

/**
 * What is late of rows that come in steps, after each of which the watermark moves: computed
 * plainly, in seconds, by nothing of the product.
 *
 * @param inTime the rows that are in time for at least one window
 * @param lateGroups groups (or, of sessions, users) to which a late row would belong, so that
 *     complete mode may know more of them than the other modes
 * @param splitGroups those that leaving late rows out of the input cannot reproduce: a row is late
 *     for one of its windows only, or in time for a session that has left already
 * @param late how often a row was late for a window
 */
record LateTruth(List<Row> inTime, Set<String> lateGroups, Set<String> splitGroups, int late) {

  private record Session(long start, long end, String user) {}

  static LateTruth of(
      Windowing windowing, Duration lateness, List<List<Row>> steps, List<Long> watermarks) {
    return windowing.kind() == Windowing.Kind.SESSION
        ? sessions(
            windowing.size().getStandardSeconds(), lateness.getStandardSeconds(), steps, watermarks)
        : windows(windowing, lateness.getStandardSeconds(), steps, watermarks);
  }

  private static LateTruth windows(
      Windowing windowing, long lateness, List<List<Row>> steps, List<Long> watermarks) {
    LateTruth truth = new LateTruth(new ArrayList<>(), new HashSet<>(), new HashSet<>(), 0);
    long size = windowing.size().getStandardSeconds();
    long slide = windowing.slide().getStandardSeconds();
    long offset = windowing.offset().getStandardSeconds();
    long watermark = Long.MIN_VALUE;
    int lateCells = 0;
    for (int step = 0; step < steps.size(); step++) {
      for (Row row : steps.get(step)) {
        long at = EveryModeTest.seconds(row);
        Set<String> late = new HashSet<>();
        boolean inTime = false;
        for (long start = at - Math.floorMod(at - offset, slide);
            start + size > at;
            start -= slide) {
          if (start + size + lateness > watermark) {
            inTime = true;
          } else {
            late.add(start + ".." + (start + size) + " " + row.getString("user"));
          }
        }
        lateCells += late.size();
        truth.lateGroups.addAll(late);
        if (inTime) {
          truth.inTime.add(row);
          truth.splitGroups.addAll(late);
        }
      }
      watermark = watermarks.get(step);
    }
    return new LateTruth(truth.inTime, truth.lateGroups, truth.splitGroups, lateCells);
  }

  private static LateTruth sessions(
      long gap, long lateness, List<List<Row>> steps, List<Long> watermarks) {
    LateTruth truth = new LateTruth(new ArrayList<>(), new HashSet<>(), new HashSet<>(), 0);
    List<Session> open = new ArrayList<>();
    List<Session> closed = new ArrayList<>();
    long watermark = Long.MIN_VALUE;
    int late = 0;
    for (int step = 0; step < steps.size(); step++) {
      for (Row row : steps.get(step)) {
        long at = EveryModeTest.seconds(row);
        if (at + gap + lateness <= watermark) {
          late++;
          continue;
        }
        truth.inTime.add(row);
        Session session = new Session(at, at + gap, String.valueOf(row.getString("user")));
        for (Session other : List.copyOf(open)) {
          if (touch(session, other)) {
            open.remove(other);
            session = both(session, other);
          }
        }
        open.add(session);
      }
      for (Session each : open) {
        if (closed.stream().anyMatch(gone -> touch(each, gone))) {
          truth.splitGroups.add(each.user());
        }
      }
      watermark = watermarks.get(step);
      for (Session each : List.copyOf(open)) {
        if (each.end() + lateness <= watermark) {
          open.remove(each);
          closed.add(each);
        }
      }
    }
    truth.lateGroups.addAll(truth.splitGroups);
    return new LateTruth(truth.inTime, truth.lateGroups, truth.splitGroups, late);
  }

  private static boolean touch(Session a, Session b) {
    return a.user().equals(b.user()) && a.start() <= b.end() && b.start() <= a.end();
  }

  private static Session both(Session a, Session b) {
    return new Session(Math.min(a.start(), b.start()), Math.max(a.end(), b.end()), a.user());
  }
}
