package dev.cauce.clicks;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.cauce.expr.Expr;
import dev.cauce.row.EventTime;
import dev.cauce.row.MalformedRowException;
import dev.cauce.row.RowFormat;
import dev.cauce.row.Schemas;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * The page views among rows of another format: an access log, or events. A line that is a row but
 * no page view is passed over; one that is neither is malformed, and so is a page view without time
 * or page, or of nobody.
 *
 * <p>The columns: {@code time timestamp} to the millisecond; {@code visitor string}; {@code page
 * string}, a path; {@code moment string}, time and page such that the order of moments is that of
 * times; then those of the other format but for the ones of these names. Thread-safe and stateless.
 */
public final class PageViews implements RowFormat {
  /** The columns that a page view has by itself. */
  public static final List<String> OWN = List.of("time", "visitor", "page", "moment");

  /** How many characters of a {@code moment} are its time; what is behind them is the page. */
  public static final int TIME_OF_MOMENT = 16;

  private static final long serialVersionUID = 1L;
  private static final long DIGITS_15 = 1_000_000_000_000_000L;
  private static final long YEAR_1 = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();

  private final RowFormat format;
  private final EventTime time;
  private final Fields fields;
  private final ViewRule rule;
  private final boolean keepQuery;
  private final @Nullable Expr where;
  private final List<Integer> others;
  private final Schema schema;

  /**
   * Where in a row things stand.
   *
   * @param page what was asked for: a path or a URL
   * @param visitor the fields that tell visitors apart; the one that is {@code agent} is shortened
   * @param method null: all requests are taken for GET
   * @param status null: all requests are taken for answered
   * @param agent null: everybody is taken for a person
   * @param needsAgent whether a request without an agent is a robot's
   */
  public record Fields(
      FieldPath page,
      List<FieldPath> visitor,
      @Nullable FieldPath method,
      @Nullable FieldPath status,
      @Nullable FieldPath agent,
      boolean needsAgent)
      implements Serializable {
    /** The fields are copied. */
    public Fields {
      visitor = List.copyOf(visitor);
    }
  }

  /**
   * The page views among the rows of {@code format}.
   *
   * @param keepQuery whether {@code /a?b=1} is another page than {@code /a}
   * @param where only those for which this is true; over {@link #schema(RowFormat)}; null for all
   */
  public PageViews(
      RowFormat format,
      EventTime time,
      Fields fields,
      ViewRule rule,
      boolean keepQuery,
      @Nullable Expr where) {
    this.format = format;
    this.time = Objects.requireNonNull(time);
    this.fields = fields;
    this.rule = rule;
    this.keepQuery = keepQuery;
    this.where = where;
    this.schema = schema(format);
    this.others = new ArrayList<>();
    for (int i = 0; i < format.schema().getFieldCount(); i++) {
      if (!OWN.contains(format.schema().getField(i).getName())) {
        others.add(i);
      }
    }
  }

  /** The columns of page views among rows of {@code format}. */
  public static Schema schema(RowFormat format) {
    Schema.Builder columns = Schema.builder();
    columns.addField("time", Schemas.TIMESTAMP);
    columns.addNullableField("visitor", FieldType.STRING);
    columns.addNullableField("page", FieldType.STRING);
    columns.addNullableField("moment", FieldType.STRING);
    format.schema().getFields().stream()
        .filter(field -> !OWN.contains(field.getName()))
        .forEach(columns::addField);
    return columns.build();
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Row parse(byte[] bytes, int from, int to) throws MalformedRowException {
    Row row = format.parse(bytes, from, to);
    String url = row == null ? null : fields.page().text(row);
    if (row == null || !isView(row, url)) {
      return null;
    }
    long millis = time.millis(bytes, from, to);
    if (millis == EventTime.NONE) {
      throw new MalformedRowException(time.reason(bytes, from, to));
    }
    String page = url == null ? null : PageNames.of(url, keepQuery);
    String visitor = visitor(row);
    List<@Nullable Object> values = new ArrayList<>(schema.getFieldCount());
    values.add(Instant.ofEpochMilli(millis));
    values.add(visitor);
    values.add(page);
    values.add(page == null ? null : moment(millis, page));
    others.forEach(column -> values.add(row.getValue(column)));
    Row view = Row.withSchema(schema).attachValues(values);
    if (where != null && !where.test(view)) {
      return null;
    }
    if (page == null) {
      throw new MalformedRowException("no page: field \"" + fields.page() + "\" is missing");
    }
    if (visitor == null) {
      throw new MalformedRowException("no visitor: fields " + fields.visitor() + " are missing");
    }
    return view;
  }

  private boolean isView(Row row, @Nullable String url) throws MalformedRowException {
    if (fields.method() != null && !rule.takesMethod(fields.method().text(row))) {
      return false;
    }
    if (fields.status() != null && !rule.takesStatus(status(fields.status(), row))) {
      return false;
    }
    String agent = fields.agent() == null ? null : fields.agent().text(row);
    if (agent == null ? fields.needsAgent() && rule.bots() != null : !rule.takesAgent(agent)) {
      return false;
    }
    return url == null || rule.takesPath(PageNames.of(url, false));
  }

  private static @Nullable Integer status(FieldPath field, Row row) throws MalformedRowException {
    String text = field.text(row);
    try {
      return text == null ? null : Integer.valueOf(text);
    } catch (NumberFormatException none) {
      throw new MalformedRowException("field \"" + field + "\": \"" + text + "\" is no status");
    }
  }

  private @Nullable String visitor(Row row) {
    StringBuilder visitor = new StringBuilder();
    boolean any = false;
    for (FieldPath field : fields.visitor()) {
      String text = field.text(row);
      any |= text != null;
      visitor.append(visitor.length() == 0 ? "" : "/");
      visitor.append(text == null ? "-" : field.equals(fields.agent()) ? shortened(text) : text);
    }
    return any ? visitor.toString() : null;
  }

  /** Eight digits for a long text that tells visitors apart and that nobody wants to read. */
  private static String shortened(String agent) {
    int hash = (int) Hashing.komihash5_0().hashCharsToLong(agent);
    return HexFormat.of().toHexDigits(hash);
  }

  private static String moment(long millis, String page) {
    return Long.toString(DIGITS_15 + millis - YEAR_1).substring(1) + ' ' + page;
  }
}
