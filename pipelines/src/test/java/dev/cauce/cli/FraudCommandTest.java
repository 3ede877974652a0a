package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The flow fraud, from the command line to the table. */
public class FraudCommandTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void alerts_ofTheExample_areTheStolenCards() throws IOException {
    Map<String, String> labels = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("../examples/fraud/payments.csv"), UTF_8)) {
      String[] fields = line.split(",", -1);
      labels.put(fields[1], fields[5]);
    }
    Path scores = folder.getRoot().toPath().resolve("scores");
    Cauce run = fraud("", "--from=../examples/fraud", "--header", "--all-scores=" + scores);

    List<String> alerts = run.out().lines().skip(1).toList();
    long right =
        alerts.stream()
            .filter(row -> labels.getOrDefault(row.split(",")[1], "").equals("1"))
            .count();
    assertThat("alerts", alerts.size(), is(24));
    assertThat("of them frauds", right, is(21L));
    assertThat(
        run.err(),
        equalTo(
            "A payment's card is card, its amount amount, its place merchant, its id id. Give others"
                + " with --card, --amount, --place and --id.\n"));
    assertThat("a header and all payments", lines(scores).size(), is(1223));
  }

  @Test
  public void jsonOfOtherNames_withoutPlaceAndId_isScored() throws IOException {
    StringBuilder payments = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      payments.append(
          String.format("{\"ts\":%d,\"cc\":\"c%d\",\"eur\":%d}\n", 3600 * i, i % 4, 18 + i % 5));
    }
    payments.append("{\"ts\":720000,\"cc\":\"c1\",\"eur\":190}\n");
    payments.append("{\"ts\":720001,\"cc\":\"c1\"}\n");
    payments.append("{\"ts\":720002,\"cc\":null,\"eur\":1}\n");
    Path dead = folder.getRoot().toPath().resolve("dead");
    Cauce run =
        fraud(
            payments.toString(),
            "--from=-",
            "--format=json",
            "--event-time=ts",
            "--card=cc",
            "--amount=eur",
            "--place=none",
            "--schema=ts double, cc string, eur double",
            "--mode=update",
            "--case-gap=1h",
            "--dead-letters=" + dead + "?format=json");
    List<String> rows = run.out().lines().toList();
    assertThat(rows.size(), is(2));
    assertThat(
        rows.get(0),
        is("window_start,window_end,card,alerts,amount,score,worst_time,worst_id,reasons"));
    assertThat(
        rows.get(1),
        containsString("1970-01-09T08:00:00.000Z,1970-01-09T09:00:00.000Z,c1,1,190.0,0."));
    assertThat(rows.get(1), containsString("amount 190.00, expected 20.00 of this card"));
    String letters = String.join("\n", lines(dead));
    assertThat(letters, containsString("field \\\"eur\\\": missing or null"));
    assertThat(letters, containsString("field \\\"cc\\\": missing or null"));
  }

  @Test
  public void whatCannotBe_isSaidAtOnce() {
    assertThat(
        fraud(
            "",
            "--from=-",
            "--schema=at timestamp, who string, amount double",
            "--card=card",
            "--window=1m",
            "--case-gap=3h",
            "--threshold=7"),
        equalTo(
            new Cauce(
                2,
                "",
                """
                --window: fraud has no windows, each payment is judged; leave it out.
                --case-gap belongs to --mode update and complete: leave it out.
                --threshold "7" is not a score: use a number from 0 to 1.
                --card "card": there is no such column; there are at, who, amount.
                """)));
    assertThat(
        fraud("", "--from=-", "--schema=who string, amount string", "--all-scores=x://y").err(),
        equalTo(
            "There is no column of a usual name for the event time: write --event-time COLUMN; there"
                + " are who, amount.\n"));
    assertThat(
        fraud("", "--from=-", "--schema=at timestamp, sum double", "--order-by=sum").err(),
        equalTo(
            """
            There is no column of a usual name for the card: write --card COLUMN; there are at, sum.
            There is no column of a usual name for the amount: write --amount COLUMN; there are at, sum.
            """));
  }

  private Cauce fraud(String in, String... options) {
    List<String> args = new ArrayList<>(List.of("fraud", "--to=console:?format=csv&rows=1000"));
    args.addAll(List.of(options));
    if (args.stream().noneMatch(arg -> arg.startsWith("--format"))) {
      args.add("--format=csv");
    }
    if (args.stream().noneMatch(arg -> arg.startsWith("--dead-letters"))) {
      args.add("--dead-letters=" + folder.getRoot().toPath().resolve("none"));
    }
    return Cauce.run(args, in);
  }

  private static List<String> lines(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("part")).toList()) {
        lines.addAll(Files.readAllLines(file, UTF_8));
      }
    }
    return lines;
  }
}
