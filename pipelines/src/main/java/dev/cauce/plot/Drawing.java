package dev.cauce.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.time.Instant;
import java.util.Locale;
import java.util.TimeZone;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.DateAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** The chart of a series: value, what was expected and alerts above, the score below. */
final class Drawing {
  private static final Color VALUE = new Color(0x1f, 0x4e, 0x8c);
  private static final Color EXPECTED = new Color(0xd9, 0x8a, 0x1f);
  private static final Color BOUNDS = new Color(0xf2, 0xc9, 0x85);
  private static final Color ALERT = new Color(0xc6, 0x1f, 0x2b);
  private static final Color SCORE = new Color(0x55, 0x55, 0x55);
  private static final Color GRID = new Color(0xdd, 0xdd, 0xdd);
  private static final int FEW = 100; // readings, each of which is seen as a point
  private static final Shape POINT = new Ellipse2D.Double(-2, -2, 4, 4);
  private static final Shape DOT = new Ellipse2D.Double(-4, -4, 8, 8);

  private final SeriesPoints points;
  private final double threshold;

  Drawing(SeriesPoints points, double threshold) {
    this.points = points;
    this.threshold = threshold;
  }

  JFreeChart chart(String title) {
    DateAxis time = new DateAxis("time (UTC)", TimeZone.getTimeZone("UTC"), Locale.ROOT);
    long first = Math.floorDiv(points.summary.first(), 1000);
    long last = Math.floorDiv(points.summary.last(), 1000) + 1;
    long margin = Math.max((last - first) / 100, 1);
    time.setRange(new Range((double) first - margin, (double) last + margin));
    CombinedDomainXYPlot both = new CombinedDomainXYPlot(time);
    both.setGap(12);
    both.add(values(), 5);
    both.add(scores(), 2);
    JFreeChart chart = new JFreeChart(title, new Font(Font.SANS_SERIF, Font.BOLD, 15), both, true);
    chart.addSubtitle(
        new TextTitle(
            points.summary.counts()
                + ", "
                + Instant.ofEpochMilli(first)
                + " to "
                + Instant.ofEpochMilli(last - 1),
            new Font(Font.SANS_SERIF, Font.PLAIN, 12)));
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(8, 8, 8, 16));
    chart.getLegend().setFrame(BlockBorder.NONE);
    return chart;
  }

  private XYPlot values() {
    NumberAxis axis = new NumberAxis("value");
    XYPlot plot = panel(axis);
    axis.setRange(range());
    XYSeriesCollection alerts = line("alert", points.alerts);
    XYSeriesCollection values = line("value", points.values);
    XYSeriesCollection expected = line("expected", points.expected);
    // The last dataset is drawn first.
    plot.setDataset(0, alerts);
    plot.setRenderer(0, dots());
    plot.setDataset(1, expected);
    plot.setRenderer(1, stroke(EXPECTED, 1.2f));
    plot.setDataset(2, values);
    plot.setRenderer(2, stroke(VALUE, 1.2f));
    YIntervalSeriesCollection bounds = bounds();
    plot.setDataset(3, bounds);
    plot.setRenderer(3, band());
    LegendItemCollection legend = new LegendItemCollection();
    legend.add(entry("value", VALUE, new BasicStroke(2f)));
    if (expected.getItemCount(0) > 0) {
      legend.add(entry("expected", EXPECTED, new BasicStroke(2f)));
    }
    if (bounds.getItemCount(0) > 0) {
      legend.add(entry("bounds", BOUNDS, new BasicStroke(8f)));
    }
    legend.add(new LegendItem("alert", null, null, null, DOT, ALERT));
    legend.add(entry("score", SCORE, new BasicStroke(2f)));
    legend.add(entry("threshold", ALERT, dashed()));
    plot.setFixedLegendItems(legend);
    return plot;
  }

  private XYPlot scores() {
    NumberAxis axis = new NumberAxis("score");
    XYPlot plot = panel(axis);
    axis.setRange(
        new Range(
            Math.min(0, points.scores.least(0)), Math.max(1.02, points.scores.greatest(1) * 1.02)));
    plot.setDataset(0, line("alert", points.alertScores));
    plot.setRenderer(0, dots());
    plot.setDataset(1, line("score", points.scores));
    plot.setRenderer(1, stroke(SCORE, 1f));
    plot.addRangeMarker(new ValueMarker(threshold, ALERT, dashed()));
    plot.setFixedLegendItems(new LegendItemCollection());
    return plot;
  }

  /** Of all values; of the bounds, which may be anything, no more than as much again. */
  private Range range() {
    double least = Math.min(points.values.least(0), points.expected.least(Double.MAX_VALUE));
    double most = Math.max(points.values.greatest(0), points.expected.greatest(-Double.MAX_VALUE));
    double[] wide = {least, most};
    double room = (most - least) / 2;
    points.bounds.edges(
        (micros, lower, upper) -> {
          wide[0] = Math.min(wide[0], Math.max(lower, least - room));
          wide[1] = Math.max(wide[1], Math.min(upper, most + room));
        });
    double margin = (wide[1] - wide[0]) * 0.04;
    if (!(margin > Math.abs(wide[1]) * 1e-12)) { // a constant
      margin = Math.max(Math.abs(wide[1]) * 0.1, 1e-3);
    }
    return new Range(wide[0] - margin, wide[1] + margin);
  }

  private static XYPlot panel(NumberAxis axis) {
    axis.setAutoRangeIncludesZero(false);
    XYPlot plot = new XYPlot(null, null, axis, null);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    plot.setOutlinePaint(GRID);
    return plot;
  }

  private static XYSeriesCollection line(String name, Extremes curve) {
    XYSeries series = new XYSeries(name, false, true);
    curve.points((micros, value) -> series.add(micros / 1000.0, value, false));
    return new XYSeriesCollection(series);
  }

  private YIntervalSeriesCollection bounds() {
    YIntervalSeries series = new YIntervalSeries("bounds", false, true);
    points.bounds.edges(
        (micros, lower, upper) -> series.add(micros / 1000.0, lower / 2 + upper / 2, lower, upper));
    YIntervalSeriesCollection bounds = new YIntervalSeriesCollection();
    bounds.addSeries(series);
    return bounds;
  }

  private XYItemRenderer stroke(Color color, float width) {
    XYLineAndShapeRenderer renderer =
        new XYLineAndShapeRenderer(true, points.summary.readings() <= FEW);
    // One path: a line a segment would make an SVG ten times as large.
    renderer.setDrawSeriesLineAsPath(true);
    renderer.setSeriesPaint(0, color);
    renderer.setSeriesShape(0, POINT);
    renderer.setSeriesStroke(
        0, new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    return renderer;
  }

  private static XYItemRenderer dots() {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
    renderer.setSeriesPaint(0, ALERT);
    renderer.setSeriesShape(0, DOT);
    return renderer;
  }

  private static XYItemRenderer band() {
    DeviationRenderer renderer = new DeviationRenderer(false, false);
    renderer.setSeriesFillPaint(0, BOUNDS);
    renderer.setAlpha(0.6f);
    return renderer;
  }

  private static BasicStroke dashed() {
    return new BasicStroke(
        1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10f, new float[] {5f, 4f}, 0f);
  }

  private static LegendItem entry(String name, Color color, BasicStroke stroke) {
    Path2D line = new Path2D.Double();
    line.moveTo(-9, 0);
    line.lineTo(9, 0);
    return new LegendItem(name, null, null, null, line, stroke, color);
  }
}
