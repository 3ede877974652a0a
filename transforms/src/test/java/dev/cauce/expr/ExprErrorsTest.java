package dev.cauce.expr;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.Random;
import org.apache.beam.sdk.schemas.Schema;
import org.junit.Test;

/** What is said of a text that is no expression. */
public class ExprErrorsTest {
  private static final Schema SCHEMA =
      Schema.builder()
          .addInt32Field("status")
          .addStringField("host")
          .addInt64Field("bytes")
          .build();

  private static String refused(Runnable parse) {
    try {
      parse.run();
    } catch (IllegalArgumentException refused) {
      return String.valueOf(refused.getMessage());
    }
    return "accepted";
  }

  private static void says(String sql, String what) {
    assertThat(
        refused(() -> Expr.parse(sql, SCHEMA)),
        equalTo("Cannot use the expression \"" + sql + "\": " + what));
  }

  private static void saysOfAggregate(String sql, String what) {
    assertThat(
        refused(() -> Aggregate.parseAll(sql, SCHEMA)),
        equalTo("Cannot use the expression \"" + sql + "\": " + what));
  }

  @Test
  public void parse_mistakes_areSaidInOneLine() {
    says("", "there is nothing in it.");
    says(
        "stauts > 1",
        "there is no column \"stauts\". The columns are status, host, bytes. Did you mean \"status\"?");
    says("uper(host)", "there is no function \"uper\". Did you mean \"upper\"?");
    says("status >", "something is missing after \">\" at character 8.");
    says("status + * 2", "\"*\" at character 10 was not expected.");
    says("(status", "the \"(\" at character 1 is not closed.");
    says("status)", "\")\" at character 7 was not expected.");
    says("'abc", "the text that begins at character 1 has no closing '.");
    says("status 5", "\"5\" at character 8 was not expected.");
    says("host + true", "\"+\" wants numbers, but was given string and boolean.");
    says("upper()", "upper takes 1 arguments, but was given 0.");
    says(
        "cast(host as inte)",
        "the type at character 1 is \"inte\", but should be one of bigint, boolean, date, dec, decimal, double, float, int, integer, long, numeric, real, string, timestamp, varchar.");
    says(
        "host rlike '('",
        "rlike was given a bad regular expression \"(\": Unclosed group at its character 2.");
    says(
        "sum(bytes) > 5", "sum aggregates many rows and cannot stand in an expression of one row.");
    says("not host = 1 and bytes", "AND wants boolean as argument 2, but was given bigint.");
    says(
        "timestamp'yesterday'",
        "'yesterday' at character 10 is no timestamp: write it as 2024-03-01 10:59:00.");
    says("status # 1", "the character NUMBER SIGN at character 8 means nothing here.");
    says(
        "date_trunc('fortnight', timestamp'2024-01-01')",
        "date_trunc knows no \"fortnight\", only year, quarter, month, week, day, hour, minute, second, millisecond, microsecond.");
    says(
        "upper(explode(split(host, ',')))",
        "explode can only stand alone, as in explode(split(a, ',')).");
  }

  @Test
  public void parseAll_mistakes_areSaidInOneLine() {
    saysOfAggregate("smu(bytes)", "there is no aggregate function \"smu\". Did you mean \"sum\"?");
    saysOfAggregate(
        "sum",
        "\"sum\" is no aggregate: write count, sum(column) or the like, and compute with its result afterwards.");
    saysOfAggregate(
        "sum(bytes) / count(*)",
        "\"sum(bytes) / count(*)\" is no aggregate: write count, sum(column) or the like, and compute with its result afterwards.");
    saysOfAggregate("count,", "an aggregate is missing: write count, sum(column) or the like.");
    saysOfAggregate("sum(*)", "sum wants an argument, as in sum(column).");
    saysOfAggregate("corr(bytes)", "corr takes 2 arguments, but was given 1.");
    saysOfAggregate("percentile(bytes, 2)", "a percentile is a number from 0 to 1, not 2.");
    saysOfAggregate("bool_and(bytes)", "bool_and wants boolean, but was given bigint.");
  }

  @Test
  public void parse_randomTexts_isRefusedOrAccepted() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String[] parts = {
      "status",
      "host",
      "bytes",
      "(",
      ")",
      ",",
      "+",
      "-",
      "*",
      "/",
      "%",
      "=",
      "<=>",
      "and",
      "or",
      "not",
      "case",
      "when",
      "then",
      "else",
      "end",
      "in",
      "between",
      "is",
      "null",
      "like",
      "'a'",
      "1",
      "2.5",
      "1.0D",
      "upper",
      "split",
      "cast",
      "as",
      "int",
      "[",
      "]",
      "::",
      ".",
      "interval",
      "minutes",
      "timestamp",
      "'",
      "`",
      "div",
      "distinct",
      "from",
      "explode",
      "ñ",
      "😀",
      "true",
      "escape",
      "rlike",
      "if",
      "sum",
      "count",
      "trim",
      "substring",
      "for",
      "decimal",
      "\\",
      "--"
    };
    for (int i = 0; i < 1_000; i++) {
      StringBuilder sql = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        sql.append(parts[random.nextInt(parts.length)]).append(random.nextBoolean() ? " " : "");
      }
      String text = sql.toString();
      String said = refused(() -> Expr.parseAll(text, SCHEMA));
      assertThat(text, said.contains("\n"), equalTo(false));
      refused(() -> Aggregate.parseAll(text, SCHEMA));
    }
  }

  @Test
  public void parse_manyBrackets_isQuick() {
    String deep = "(".repeat(150) + "status + 1" + ")".repeat(150) + " > 2";
    assertThat(refused(() -> Expr.parse(deep, SCHEMA)), equalTo("accepted"));
    String tooDeep = "(".repeat(100_000) + "1" + ")".repeat(100_000);
    assertThat(
        refused(() -> Expr.parse(tooDeep, SCHEMA)).endsWith("200 brackets are within each other."),
        equalTo(true));
  }
}
