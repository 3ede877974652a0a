package dev.cauce.clicks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import dev.cauce.expr.Expr;
import dev.cauce.row.AccessLog;
import dev.cauce.row.EventTime;
import dev.cauce.row.MalformedRowException;
import dev.cauce.row.RowFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class PageViewsTest {
  private static final ViewRule PEOPLE = ViewRule.parse("", ViewRule.BOTS, ViewRule.ASSETS);
  private static final ViewRule ALL = ViewRule.parse("all", ViewRule.BOTS, ViewRule.ASSETS);
  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:27.0) Gecko/20100101 Firefox/27.0";

  private static final PageViews.Fields COMBINED =
      new PageViews.Fields(
          FieldPath.parse("target"),
          List.of(FieldPath.parse("client"), FieldPath.parse("agent")),
          FieldPath.parse("method"),
          FieldPath.parse("status"),
          FieldPath.parse("agent"),
          true);

  @Test
  public void accessLog_aPageView_isARowOfTimeVisitorAndPage() throws MalformedRowException {
    Row view = view(log(PEOPLE), line("GET", "/a?b=1#c", 200, FIREFOX));
    assertThat(view.getLogicalTypeValue("time", Instant.class), is(at("2015-05-17T10:05:03Z")));
    assertThat(view.getString("visitor"), is("10.0.0.1/9365a4cf"));
    assertThat(view.getString("page"), is("/a"));
    assertThat(view.getString("moment"), is("063567453903000 /a"));
    assertThat(view.getString("target"), is("/a?b=1#c"));
    assertThat(view.getInt32("status"), is(200));
    PageViews withQuery =
        new PageViews(new AccessLog(), EventTime.accessLog(), COMBINED, PEOPLE, true, null);
    assertThat(
        view(withQuery, line("GET", "/a?b=1#c", 200, FIREFOX)).getString("page"), is("/a?b=1"));
  }

  @Test
  public void accessLog_whatIsNoPageView_isPassedOver() throws MalformedRowException {
    List<String> taken = new ArrayList<>();
    List<String> passed = new ArrayList<>();
    for (String line :
        List.of(
            line("GET", "/", 200, FIREFOX),
            line("GET", "/", 304, FIREFOX),
            line("GET", "/", 301, FIREFOX),
            line("GET", "/", 404, FIREFOX),
            line("GET", "/film", 206, FIREFOX),
            line("POST", "/", 200, FIREFOX),
            line("HEAD", "/", 200, FIREFOX),
            line("GET", "/style.CSS?v=2", 200, FIREFOX),
            line("GET", "/robots.txt", 200, FIREFOX),
            line("GET", "/notes.txt", 200, FIREFOX),
            line("GET", "/v1.js/about", 200, FIREFOX),
            line("GET", "/", 200, "-"),
            line("GET", "/", 200, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://g.co/bot.html)"),
            line("GET", "/", 200, "Mozilla/5.0 (compatible; Baiduspider/2.0)"),
            line("GET", "/", 200, "curl/7.29.0"),
            line("GET", "/", 200, "Mozilla/5.0 (Linux; Android 9; CUBOT_P20) Mobile"))) {
      (viewOrNot(log(PEOPLE), line) == null ? passed : taken).add(line);
      assertThat(line, viewOrNot(log(ALL), line) != null);
    }
    assertThat(
        taken,
        equalTo(
            List.of(
                line("GET", "/", 200, FIREFOX),
                line("GET", "/", 304, FIREFOX),
                line("GET", "/notes.txt", 200, FIREFOX),
                line("GET", "/v1.js/about", 200, FIREFOX),
                line("GET", "/", 200, "Mozilla/5.0 (Linux; Android 9; CUBOT_P20) Mobile"))));
    assertThat(passed.size(), is(11));
  }

  @Test
  public void rule_eachKindIncluded_countsAsWell() {
    ViewRule bots = ViewRule.parse("bots", ViewRule.BOTS, ViewRule.ASSETS);
    assertThat(bots.takesAgent("curl/7"), is(true));
    assertThat(bots.takesPath("/a.css"), is(false));
    ViewRule files = ViewRule.parse("assets, methods", "nobody", "pdf");
    assertThat(files.takesPath("/a.css"), is(true));
    assertThat(files.takesMethod("POST"), is(true));
    assertThat(files.takesStatus(404), is(false));
    assertThat(files.takesAgent("Nobody/1.0"), is(false));
    ViewRule pdf = ViewRule.parse("failures", "", ".pdf");
    assertThat(pdf.takesPath("/a.css"), is(true));
    assertThat(pdf.takesPath("/a.PDF"), is(false));
    assertThat(pdf.takesStatus(404), is(true));
    assertThat(pdf.takesAgent("curl/7"), is(true));
    refused(
        "include \"robots\" is no such kind: use all, or some of [bots, assets, failures, methods].",
        () -> ViewRule.parse("robots", "", ""));
    refused(
        "bots \"(\" is not a regular expression: Unclosed group.",
        () -> ViewRule.parse("", "(", ""));
  }

  @Test
  public void pageNames_ofUrls_areTheirPaths() {
    assertThat(PageNames.of("https://shop.example/a/b?c=d#e", false), is("/a/b"));
    assertThat(PageNames.of("https://shop.example/a/b?c=d#e", true), is("/a/b?c=d"));
    assertThat(PageNames.of("https://shop.example", false), is("/"));
    assertThat(PageNames.of("https://shop.example?a=b", true), is("/?a=b"));
    assertThat(PageNames.of("?a=b", false), is("/"));
    assertThat(PageNames.of("/go?to=http://x.org/", false), is("/go"));
    assertThat(PageNames.of("Home", false), is("Home"));
  }

  @Test
  public void events_nestedFields_areRead() throws MalformedRowException {
    List<FieldPath> paths = List.of(FieldPath.parse("url"), FieldPath.parse("user.id"));
    RowFormat json = RowFormat.json(FieldPath.schema(paths));
    PageViews.Fields fields =
        new PageViews.Fields(paths.get(0), List.of(paths.get(1)), null, null, null, false);
    PageViews views =
        SerializableUtils.ensureSerializable(
            new PageViews(json, EventTime.json("ts"), fields, PEOPLE, false, null));
    Row view = view(views, "{\"ts\":1.5,\"url\":\"http://x/a\",\"user\":{\"id\":7}}");
    assertThat(
        view.getValues().subList(0, 4),
        equalTo(List.of(Instant.ofEpochMilli(1500), "7", "/a", "062135596801500 /a")));
    malformed(views, "{\"ts\":1,\"user\":{\"id\":7}}", "no page: field \"url\" is missing");
    malformed(views, "{\"ts\":1,\"url\":\"/a\"}", "no visitor: fields [user.id] are missing");
    malformed(views, "{\"url\":\"/a\",\"user\":{\"id\":7}}", "event time: no field \"ts\"");
    malformed(views, "{\"url\":", "the JSON object is cut off");
  }

  @Test
  public void where_whatDoesNotCount_needNotBeAPageView() throws MalformedRowException {
    List<FieldPath> paths =
        List.of(FieldPath.parse("page"), FieldPath.parse("user"), FieldPath.parse("event"));
    RowFormat json = RowFormat.json(FieldPath.schema(paths));
    Expr where = Expr.parse("event = 'view' and user <> 'test'", PageViews.schema(json));
    PageViews.Fields fields =
        new PageViews.Fields(paths.get(0), List.of(paths.get(1)), null, null, null, false);
    PageViews views = new PageViews(json, EventTime.json("ts"), fields, PEOPLE, false, where);
    assertThat(viewOrNot(views, "{\"ts\":1,\"event\":\"click\",\"user\":\"a\"}") == null, is(true));
    assertThat(
        viewOrNot(views, "{\"ts\":1,\"event\":\"view\",\"user\":\"test\",\"page\":\"/\"}") == null,
        is(true));
    assertThat(
        view(views, "{\"ts\":1,\"event\":\"view\",\"user\":\"a\",\"page\":\"/\"}")
            .getString("visitor"),
        is("a"));
    malformed(
        views,
        "{\"ts\":1,\"event\":\"view\",\"user\":\"a\"}",
        "no page: field \"page\" is missing");
  }

  @Test
  public void fieldPath_whatCannotBe_isRefused() {
    refused(
        "\"user.\" is not a field: write a name, or names with dots between them.",
        () -> FieldPath.parse("user."));
    refused(
        "\"user\" is both a field and an object with fields: name one of them.",
        () -> FieldPath.schema(List.of(FieldPath.parse("user"), FieldPath.parse("user.id"))));
  }

  private static PageViews log(ViewRule rule) {
    return new PageViews(new AccessLog(), EventTime.accessLog(), COMBINED, rule, false, null);
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  private static String line(String method, String target, int status, String agent) {
    return String.format(
        "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"%s %s HTTP/1.1\" %d 5 \"-\" \"%s\"",
        method, target, status, agent);
  }

  private static Row view(PageViews views, String line) throws MalformedRowException {
    return Objects.requireNonNull(viewOrNot(views, line), line);
  }

  private static @Nullable Row viewOrNot(PageViews views, String line)
      throws MalformedRowException {
    byte[] bytes = line.getBytes(UTF_8);
    return views.parse(bytes, 0, bytes.length);
  }

  private static void malformed(PageViews views, String line, String reason) {
    MalformedRowException e =
        assertThrows(MalformedRowException.class, () -> viewOrNot(views, line));
    assertThat(e.getMessage(), is(reason));
  }

  private static void refused(String message, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    assertThat(e.getMessage(), is(message));
  }
}
