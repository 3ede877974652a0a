package dev.cauce.clicks;

import dev.cauce.expr.ExpressionException;
import dev.cauce.query.Query;
import dev.cauce.row.DeadLetter;
import dev.cauce.row.Lines;
import dev.cauce.row.MalformedRowException;
import dev.cauce.row.RowFormat;
import dev.cauce.table.Grouping;
import dev.cauce.table.OutputMode;
import dev.cauce.table.Table;
import dev.cauce.table.TableUpdate;
import dev.cauce.table.TableUpdateCoder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The pages with the most views, of each window if there are windows: the key column {@code rank}
 * from 1 on, then {@code page} and {@code views}. Of pages with as many views the least name comes
 * first.
 *
 * <p>In: lines, bounded or unbounded, each of which {@link PageViews} may be. Out: one row a rank;
 * modes, order, lateness and guarantees are those of {@link Table}. A row that cannot be used goes
 * to the dead letters of the settings.
 *
 * <p>State: one counter for each page, and for unbounded input of at most {@value #REMEMBERED} to
 * twice as many pages a window; with more different pages, counts may be too low, by at most one
 * view in {@value #REMEMBERED}, and are never too high.
 */
public final class TopPages extends PTransform<PCollection<Lines>, PCollection<TableUpdate>> {
  /** How many pages are counted if not all are. */
  public static final int REMEMBERED = 10_000;

  private final RowFormat views;
  private final int limit;
  private final boolean exact;
  private final @Nullable WindowFn<?, ?> windowFn;
  private final Duration lateness;
  private final Query.Settings settings;

  /**
   * The first {@code limit} pages of {@code views}, which has a column {@code page}.
   *
   * @param exact whether all pages are counted, whatever that takes
   * @param windowFn null for none
   */
  public static TopPages of(
      RowFormat views,
      int limit,
      boolean exact,
      @Nullable WindowFn<?, ?> windowFn,
      Duration lateness,
      Query.Settings settings) {
    return new TopPages(views, limit, exact, windowFn, lateness, settings);
  }

  private TopPages(
      RowFormat views,
      int limit,
      boolean exact,
      @Nullable WindowFn<?, ?> windowFn,
      Duration lateness,
      Query.Settings settings) {
    this.views = views;
    this.limit = limit;
    this.exact = exact;
    this.windowFn = windowFn;
    this.lateness = lateness;
    this.settings = settings;
  }

  /** The columns of the table. */
  public static Schema columns(boolean windowed) {
    Schema.Builder columns = Schema.builder();
    if (windowed) {
      columns.addField(TableUpdate.keyColumn(Schema.Field.of("window_start", FieldType.DATETIME)));
      columns.addField(TableUpdate.keyColumn(Schema.Field.of("window_end", FieldType.DATETIME)));
    }
    return columns
        .addField(TableUpdate.keyColumn(Schema.Field.of("rank", FieldType.INT32)))
        .addStringField("page")
        .addInt64Field("views")
        .build();
  }

  @Override
  public PCollection<TableUpdate> expand(PCollection<Lines> lines) {
    TopFn top = new TopFn(limit, exact ? Integer.MAX_VALUE : REMEMBERED);
    Table<Lines, @Nullable Void, ?> table =
        Table.of(new ByNothing(views), top)
            .columns("pages", "views")
            .withLateness(lateness)
            .every(settings.every())
            .emitting(settings.mode());
    if (windowFn != null) {
      table = table.over(windowFn);
    }
    if (settings.deadLetters() != null) {
      table = table.withDeadLetters(settings.deadLetters());
    }
    if (settings.late() != null) {
      table = table.withLateRowsTo(settings.late());
    }
    Schema columns = columns(windowFn != null);
    return lines
        .apply("Top", table)
        .apply("Rank", ParDo.of(new RankFn(columns)))
        .setCoder(TableUpdateCoder.of(columns));
  }

  /** All page views under one key. */
  private record ByNothing(RowFormat views) implements Grouping<Lines, @Nullable Void, String> {
    private static final byte[] NO_KEY = {};

    @Override
    public void group(Lines lines, long micros, Rows<String> rows) {
      for (int i = 0; i < lines.size(); i++) {
        try {
          Row view = views.parse(lines.bytes(), lines.start(i), lines.end(i));
          if (view != null) {
            String page = view.getString("page");
            rows.add(NO_KEY, 0, 0, 1000 * lines.millis(i), String.valueOf(page));
          }
        } catch (MalformedRowException | ExpressionException e) {
          String reason = String.valueOf(e.getMessage());
          rows.reject(new DeadLetter(Instant.now(), lines.origin(), reason, lines.line(i)));
        }
      }
    }

    @Override
    public Coder<@Nullable Void> keyCoder(CoderRegistry registry) {
      return VoidCoder.of();
    }

    @Override
    public Coder<String> inputCoder(CoderRegistry registry, Coder<Lines> elements) {
      return StringUtf8Coder.of();
    }
  }

  /** Makes a row of each rank. */
  private static final class RankFn extends DoFn<TableUpdate, TableUpdate> {
    private final Schema columns;

    RankFn(Schema columns) {
      this.columns = columns;
    }

    @ProcessElement
    public void process(@Element TableUpdate update, OutputReceiver<TableUpdate> out) {
      List<Row> rows = new ArrayList<>();
      update.rows().forEach(row -> ranks(row, rows));
      if (!rows.isEmpty() || update.mode() == OutputMode.COMPLETE) {
        out.output(
            new TableUpdate(
                update.mode(), update.windowStart(), update.windowEnd(), update.version(), rows));
      }
    }

    private void ranks(Row row, List<Row> ranks) {
      int keys = row.getFieldCount() - 2;
      List<?> pages = new ArrayList<>(row.getArray("pages"));
      List<?> views = new ArrayList<>(row.getArray("views"));
      for (int i = 0; i < pages.size(); i++) {
        List<@Nullable Object> values = new ArrayList<>(row.getValues().subList(0, keys));
        values.add(i + 1);
        values.add(pages.get(i));
        values.add(views.get(i));
        ranks.add(Row.withSchema(columns).attachValues(values));
      }
    }
  }
}
