package dev.cauce.query;

import java.util.ArrayList;
import java.util.List;

/** The sets of keys of a rollup and of a cube, each by the numbers of its keys. */
final class GroupingSets {
  /** Tells groups of different sets apart: a key that is not in a set is null there. */
  static final String ID = "grouping_id";

  private GroupingSets() {}

  static List<List<Integer>> rollup(int keys) {
    List<List<Integer>> sets = new ArrayList<>();
    for (int size = keys; size >= 0; size--) {
      List<Integer> set = new ArrayList<>();
      for (int key = 0; key < size; key++) {
        set.add(key);
      }
      sets.add(set);
    }
    return sets;
  }

  static List<List<Integer>> cube(int keys) {
    if (keys > 12) {
      throw new IllegalArgumentException(
          "A cube of " + keys + " keys has " + (1L << keys) + " sets of keys: use 12 at most.");
    }
    List<List<Integer>> sets = new ArrayList<>();
    for (int bits = (1 << keys) - 1; bits >= 0; bits--) {
      List<Integer> set = new ArrayList<>();
      for (int key = 0; key < keys; key++) {
        if ((bits >> key & 1) == 1) {
          set.add(key);
        }
      }
      sets.add(set);
    }
    return sets;
  }
}
