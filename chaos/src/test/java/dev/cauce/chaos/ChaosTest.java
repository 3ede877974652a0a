package dev.cauce.chaos;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.AfterClass;
import org.junit.AssumptionViolatedException;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/**
 * Runs the cases one after the other, and prints the table at the end.
 *
 * <p>{@code -Dcauce.seed=N} reruns a seed, {@code -Dcauce.case=T7,T10} chooses cases, {@code
 * -Dcauce.chaos=long} (the profile {@code chaos}) runs all of them in full length. {@code
 * -Dcauce.keep=DIR} copies the files of each case, logs and checkpoints among them.
 */
@RunWith(Parameterized.class)
public class ChaosTest {
  private static final Report REPORT = new Report();
  private static final long SEED = Long.getLong("cauce.seed", System.currentTimeMillis());
  private static final boolean IS_LONG = "long".equals(System.getProperty("cauce.chaos"));

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Case played;

  public ChaosTest(Case played) {
    this.played = played;
  }

  /** The cases that are asked for. */
  @Parameterized.Parameters(name = "{0}")
  public static List<Case> cases() {
    String asked = System.getProperty("cauce.case", "");
    List<String> names = asked.isBlank() ? List.of() : Arrays.asList(asked.split(",", -1));
    List<Case> cases =
        Cases.all().stream()
            .filter(each -> names.isEmpty() ? IS_LONG || each.isShort() : isAsked(each, names))
            .toList();
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(
          "-Dcauce.case=" + asked + " names no case; there are " + Cases.all());
    }
    return cases;
  }

  private static boolean isAsked(Case each, List<String> names) {
    return names.stream()
        .map(String::trim)
        .anyMatch(name -> each.name().equals(name) || each.name().startsWith(name + " "));
  }

  @Test
  public void play() throws Exception {
    System.out.println(played.name() + ": seed " + SEED);
    Scene scene = new Scene(folder.getRoot().toPath(), SEED, IS_LONG);
    String result = "failed";
    long begin = System.nanoTime();
    try (scene) {
      played.play(scene);
      result = scene.verdict().isClean() ? "passed" : "failed";
    } catch (AssumptionViolatedException cannot) {
      result = "skipped: " + cannot.getMessage();
      throw cannot;
    } catch (Exception | AssertionError failure) {
      result = "failed: " + failure.getMessage();
      throw failure;
    } finally {
      String keep = System.getProperty("cauce.keep");
      if (keep != null) {
        new ProcessBuilder("mkdir", "-p", keep).start().waitFor();
        String copy = Path.of(keep, played.name().replace(' ', '-')).toString();
        new ProcessBuilder("cp", "-r", folder.getRoot().toString(), copy).start().waitFor();
      }
      REPORT.add(played.name(), scene, result);
      System.out.printf(
          "%s: %s, %s, %d s%n",
          played.name(),
          scene.verdict(),
          result.lines().findFirst().orElse(""),
          Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    }
    assertThat(
        played.name() + ", seed " + SEED + ": " + scene.verdict(),
        scene.verdict().isClean(),
        equalTo(true));
  }

  @AfterClass
  public static void publish() throws IOException {
    REPORT.publish(Path.of("target", "chaos.md"));
    Servers.close();
  }
}
