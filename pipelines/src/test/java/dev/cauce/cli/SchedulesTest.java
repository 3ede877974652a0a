package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;
import static org.junit.Assume.assumeTrue;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.yaml.snakeyaml.Yaml;

/**
 * The schedules in runners-config: each file is checked by its own tool, and each command line in
 * one by {@code cauce check}. Their absolute paths are put into a folder of the test.
 */
public class SchedulesTest {
  private static final Path SCHEDULES = Path.of("..", "runners-config", "schedules");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path root;

  @Before
  public void install() throws IOException {
    root = folder.getRoot().toPath().toRealPath();
    for (String directory : List.of("etc/jobs", "lib", "log", "opt", "units")) {
      Files.createDirectories(root.resolve(directory));
    }
    Files.writeString(root.resolve("etc/kafka.properties"), "security.protocol=PLAINTEXT\n");
    executable("opt/cauce", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    executable("etc/jobs/orders", here(read("jobs/orders")));
  }

  @Test
  public void job_eachWayOfRunning_isAllowed() throws Exception {
    checkCommand(shell("/etc/cauce/jobs/orders --trigger available-now"), "available-now");
    checkCommand(shell("/etc/cauce/jobs/orders --trigger 10s"), "10s");
  }

  @Test
  public void cron_line_runsAtSevenPastAndItsCommandIsAllowed() throws Exception {
    String line = only("cron/cauce", "(?m)^(\\d.*)$");
    Matcher parts = Pattern.compile("((?:\\S+ ){5})(\\S+) (.*)").matcher(line);
    assertThat(parts.matches(), is(true));
    checkSchedule(parts.group(1).strip());
    assertThat(parts.group(2), is("cauce"));
    assumeHas("flock");
    assertThat(shell(parts.group(3)), is(List.of())); // all goes to the log
    checkCommand(Files.readAllLines(root.resolve("log/orders.log")), "available-now");
  }

  @Test
  public void systemd_units_areVerifiedAndTheirCommandsAllowed() throws Exception {
    checkCommand(shell(execStart("systemd/cauce@.service")), "available-now");
    checkCommand(shell(execStart("systemd/cauce-always-on@.service")), "10s");
    assumeHas("systemd-analyze");
    for (String unit : List.of("cauce@.service", "cauce@.timer", "cauce-always-on@.service")) {
      Files.writeString(root.resolve("units").resolve(unit), here(read("systemd/" + unit)));
    }
    assertThat(verified("cauce@orders.service", "cauce@orders.timer"), is(List.of()));
    assertThat(verified("cauce-always-on@orders.service"), is(List.of()));
    Path timer = root.resolve("units/cauce@.timer");
    Files.writeString(timer, Files.readString(timer).replace("OnCalendar=", "OnCalender="));
    assertThat(String.join("\n", verified("cauce@orders.timer")), containsString("'OnCalender'"));
  }

  @Test
  public void kubernetes_cronJob_isWhatItsApiKnowsAndItsCommandIsAllowed() throws Exception {
    List<JsonObject> documents = documents(read("kubernetes/cronjob.yaml"));
    assertThat(documents.size(), is(2));
    V1PersistentVolumeClaim.validateJsonObject(documents.get(0));
    V1CronJob.validateJsonObject(documents.get(1));
    JsonObject spec = documents.get(1).getAsJsonObject("spec");
    checkSchedule(spec.get("schedule").getAsString());
    assertThat(spec.get("concurrencyPolicy").getAsString(), is("Forbid"));
    List<String> args = new ArrayList<>();
    container(documents.get(1))
        .getAsJsonArray("args")
        .forEach(arg -> args.add(here(arg.getAsString())));
    checkCommand(args, "available-now");
    assertThat(
        withoutPaths(args),
        is(withoutPaths(shell("/etc/cauce/jobs/orders --trigger available-now"))));
  }

  @Test
  public void kubernetes_unknownField_isFound() throws Exception {
    String yaml = read("kubernetes/cronjob.yaml");
    for (String field : List.of("concurrencyPolicy", "backoffLimit", "readOnlyRootFilesystem")) {
      JsonObject job = documents(yaml.replace(field + ":", field + "s:")).get(1);
      IllegalArgumentException thrown =
          assertThrows(
              field, IllegalArgumentException.class, () -> V1CronJob.validateJsonObject(job));
      assertThat(thrown.getMessage(), startsWith("The field `" + field + "s` in the JSON string"));
    }
  }

  @Test
  public void airflow_dag_compilesAndItsCommandIsAllowed() throws Exception {
    checkSchedule(only("airflow/cauce_orders.py", "schedule=\"(.*?)\""));
    checkCommand(shell(only("airflow/cauce_orders.py", "bash_command=\"(.*?)\"")), "available-now");
    assumeHas("python3");
    Path dag = root.resolve("cauce_orders.py");
    Files.copy(SCHEDULES.resolve("airflow/cauce_orders.py"), dag);
    assertThat(run("python3", "-m", "py_compile", dag.toString()), is(List.of()));
  }

  private static void assumeHas(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    assumeTrue(
        "there is no " + program,
        Arrays.stream(path.split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))));
  }

  /** At seven minutes past each hour. */
  private static void checkSchedule(String expression) {
    CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    ExecutionTime times = ExecutionTime.forCron(parser.parse(expression).validate());
    ZonedDateTime noon = ZonedDateTime.of(2026, 1, 31, 12, 0, 0, 0, ZoneOffset.UTC);
    ZonedDateTime first = times.nextExecution(noon).orElseThrow();
    assertThat(first, is(noon.plusMinutes(7)));
    assertThat(times.nextExecution(first).orElseThrow(), is(noon.plusMinutes(67)));
  }

  private static void checkCommand(List<String> command, String trigger) {
    assertThat(command.subList(0, 3), contains("aggregate", "--name", "orders"));
    assertThat(command.subList(command.size() - 2, command.size()), contains("--trigger", trigger));
    List<String> check = new ArrayList<>(List.of("check"));
    check.addAll(command);
    Cauce cauce = Cauce.run(check, "");
    assertThat(cauce.out() + cauce.err(), cauce.code(), is(0));
    assertThat(
        cauce.out(),
        startsWith("allowed: aggregate in update mode over endless input, on flink\n"));
  }

  private String execStart(String file) throws IOException {
    return only(file, "(?m)^ExecStart=(.*)$").replace("%i", "orders");
  }

  /** What {@code systemd-analyze verify} has to say of units that lie in the test's folder. */
  private List<String> verified(String... units) throws Exception {
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
    for (String unit : units) {
      Path template = root.resolve("units").resolve(unit.replace("@orders", "@"));
      Path instance = root.resolve("units").resolve(unit);
      Files.deleteIfExists(instance);
      Files.copy(template, instance);
      command.add(instance.toString());
    }
    List<String> said = run(command.toArray(new String[0]));
    said.removeIf(line -> !line.contains(root.toString())); // of the machine's own units
    return said;
  }

  private static JsonObject container(JsonObject cronJob) {
    JsonObject pod = cronJob;
    for (String part : List.of("spec", "jobTemplate", "spec", "template", "spec")) {
      pod = pod.getAsJsonObject(part);
    }
    return pod.getAsJsonArray("containers").get(0).getAsJsonObject();
  }

  private static List<JsonObject> documents(String yaml) {
    List<JsonObject> documents = new ArrayList<>();
    for (Object document : new Yaml().loadAll(yaml)) {
      JsonElement tree = new Gson().toJsonTree(document);
      documents.add(tree.getAsJsonObject());
    }
    return documents;
  }

  private List<String> withoutPaths(List<String> args) {
    return args.stream().map(arg -> arg.replace(root.toString(), "")).toList();
  }

  /** The lines that a command of a shell prints, which are the arguments of {@code cauce}. */
  private List<String> shell(String command) throws Exception {
    return run("/bin/sh", "-c", here(command));
  }

  private List<String> run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS), is(true));
    return new ArrayList<>(said.lines().toList());
  }

  /** {@code text} with the test's folder in the place of the machine's. */
  private String here(String text) {
    return text.replace("/opt/cauce/cauce", root + "/opt/cauce")
        .replace("/etc/cauce", root + "/etc")
        .replace("/var/lib/cauce", root + "/lib")
        .replace("/var/log/cauce", root + "/log");
  }

  /** The first group of the only match. */
  private static String only(String file, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(read(file));
    assertThat(file + ": " + pattern, matcher.find(), is(true));
    String found = matcher.group(1);
    assertThat(file + ": " + pattern + " again", matcher.find(), is(false));
    return found;
  }

  private static String read(String file) throws IOException {
    return Files.readString(SCHEDULES.resolve(file));
  }

  private void executable(String path, String text) throws IOException {
    Path file = Files.writeString(root.resolve(path), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
