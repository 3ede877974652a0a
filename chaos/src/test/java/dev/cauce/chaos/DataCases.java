package dev.cauce.chaos;

import java.util.List;

/** T9, T14, T15, T25: what rows can hold. */
final class DataCases {
  private DataCases() {}

  static List<Case> all() {
    return List.of(Case.always("T14", MalformedRows::play));
  }
}
