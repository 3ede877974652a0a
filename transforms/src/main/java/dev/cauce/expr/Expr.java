package dev.cauce.expr;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * An SQL expression over the rows of one schema, in the dialect of Spark SQL and with its meaning:
 * three-valued logic, ANSI mode (what overflows or cannot be cast fails, {@code try_cast} gives
 * null), times in UTC.
 *
 * <p>Read and compiled once, then applied to any number of rows by any number of threads. Travels
 * to workers as what was read; nothing is parsed there. Values are Java's: {@code Boolean, Integer,
 * Long, Float, Double, BigDecimal, String, java.time.Instant} (whole microseconds), {@code
 * LocalDate, List, Row}.
 */
public final class Expr implements Serializable {
  private static final long serialVersionUID = 1;

  private final Node node;
  private final Schema schema;
  private final String sql;
  private final @Nullable Type wanted;
  private final transient Typed typed;
  private final transient Op op;
  private final transient Set<String> columns;
  private final transient boolean explodes;

  private Expr(Node node, Schema schema, String sql) {
    this(node, schema, sql, null);
  }

  private Expr(Node node, Schema schema, String sql, @Nullable Type wanted) {
    this.node = node;
    this.schema = schema;
    this.sql = sql;
    this.wanted = wanted;
    Compiler compiler = new Compiler(schema);
    Node.Call exploded = exploded(node);
    this.explodes = exploded != null;
    Typed value = compiler.compile(exploded == null ? node : exploded.arguments().get(0));
    if (exploded != null) {
      boolean outer = exploded.name().equals("explode_outer");
      this.op = outer ? withNull(value.op()) : value.op();
      if (!value.type().is(Type.Kind.ARRAY)) {
        throw new SyntaxException("explode wants an array, but was given " + value.type());
      }
      this.typed = new Typed(value.type().elementOrNull(), true, value.op(), false);
    } else {
      Typed top = Compiler.top(value);
      Typed cast = wanted == null ? top : Coercion.implicitly(top, wanted);
      this.typed = (cast == null ? top : cast).folded();
      this.op = typed.op();
    }
    this.columns = Collections.unmodifiableSet(compiler.columns());
  }

  private static Node.@Nullable Call exploded(Node node) {
    return node instanceof Node.Call call
            && call.name().startsWith("explode")
            && call.arguments().size() == 1
            && (call.name().equals("explode") || call.name().equals("explode_outer"))
        ? call
        : null;
  }

  private static Op withNull(Op list) {
    return row -> {
      Object value = list.eval(row);
      return value == null || ((List<?>) value).isEmpty() ? Collections.singletonList(null) : value;
    };
  }

  /** An expression and the name of the column that it makes. */
  public record Named(String name, Expr expr) implements Serializable {}

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if the text is none or does not fit the columns; the message
   *     is one line: what was given, what is wrong, what there is
   */
  public static Expr parse(String sql, Schema schema) {
    return read(sql, schema, () -> new Expr(ExprParser.parse(sql), schema, sql.strip()));
  }

  /**
   * Reads {@code expression as name}. Without a name it is the column's, or else the expression as
   * Spark shows it: {@code (total / n)}.
   *
   * @throws IllegalArgumentException as {@link #parse}
   */
  public static Named parseNamed(String sql, Schema schema) {
    return read(sql, schema, () -> named(Lexer.tokens(sql), sql, schema));
  }

  /**
   * Reads several, with commas between them: {@code upper(sensor) as sensor, value * 2 as twice}.
   *
   * @throws IllegalArgumentException as {@link #parse}
   */
  public static List<Named> parseAll(String sql, Schema schema) {
    return read(
        sql,
        schema,
        () -> {
          List<Named> all = new ArrayList<>();
          for (List<Token> part : ExprParser.split(Lexer.tokens(sql))) {
            all.add(named(part, sql, schema));
          }
          return all;
        });
  }

