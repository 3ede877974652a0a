package dev.cauce.runners;

import java.util.Map;

/** Stand-in until the sources tell. */
final class SourcesAtEnd {
  private SourcesAtEnd() {}

  static boolean in(Map<String, Long> figures, int sources) {
    return false;
  }
}
