package dev.cauce.runners;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.metrics.MetricsOptions;
import org.apache.beam.sdk.options.DefaultPipelineOptionsRegistrar;
import org.apache.beam.sdk.options.ExperimentalOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.PortablePipelineOptions;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHintsOptions;

/** Options that somebody gave in Beam's own words, {@code --name=value}. They win over ours. */
final class BeamArgs {
  private static final Pattern UNKNOWN =
      Pattern.compile("missing a property named '(.*?)'\\.?(?: Did you mean '(.*?)'\\?)?.*");

  /** Small interfaces that Beam and we ask the options of every run for, the smallest first. */
  private static final List<Class<? extends PipelineOptions>> SMALL =
      List.of(
          ResourceHintsOptions.class,
          ExperimentalOptions.class,
          MetricsOptions.class,
          PortablePipelineOptions.class,
          RunOptions.class);

  private final List<String> args;
  private final Set<String> names;

  private BeamArgs(List<String> args, Set<String> names) {
    this.args = args;
    this.names = names;
  }

  static BeamArgs parse(List<String> args) {
    List<String> kept = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (String arg : args) {
      if (!arg.startsWith("--") || arg.length() == 2) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "A Beam option is written --name=value, not \"%s\".", arg));
      }
      int equals = arg.indexOf('=');
      String name = arg.substring(2, equals < 0 ? arg.length() : equals);
      if (name.equals("runner")) {
        throw new IllegalArgumentException(
            "The runner is chosen by Cauce's own --runner, not by Beam's: take \""
                + arg
                + "\" out.");
      }
      names.add(name);
      kept.add(arg);
    }
    return new BeamArgs(kept, names);
  }

  /** Whether the option {@code name} was given, so that we must leave it alone. */
  boolean has(String name) {
    return names.contains(name);
  }

  /** Options of type {@code type} that hold what was given. */
  <T extends PipelineOptions> T as(Class<T> type) {
    if (args.isEmpty()) {
      // Looking at every interface there is costs a third of a second of CPU; nobody asked for
      // them. And with each further interface Beam looks at all of those before it again, so the
      // largest one comes last.
      PipelineOptions options = PipelineOptionsFactory.create();
      SMALL.forEach(options::as);
      return options.as(type);
    }
    for (Class<? extends PipelineOptions> further :
        new DefaultPipelineOptionsRegistrar().getPipelineOptions()) {
      PipelineOptionsFactory.register(further);
    }
    try {
      return PipelineOptionsFactory.fromArgs(args.toArray(new String[0])).as(type);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(explain(e), e);
    }
  }

  private static String explain(IllegalArgumentException e) {
    String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    Matcher unknown = UNKNOWN.matcher(message);
    if (!unknown.find()) {
      return "Beam refused an option: " + message;
    }
    String meant = unknown.group(2);
    return String.format(
        Locale.ROOT,
        "Beam and this runner have no option \"--%s\".%s",
        unknown.group(1),
        meant == null ? "" : " Did you mean \"--" + meant + "\"?");
  }
}
