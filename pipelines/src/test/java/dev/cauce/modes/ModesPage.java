package dev.cauce.modes;

import dev.cauce.io.Endpoints;
import dev.cauce.query.Query;
import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** docs/modes.md, made of what the product itself answers. */
final class ModesPage {
  private ModesPage() {}

  /** What a sink does with a mode; a sink that is not known here fails the test. */
  private static final Map<String, Map<OutputMode, String>> SINKS =
      Map.of(
          "console",
          Map.of(
              OutputMode.APPEND, "prints the rows of a tick",
              OutputMode.UPDATE, "prints the rows of a tick",
              OutputMode.COMPLETE, "prints the whole table"),
          "file",
          Map.of(
              OutputMode.APPEND, "a new file a tick",
              OutputMode.UPDATE, "the table's file is replaced",
              OutputMode.COMPLETE, "the table's file is replaced"),
          "jdbc",
          Map.of(
              OutputMode.APPEND, "rows are inserted",
              OutputMode.UPDATE, "rows are replaced by key, those that left are deleted",
              OutputMode.COMPLETE, "all rows are replaced, in one transaction"),
          "kafka",
          Map.of(
              OutputMode.APPEND, "a record a row",
              OutputMode.UPDATE, "a record a row, a tombstone for each that left",
              OutputMode.COMPLETE, "a record a row, a tombstone for each that left"),
          "memory",
          Map.of(
              OutputMode.APPEND, "rows are added",
              OutputMode.UPDATE, "rows are replaced by key",
              OutputMode.COMPLETE, "the table is replaced"));

  private static final String NO_KEY =
      "The rows have no key, so none could replace an older one: use complete mode, or group by"
          + " something.";

  static List<String> sinks() {
    return Endpoints.all().stream()
        .filter(endpoint -> endpoint.sink() != null)
        .map(endpoint -> new TreeSet<>(endpoint.schemes()).first())
        .toList();
  }

  /** The mode in which rows reach the sink: rows that are final as they come are appended. */
  static OutputMode reaching(String kind, Query query, OutputMode mode) {
    return query.aggregates() && !kind.startsWith("distinct") ? mode : OutputMode.APPEND;
  }

  static String text() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Which query in which mode into which sink

        Generated from what `Query.check` and the endpoints answer, and compared with it by `ModesTest`, which also runs every
        cell that is allowed, over endless and over bounded input, into every sink, and has every other one refused with these
        words. To write it anew: `mvn -B test -pl pipelines -am -Dtest=ModesTest -Dsurefire.failIfNoSpecifiedTests=false
        -Dcauce.docs=write`.

        Endless input with an event time. Over input that ends every mode writes the final table once; what is refused there too
        says so. Files are csv and json here; text goes the same way with other separators.

        | query | mode | sink | | what happens, or what to do instead |
        |---|---|---|---|---|
        """);
    for (Map.Entry<String, Query> kind : Kinds.all().entrySet()) {
      for (OutputMode mode : OutputMode.values()) {
        for (String sink : sinks()) {
          page.append(row(kind.getKey(), kind.getValue(), mode, sink)).append('\n');
        }
      }
    }
    return page.toString();
  }

  /**
   * Whether the sink itself cannot take what reaches it, and the command line refuses it: no row
   * could replace another.
   */
  static boolean lacksKey(String kind, Query query, OutputMode mode, String sink) {
    return sink.equals("jdbc")
        && reaching(kind, query, mode) == OutputMode.UPDATE
        && TableUpdate.keyColumns(query.columns()).isEmpty();
  }

  private static String row(String kind, Query query, OutputMode mode, String sink) {
    List<String> refused = query.check(mode, false);
    boolean ever = !query.check(mode, true).isEmpty();
    if (refused.isEmpty() && lacksKey(kind, query, mode, sink)) {
      refused = List.of(NO_KEY);
    }
    String what =
        refused.isEmpty()
            ? SINKS.get(sink).get(reaching(kind, query, mode))
            : String.join(" ", refused) + (ever ? " Bounded input: refused too." : "");
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s |",
        kind,
        mode.name().toLowerCase(Locale.ROOT),
        sink,
        refused.isEmpty() ? "yes" : "no",
        what);
  }
}
