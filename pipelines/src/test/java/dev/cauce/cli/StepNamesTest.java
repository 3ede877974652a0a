package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.cauce.pipelines.Flow;
import dev.cauce.pipelines.FlowPlan;
import dev.cauce.pipelines.Flows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The names of the steps that keep state are where Flink finds it again: with another name, state
 * of a released version is refused. So they are written down, and this test makes a change of one
 * deliberate: {@code -Dcauce.names=write} writes them anew.
 */
public class StepNamesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/step-names.txt");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("wordcount", "--from=IN?watch=1s", "--to=console:", "--to=OUT"),
          List.of(
              "wordcount", "--from=IN?watch=1s&follow=true", "--to=console:", "--mode=complete"),
          List.of(
              "wordcount",
              "--from=socket://localhost:1",
              "--from=rate:",
              "--to=console:",
              "--window=1m",
              "--mode=append"),
          List.of(
              "wordcount",
              "--from=IN?watch=1s",
              "--to=jdbc:h2:mem:names#words?create=true",
              "--window=session:1m"),
          List.of(
              "aggregate",
              "--from=IN?watch=1s",
              "--to=OUT",
              "--schema=host string, at timestamp",
              "--by=host",
              "--agg=count",
              "--event-time=at",
              "--window=10m/1m",
              "--late-to-dead-letters"),
          List.of(
              "select",
              "--from=IN?watch=1s",
              "--to=OUT",
              "--schema=host string, n bigint",
              "--columns=host, n"),
          List.of(
              "clicks",
              "--from=IN?watch=1s",
              "--to=OUT",
              "--report=bounce",
              "--window=1d",
              "--mode=append"),
          List.of("clicks", "--from=IN?watch=1s", "--to=OUT", "--report=top"),
          List.of(
              "fraud",
              "--from=IN?watch=1s",
              "--to=OUT",
              "--schema=time timestamp, card string, amount double",
              "--mode=update"),
          List.of(
              "select",
              "--from=IN?watch=1s",
              "--to=OUT",
              "--schema=host string, n bigint",
              "--distinct=host"),
          List.of(
              "anomalies",
              "--from=IN?watch=1s",
              "--to=OUT",
              "--series=host",
              "--event-time=at",
              "--schema=host string, at timestamp, value double",
              "--all-scores=OUT-scores"),
          List.of(
              "anomalies",
              "--from=IN?watch=1s",
              "--to=OUT",
              "--series=host",
              "--schema=host string, value double",
              "--mode=complete"),
          List.of("logs", "--from=IN?watch=1s", "--to=OUT", "--report=templates"),
          List.of("logs", "--from=IN?watch=1s", "--to=OUT", "--report=errors"),
          List.of(
              "sensors",
              "--from=IN?watch=1s",
              "--to=OUT",
              "--columns=at;t [°C]",
              "--silence=5m",
              "--all-scores=OUT-scores"),
          List.of(
              "sensors",
              "--from=IN?watch=1s",
              "--to=OUT",
              "--columns=at;t [°C]",
              "--window=10m/1m",
              "--silence=5m",
              "--alerts=OUT-alerts"));

  @Test
  public void stepsThatKeepState_areNamedAsTheyWere() throws IOException {
    List<String> lines = new ArrayList<>();
    for (List<String> command : COMMANDS) {
      lines.add("cauce " + String.join(" ", command));
      stateful(command).forEach((name, what) -> lines.add("  " + name + ": " + what));
    }
    String text = String.join("\n", lines) + "\n";
    if ("write".equals(System.getProperty("cauce.names"))) {
      Files.writeString(GOLDEN, text, UTF_8);
    }
    assertThat(text, equalTo(Files.readString(GOLDEN, UTF_8)));
  }

  private Map<String, String> stateful(List<String> command) throws IOException {
    Path in = folder.getRoot().toPath().resolve("in");
    Files.createDirectories(in);
    List<String> args = new ArrayList<>();
    for (String arg : command.subList(1, command.size())) {
      args.add(
          arg.replace("=IN", "=" + in)
              .replace("=OUT", "=" + folder.getRoot().toPath().resolve("out")));
    }
    args.add("--checkpoint=" + folder.getRoot().toPath().resolve("checkpoint"));
    Flow flow =
        Flows.all().stream().filter(f -> f.name().equals(command.get(0))).findFirst().orElseThrow();
    Problems problems = new Problems();
    Arguments arguments = new Arguments(flow);
    arguments.parse(args, problems);
    Job job = Job.of(flow, arguments.options(), arguments.settings(), problems);
    PipelineOptions options = new RunCommand(job, List.of()).pipelineOptions(problems);
    assertThat(List.copyOf(problems.lines()), equalTo(List.of()));
    Pipeline pipeline = Pipeline.create(Objects.requireNonNull(options));
    FlowPlan plan = Objects.requireNonNull(job.plan());
    job.build(pipeline, plan);
    Stateful found = new Stateful();
    pipeline.traverseTopologically(found);
    return found.steps;
  }

  private static final class Stateful extends Pipeline.PipelineVisitor.Defaults {
    private final Map<String, String> steps = new TreeMap<>();

    @Override
    public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
      if (node.getTransform() instanceof Read.Unbounded<?> read) {
        steps.put(node.getFullName(), read.getSource().getClass().getSimpleName());
        return CompositeBehavior.DO_NOT_ENTER_TRANSFORM;
      }
      return CompositeBehavior.ENTER_TRANSFORM;
    }

    @Override
    public void visitPrimitiveTransform(TransformHierarchy.Node node) {
      if (node.getTransform() instanceof ParDo.MultiOutput<?, ?> parDo
          && DoFnSignatures.isStateful(parDo.getFn())) {
        steps.put(node.getFullName(), parDo.getFn().getClass().getSimpleName());
      }
    }
  }
}
