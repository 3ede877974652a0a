package dev.cauce.cli;

import dev.cauce.io.Choices;
import dev.cauce.io.Durations;
import dev.cauce.pipelines.Flow;
import dev.cauce.pipelines.FlowOption;
import dev.cauce.pipelines.FlowSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What stands behind {@code cauce FLOW}: the options that every flow has, and those of this one.
 * Only the flow that is called is looked at, which keeps the start short.
 */
final class Arguments {
  private final FlowOptions options = new FlowOptions();
  private final @Nullable Flow flow;
  private final CommandLine commandLine;

  /**
   * The arguments of {@code flow}; null for a flow that is not known, of which only the options
   * that every flow has are judged.
   */
  Arguments(@Nullable Flow flow) {
    this.flow = flow;
    CommandSpec spec = CommandSpec.create().name(flow == null ? "cauce" : "cauce " + flow.name());
    spec.addMixin("options", CommandSpec.forAnnotatedObject(options));
    spec.addOption(OptionSpec.builder("--help", "-h").order(100).description("This.").build());
    if (flow != null) {
      int order = 40; // behind those that every flow has
      for (FlowOption option : flow.options()) {
        spec.addOption(option(option, order++));
      }
      describe(spec, flow);
    }
    spec.parser().collectErrors(true).unmatchedOptionsAllowedAsOptionParameters(false);
    commandLine = new CommandLine(spec).setExpandAtFiles(false);
  }

  /** The help of the flow. */
  String help() {
    return commandLine.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  /** Reads {@code args}; what is wrong with them goes to {@code problems}. */
  void parse(List<String> args, Problems problems) {
    CommandLine.ParseResult result = commandLine.parseArgs(args.toArray(new String[0]));
    for (Exception error : result.errors()) {
      if (error instanceof UnmatchedArgumentException unmatched) {
        if (flow != null) { // else it may be an option of the flow that is not known
          unmatched(flow, unmatched.getUnmatched(), problems);
        }
      } else if (error instanceof ParameterException refused) {
        refused(refused, problems);
      } else {
        problems.add(Problems.rootMessage(error));
      }
    }
    // An option that was given but could not be read is not missing as well.
    if (options.from.isEmpty() && !given("--from", args)) {
      problems.add(
          "--from is missing: name a source, for example a directory or socket://localhost:9999.");
    }
    if (options.to.isEmpty() && !given("--to", args)) {
      problems.add("--to is missing: name a sink, for example console:.");
    }
  }

  private static boolean given(String name, List<String> args) {
    return args.stream().anyMatch(arg -> arg.equals(name) || arg.startsWith(name + "="));
  }

  /** The options that every flow has. */
  FlowOptions options() {
    return options;
  }

  /** How the flow is to be set up. */
  FlowSettings settings() {
    Map<String, String> own = new LinkedHashMap<>();
    for (FlowOption option : flow == null ? List.<FlowOption>of() : flow.options()) {
      Object value = commandLine.getCommandSpec().findOption("--" + option.name()).getValue();
      if (option.isFlag() ? Boolean.TRUE.equals(value) : value != null) {
        own.put(option.name(), String.valueOf(value));
      }
    }
    return new FlowSettings(
        options.mode, options.trigger.interval(), own, options.table(), List::of);
  }

  private void unmatched(Flow flow, List<String> args, Problems problems) {
    List<String> names = new ArrayList<>(commandLine.getCommandSpec().optionsMap().keySet());
    boolean afterUnknown = false;
    for (String arg : args) {
      boolean isOption = arg.startsWith("-") && arg.length() > 1;
      if (isOption) {
        String name = arg.replaceFirst("=.*", "");
        problems.add(
            name
                + " is not an option of "
                + flow.name()
                + ": see cauce "
                + flow.name()
                + " --help."
                + Choices.hint(name, names));
      } else if (!isOption && !afterUnknown) {
        problems.add(
            "\"" + arg + "\" belongs to no option: write --from, --to or another before it.");
      }
      afterUnknown = isOption && !arg.contains("="); // what follows is likely its value
    }
  }

  private static void refused(ParameterException refused, Problems problems) {
    ArgSpec arg = argument(refused);
    if (!(arg instanceof OptionSpec option)) {
      problems.add(Problems.rootMessage(refused));
    } else if (refused instanceof MissingParameterException) {
      problems.add(option.longestName() + " has no value: write it behind the option.");
    } else if (refused instanceof OverwrittenOptionException) {
      problems.add(option.longestName() + " is given twice: give it once.");
    } else {
      problems.add(option.longestName(), refused.getCause());
    }
  }

  /** The option that {@code refused} is about; picocli keeps it in three places. */
  private static @Nullable ArgSpec argument(ParameterException refused) {
    if (refused instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing.getMissing().get(0);
    }
    return refused instanceof OverwrittenOptionException twice
        ? twice.getOverwritten()
        : refused.getArgSpec();
  }

  private static OptionSpec option(FlowOption option, int order) {
    OptionSpec.Builder builder = OptionSpec.builder("--" + option.name()).order(order);
    if (option.isFlag()) {
      return builder.description(option.help()).build();
    }
    builder.paramLabel(option.label()).type(String.class);
    if (option.kind() == FlowOption.Kind.CHOICE) {
      builder.converters(value -> FlowOptions.oneOf(value, "what it takes", option.values()));
    } else if (option.kind() == FlowOption.Kind.DURATION) {
      builder.converters(value -> String.valueOf(Durations.parse(value).getMillis()));
    }
    String otherwise = option.otherwise().isEmpty() ? "" : " Default: " + option.otherwise() + ".";
    return builder.description(option.help() + otherwise).build();
  }

  private static void describe(CommandSpec spec, Flow flow) {
    spec.usageMessage()
        .width(96)
        .sortOptions(false)
        .customSynopsis(
            "cauce "
                + flow.name()
                + " --from URI [--from URI ...] --to URI [--to URI ...] [options]"
                + " [-- Beam options]")
        .description(flow.summary())
        .optionListHeading("%nOptions:%n")
        .footer(
            "",
            "The options from --from to --progress may also be set in the environment: CAUCE_MODE"
                + " for",
            "--mode, and so on. What stands behind -- goes to Beam as it is. See also: cauce list");
  }
}
