package dev.cauce.modes;

import static org.joda.time.Duration.standardMinutes;
import static org.joda.time.Duration.standardSeconds;

import dev.cauce.expr.Aggregate;
import dev.cauce.query.Query;
import dev.cauce.query.Windowing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;

/** The kinds of queries there are, one of each. */
final class Kinds {
  static final Schema CLICKS =
      Schema.builder()
          .addField("at", FieldType.logicalType(SqlTypes.TIMESTAMP))
          .addStringField("user")
          .addStringField("city")
          .addInt64Field("n")
          .build();

  private Kinds() {}

  /**
   * By the names that docs/modes.md has; all with the event time {@code at} and 10 s of lateness.
   */
  static Map<String, Query> all() {
    Query clicks = Query.of(CLICKS).eventTime("at", standardSeconds(10));
    Windowing minutes = Windowing.tumbling(standardMinutes(1));
    List<Aggregate> count = List.of(Aggregate.of("count", "*", "clicks", CLICKS));
    List<String> user = List.of("user");
    Map<String, Query> kinds = new LinkedHashMap<>();
    kinds.put("rows: filter and select", clicks.where("n > 1").select(List.of("user", "n")));
    kinds.put("rows: the first N", clicks.limit(2));
    kinds.put("first row of each key", clicks.distinct(user));
    kinds.put("first row of each key and time", clicks.distinct(List.of("user", "at")));
    kinds.put(
        "first row of each key within a time", clicks.distinctWithin(user, standardMinutes(1)));
    kinds.put("aggregation by key", clicks.groupBy(null, user, count));
    kinds.put("aggregation of all rows", clicks.groupBy(null, List.of(), count));
    kinds.put("tumbling windows", clicks.groupBy(minutes, user, count));
    kinds.put(
        "sliding windows",
        clicks.groupBy(Windowing.sliding(standardMinutes(1), standardSeconds(30)), user, count));
    kinds.put("sessions", clicks.groupBy(Windowing.session(standardSeconds(20)), user, count));
    kinds.put("aggregation by key and time", clicks.groupBy(null, List.of("at", "user"), count));
    kinds.put(
        "windows of windows",
        clicks
            .groupBy(minutes, user, count)
            .groupBy(minutes.on("window"), List.of(), "count as users"));
    kinds.put(
        "aggregation of an aggregation",
        clicks.groupBy(null, user, count).groupBy(null, List.of("clicks"), "count as users"));
    kinds.put(
        "first rows, then windows",
        clicks.distinct(List.of("user", "at")).groupBy(minutes, user, count));
    kinds.put("rollup", clicks.rollup(null, List.of("user", "city"), count));
    kinds.put("rollup in windows", clicks.rollup(minutes, List.of("user", "city"), count));
    kinds.put("condition on a table", clicks.groupBy(minutes, user, count).where("clicks > 1"));
    kinds.put("ordered rows", clicks.orderBy(List.of("n desc")));
    kinds.put("ordered table", clicks.groupBy(null, user, count).orderBy(List.of("clicks desc")));
    kinds.put(
        "the first N of an ordered table",
        clicks.groupBy(null, user, count).orderBy(List.of("clicks desc")).limit(1));
    kinds.put("distinct rows of a table", clicks.groupBy(minutes, user, count).distinct(user));
    return kinds;
  }
}