  /**
   * Cuts a list of expressions at the commas between them; none if it is blank.
   *
   * @throws IllegalArgumentException if it is no text of expressions
   */
  public static List<String> split(String sql) {
    if (sql.isBlank()) {
      return List.of();
    }
    return read(
        sql,
        Schema.builder().build(),
        () -> {
          List<String> parts = new ArrayList<>();
          int start = 0;
          int depth = 0;
          for (Token token : Lexer.tokens(sql)) {
            depth += token.sign("(") || token.sign("[") ? 1 : 0;
            depth -= token.sign(")") || token.sign("]") ? 1 : 0;
            if (depth == 0 && token.sign(",")) {
              parts.add(sql.substring(start, token.at()).strip());
              start = token.at() + 1;
            }
          }
          parts.add(sql.substring(start).strip());
          return parts;
        });
  }

  private static Named named(List<Token> tokens, String sql, Schema schema) {
    Alias alias = Alias.of(tokens);
    Node node = ExprParser.parse(alias.rest());
    Expr expr = new Expr(node, schema, text(alias.rest(), sql));
    return new Named(alias.name() == null ? node.toString() : alias.name(), expr);
  }

  /** The part of the text that the tokens are. */
  static String text(List<Token> tokens, String sql) {
    if (tokens.isEmpty()) {
      return "";
    }
    int from = tokens.get(0).at();
    Token last = tokens.get(tokens.size() - 1);
    int to = last.at() + last.text().length();
    boolean plain = last.kind() != Token.Kind.STRING && last.kind() != Token.Kind.QUOTED;
    return plain && to <= sql.length() ? sql.substring(from, to) : sql.substring(from).strip();
  }

  static <T> T read(String sql, Schema schema, java.util.function.Supplier<T> reader) {
    try {
      return reader.get();
    } catch (SyntaxException bad) {
      throw new IllegalArgumentException(
          "Cannot use the expression \"" + oneLine(sql) + "\": " + sentence(bad.getMessage()));
    } catch (ExpressionException bad) {
      throw new IllegalArgumentException(
          "Cannot use the expression \"" + oneLine(sql) + "\": " + sentence(bad.getMessage()));
    } catch (StackOverflowError tooDeep) {
      throw new IllegalArgumentException(
          "Cannot use the expression \"" + oneLine(sql) + "\": it is too long.");
    }
  }

  private static String sentence(@Nullable String text) {
    String line = oneLine(String.valueOf(text));
    return line.endsWith(".") || line.endsWith("?") ? line : line + ".";
  }

  private static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= 1000 ? line : line.substring(0, 1000) + "...";
  }

  /**
   * The value's type: nullable where it may be null. Of an expression that {@link #explodes}, the
   * type of one element.
   */
  public Schema.FieldType type() {
    return typed.type().fieldType(typed.nullable() || typed.isNull());
  }

  /** The expression as it was given. */
  public String text() {
    return sql;
  }

  /** The names of the columns that it reads, as the schema writes them. */
  public Set<String> columns() {
    return columns;
  }

  /**
   * Whether {@link #eval} gives a list of which each element is to become a row of its own (Spark's
   * {@code explode}); null is then no row at all.
   */
  public boolean explodes() {
    return explodes;
  }

  /**
   * Its value for {@code row}, a row of the schema it was read for.
   *
   * @throws ExpressionException if there is none: an overflow, a bad cast, a division by zero
   */
  public @Nullable Object eval(Row row) {
    return op.eval(row);
  }

  /**
   * As a filter: true only if the value is TRUE, neither FALSE nor NULL.
   *
   * @throws ExpressionException as {@link #eval}
   */
  public boolean test(Row row) {
    return Boolean.TRUE.equals(op.eval(row));
  }

  /** This expression as SQL casts it by itself for a function; null if it does not. */
  @Nullable Expr as(Type type) {
    if (typed.type().equals(type)) {
      return this;
    }
    boolean casts = !explodes && Coercion.implicitly(typed, type) != null;
    return casts ? new Expr(node, schema, sql, type) : null;
  }

  static Expr of(Node node, Schema schema, String sql) {
    return new Expr(node, schema, sql);
  }

  Typed typed() {
    return typed;
  }

  @Override
  public String toString() {
    return sql;
  }

  private Object writeReplace() {
    return new Form(node, schema, sql, wanted);
  }

  /** What travels: the functions are made anew where they are to run. */
  private record Form(Node node, Schema schema, String sql, @Nullable Type wanted)
      implements Serializable {
    private Object readResolve() {
      return new Expr(node, schema, sql, wanted);
    }
  }
}
