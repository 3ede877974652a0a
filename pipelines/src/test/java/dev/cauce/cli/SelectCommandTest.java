package dev.cauce.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Rows as they come, from the command line to standard output. */
public class SelectCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private static final String ROWS =
      """
      {"at":"2024-03-01T10:00:00Z","id":1,"path":"/a","status":200}
      {"at":"2024-03-01T10:00:01Z","id":2,"path":"/b","status":404}
      {"at":"2024-03-01T10:00:02Z","id":2,"path":"/b","status":404}
      """;

  @Test
  public void run_whereAndColumns_filtersAndComputes() {
    assertThat(
        select(
            "--schema=id int, path string, status int",
            "--where=status >= 400",
            "--columns=id, upper(path) as path"),
        equalTo(new Cauce(0, "{\"id\":2,\"path\":\"/B\"}\n{\"id\":2,\"path\":\"/B\"}\n", "")));
  }

  @Test
  public void run_distinct_givesTheFirstRowOfEach() {
    assertThat(
        select("--schema=id int, path string", "--distinct=id", "--columns=path", "--where=id > 1"),
        equalTo(new Cauce(0, "{\"path\":\"/b\"}\n", "")));
    assertThat(
        select(
            "--schema=id int, at timestamp",
            "--distinct=id",
            "--distinct-within=10m",
            "--event-time=at",
            "--columns=id",
            "--where=id > 1"),
        equalTo(new Cauce(0, "{\"id\":2}\n", "")));
  }

  @Test
  public void run_refused_saysAllAtOnce() {
    assertThat(
        select(
            "--window=1m",
            "--lateness=3s",
            "--distinct-within=10m",
            "--format=xml",
            "--header",
            "--mode=complete"),
        equalTo(
            new Cauce(
                2,
                "",
                """
                --window belongs to an aggregation: leave it out, or use cauce aggregate.
                --distinct-within needs --distinct: say of which columns.
                --format "xml" is not a format: use json, csv or regex:PATTERN.
                --header belongs to --format csv: leave it out.
                """)));
    assertThat(
        select("--schema=id int", "--mode=complete"),
        equalTo(
            new Cauce(
                2,
                "",
                "--mode complete: Complete mode without an aggregation would keep all input for"
                    + " ever: use append, or aggregate the rows.\n")));
  }

  private Cauce select(String... options) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "select",
                "--from=-",
                "--to=console:?format=json",
                "--dead-letters=" + folder.getRoot().toPath().resolve("dead")));
    args.addAll(List.of(options));
    return Cauce.run(args, ROWS);
  }
}
