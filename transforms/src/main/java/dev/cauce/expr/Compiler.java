package dev.cauce.expr;

import dev.cauce.expr.Type.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.schemas.Schema;

/** Makes functions of what was read, for the rows of one schema. */
final class Compiler {
  private final Schema schema;
  private final Set<String> columns = new LinkedHashSet<>();

  Compiler(Schema schema) {
    this.schema = schema;
  }

  /** The columns met so far. */
  Set<String> columns() {
    return columns;
  }

  Typed compile(Node node) {
    if (node instanceof Node.Literal literal) {
      return Typed.constant(literal.type(), literal.value());
    }
    if (node instanceof Node.Column column) {
      return column(column.path());
    }
    if (node instanceof Node.Cast cast) {
      Typed value = compile(cast.argument());
      return Casts.cast(value, cast.type(), cast.precision(), cast.scale(), cast.tried());
    }
    return call((Node.Call) node);
  }

  private Typed call(Node.Call call) {
    Function function = call.name().equals("*all") ? null : Functions.named(call.name());
    if (function == null) {
      throw new SyntaxException("\"*\" stands for all columns, which is no value");
    }
    int given = call.arguments().size();
    if (given < function.least() || given > function.most()) {
      throw new SyntaxException(
          call.name() + " takes " + function.arity() + " arguments, but was given " + given);
    }
    List<Typed> arguments = new ArrayList<>(given);
    for (Node argument : call.arguments()) {
      arguments.add(compile(argument));
    }
    return function.maker().make(arguments);
  }

  private Typed column(List<String> path) {
    String whole = String.join(".", path);
    int exact = Structs.index(schema, whole);
    if (exact >= 0) {
      return named(exact);
    }
    int first = Structs.index(schema, path.get(0));
    if (first < 0) {
      List<String> names = schema.getFieldNames();
      String given = names.isEmpty() ? "none" : String.join(", ", names);
      throw new SyntaxException(
          "there is no column \""
              + path.get(0)
              + "\". The columns are "
              + given
              + "."
              + Names.hint(path.get(0), names));
    }
    Typed value = named(first);
    for (String field : path.subList(1, path.size())) {
      value = Structs.field(value, field);
    }
    return value;
  }

  private Typed named(int i) {
    columns.add(schema.getField(i).getName());
    return Structs.column(schema, i);
  }

  /** What a whole expression gives: intervals are no columns, and become texts. */
  static Typed top(Typed value) {
    return value.type().is(Kind.INTERVAL)
        ? Lift.lift(Type.STRING, false, value, interval -> interval.toString())
        : value;
  }
}
