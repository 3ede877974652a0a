package dev.cauce.runners;

/**
 * By which a run tells the sources in this JVM to read no further. Found with {@link
 * java.util.ServiceLoader}, so that running a pipeline needs to know no source.
 */
public interface SourceControl {
  /**
   * Makes every source in this JVM end at its present place: readers hand out no further rows and
   * report the end of their input, so that the pipeline runs dry and finishes. Idempotent.
   */
  void stopReading();
}
