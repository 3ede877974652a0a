package dev.cauce.pipelines;

import dev.cauce.clicks.FieldPath;
import dev.cauce.clicks.PageViews;
import dev.cauce.clicks.ViewRule;
import dev.cauce.expr.Expr;
import dev.cauce.row.AccessLog;
import dev.cauce.row.EventTime;
import dev.cauce.row.RowFormat;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of {@link Clicks} are.
 *
 * @param views the page views among them
 * @param eventTime where their time stands
 * @param rule what a page view is
 * @param note what the user should know; null for nothing
 */
record ClicksInput(PageViews views, EventTime eventTime, ViewRule rule, @Nullable String note) {
  /** Reads the options; null if something is wrong, which is among {@code problems} then. */
  static @Nullable ClicksInput read(FlowSettings settings, ViewRule rule, List<String> problems) {
    int before = problems.size();
    try {
      ClicksInput input =
          isJson(settings)
              ? ClickEvents.read(settings, rule, problems)
              : accessLog(settings, rule, problems);
      return problems.size() > before ? null : input;
    } catch (IllegalArgumentException refused) {
      problems.add(String.valueOf(refused.getMessage()));
      return null;
    }
  }

  private static boolean isJson(FlowSettings settings) {
    String format = settings.value(Clicks.FORMAT);
    return format.equals("json")
        || format.equals("auto")
            && settings.sample().get().stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> line.stripLeading().startsWith("{"))
                .orElse(false);
  }

  private static ClicksInput accessLog(
      FlowSettings settings, ViewRule rule, List<String> problems) {
    if (settings.isSet(Clicks.FIELDS)) {
      problems.add("--fields belongs to --format json: leave it out.");
    }
    if (settings.table().eventTime() != null) {
      problems.add(
          "--event-time belongs to --format json: leave it out, an access log has its time in"
              + " brackets.");
    }
    String visitor =
        settings.isSet(Clicks.VISITOR) ? settings.value(Clicks.VISITOR) : "client,agent";
    Schema columns = AccessLog.SCHEMA;
    List<FieldPath> visitors = Arrays.stream(visitor.split(",", -1)).map(FieldPath::parse).toList();
    for (FieldPath field : visitors) {
      if (!columns.hasField(field.toString())) {
        problems.add(
            "--visitor \""
                + field
                + "\": an access log has no such field; there are "
                + String.join(", ", columns.getFieldNames())
                + ".");
      }
    }
    PageViews.Fields fields =
        new PageViews.Fields(
            FieldPath.parse("target"),
            visitors,
            FieldPath.parse("method"),
            FieldPath.parse("status"),
            FieldPath.parse("agent"),
            true);
    return of(settings, new AccessLog(), EventTime.accessLog(), fields, rule, null);
  }

  /** The fields in {@code text}, the value of {@code --visitor}. */
  static List<FieldPath> paths(String text) {
    try {
      return Arrays.stream(text.split(",", -1)).map(FieldPath::parse).toList();
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("--visitor: " + refused.getMessage(), refused);
    }
  }

  /** Reads what is left of the options: which page views count. */
  static ClicksInput of(
      FlowSettings settings,
      RowFormat format,
      EventTime time,
      PageViews.Fields fields,
      ViewRule rule,
      @Nullable String note) {
    Expr where = null;
    String condition = settings.value(Clicks.WHERE);
    if (!condition.isBlank()) {
      try {
        where = Expr.parse(condition, PageViews.schema(format));
      } catch (IllegalArgumentException refused) {
        throw new IllegalArgumentException("--where: " + refused.getMessage(), refused);
      }
      if (where.type().getTypeName() != Schema.TypeName.BOOLEAN) {
        throw new IllegalArgumentException(
            "--where: \"" + condition + "\" is no condition: it is not true or false.");
      }
    }
    boolean keepQuery = settings.isSet(Clicks.KEEP_QUERY);
    PageViews views = new PageViews(format, time, fields, rule, keepQuery, where);
    return new ClicksInput(views, time, rule, note);
  }

  /** What is counted, in one line. */
  String counted() {
    return "counts: requests"
        + (rule.methods() ? "" : " by GET")
        + (rule.failures() ? "" : " answered with status 200 to 299 (not 206) or 304")
        + (rule.assets().isEmpty() ? "" : ", of pages, not of files that belong to them")
        + (rule.bots() == null ? "" : ", not by robots");
  }
}
