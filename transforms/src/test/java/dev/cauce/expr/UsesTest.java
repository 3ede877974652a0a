package dev.cauce.expr;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.Assert.assertThrows;

import dev.cauce.expr.Uses.As;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

public class UsesTest {
  @Test
  public void columns_ofExpressions_areTakenForWhatIsDoneWithThem() {
    Uses uses =
        new Uses()
            .add("status >= 500 and host <> 'x' and flag")
            .add("lower(path) as path2, user.id, `a b`")
            .add("count, count(*), sum(bytes) as total, max(ms), count(distinct host, user)");

    assertThat(
        uses.columns(),
        equalTo(
            Map.of(
                "status", Set.of(As.NUMBER),
                "host", Set.of(As.TEXT, As.ANY),
                "flag", Set.of(As.ANY),
                "path", Set.of(As.TEXT),
                "user", Set.of(As.ANY),
                "a b", Set.of(As.ANY),
                "bytes", Set.of(As.NUMBER),
                "ms", Set.of(As.ORDERED))));
  }

  @Test
  public void columns_comeInTheOrderInWhichTheyWereSpokenOf() {
    assertThat(
        List.copyOf(new Uses().add("b + a, c").add("").add("a").columns().keySet()),
        equalTo(List.of("b", "a", "c")));
  }

  @Test
  public void add_noExpression_isRefused() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> new Uses().add("a >=")).getMessage(),
        equalTo(
            "Cannot use the expression \"a >=\": something is missing after \">=\" at character"
                + " 3."));
  }

  @Test
  public void split_listOfExpressions_cutsAtTheCommasBetweenThem() {
    assertThat(
        Expr.split(" a, concat(b, ',') as `x, y`, c[1], 'p,q' "),
        equalTo(List.of("a", "concat(b, ',') as `x, y`", "c[1]", "'p,q'")));
    assertThat(Expr.split(" "), equalTo(List.of()));
  }
}
