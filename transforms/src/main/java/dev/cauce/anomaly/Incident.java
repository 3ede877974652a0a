package dev.cauce.anomaly;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Alerts of one series that belong together: it is opened by an alert, and is over when {@link
 * #QUIET} readings in a row were neither alerts nor suppressed. Changed in place.
 */
final class Incident {
  /** The least cool-down there is by default. */
  static final int QUIET = 30;

  /** The first alert. */
  final long opened;

  /** The last reading that was an alert, or would have been. */
  long last;

  /** How many readings were alerts. */
  long alerts;

  /** How many readings were alerts or would have been. */
  long unusual;

  private int quiet;

  /** The alert of the highest score. */
  Anomaly peak;

  Incident(long opened, Anomaly first) {
    this.opened = opened;
    this.last = opened;
    this.alerts = 1;
    this.unusual = 1;
    this.peak = first;
  }

  void alert(long micros, Anomaly alert) {
    last = micros;
    alerts++;
    unusual++;
    quiet = 0;
    if (alert.score() > peak.score()) {
      peak = alert;
    }
  }

  void suppressed(long micros) {
    last = micros;
    unusual++;
    quiet = 0;
  }

  /** Whether the incident is over with this reading, which is as usual. */
  boolean usual() {
    quiet++;
    return quiet >= QUIET;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(opened);
    out.writeLong(last);
    out.writeLong(alerts);
    out.writeLong(unusual);
    out.writeInt(quiet);
    AnomalyCoder.of().encode(peak, out);
  }

  static Incident read(DataInputStream in) throws IOException {
    long opened = in.readLong();
    long last = in.readLong();
    long alerts = in.readLong();
    long unusual = in.readLong();
    int quiet = in.readInt();
    Incident incident = new Incident(opened, AnomalyCoder.of().decode(in));
    incident.last = last;
    incident.alerts = alerts;
    incident.unusual = unusual;
    incident.quiet = quiet;
    return incident;
  }
}
