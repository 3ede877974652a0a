package dev.cauce.cli;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What is alive in this JVM, other than fillers: after a collection of garbage. */
record LiveHeap(long objects, long bytes) {

  /** The least of a few, for what is on its way just now is none that stays. */
  static LiveHeap least() {
    LiveHeap least = now();
    for (int i = 0; i < 4; i++) {
      LiveHeap next = now();
      least =
          new LiveHeap(Math.min(least.objects, next.objects), Math.min(least.bytes, next.bytes));
    }
    return least;
  }

  static LiveHeap now() {
    long objects = 0;
    long bytes = 0;
    for (String line : histogram().lines().toList()) {
      String[] cells = line.trim().split("\\s+", -1);
      // The collector leaves gaps, and fills them with arrays of int.
      if (cells.length >= 4 && cells[0].endsWith(":") && !cells[3].equals("[I")) {
        objects += Long.parseLong(cells[1]);
        bytes += Long.parseLong(cells[2]);
      }
    }
    return new LiveHeap(objects, bytes);
  }

  private static String histogram() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException("This JVM cannot say what is alive in it", e);
    }
  }
}
