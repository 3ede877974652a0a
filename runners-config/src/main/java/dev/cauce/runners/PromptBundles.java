package dev.cauce.runners;

import java.util.function.Predicate;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;

/**
 * The length of bundles where nobody waits for their end. Steps that keep something for the end of
 * a bundle, or wait for the watermark, which goes on when a bundle ends, need short ones. If there
 * are none, a bundle may be long: then rows that come faster than they can be worked on are
 * gathered for longer, and fewer results are made of them.
 */
public final class PromptBundles {
  private static final long SECOND = 1000;
  private static final long LONG = 10 * SECOND;

  private PromptBundles() {}

  /**
   * Lengthens the bundles of {@code pipeline} if it is to run on Flink, and all its steps allow it.
   * With a trigger of 0 ({@link Runners#withTrigger}) to a second. With checkpoints to ten seconds:
   * if its sinks write what a checkpoint has seen, or the run only takes what is there, for then
   * nobody sees what leaves before; and if its sources set the pace, as they are told here ({@link
   * RunOptions#getPaceMillis}), and no sink of a table waits for a checkpoint. To be called when
   * the pipeline is built and before it runs.
   *
   * @param isPrompt whether a step with {@code @FinishBundle}, {@code @OnWindowExpiration} or
   *     timers of event time does without them what others wait for
   */
  public static void lengthen(Pipeline pipeline, Predicate<? super DoFn<?, ?>> isPrompt) {
    RunOptions run = pipeline.getOptions().as(RunOptions.class);
    if (!run.isAsSoonAsPossible() && !run.isBundleATick()) {
      return;
    }
    SinkSteps steps = SinkSteps.of(pipeline);
    for (TransformHierarchy.Node node : steps.nodes()) {
      if (needsShort(node, steps, isPrompt)) {
        return;
      }
    }
    FlinkPipelineOptions options = pipeline.getOptions().as(FlinkPipelineOptions.class);
    if (run.isAsSoonAsPossible()) {
      lengthen(options, options.getMaxBundleTimeMills(), SECOND);
      return;
    }
    long trigger = options.getMaxBundleTimeMills();
    boolean paced = steps.mayBePaced() && !run.isAvailableNow();
    if (paced) {
      run.setPaceMillis(trigger);
    }
    if (paced || run.isAvailableNow() || steps.allWaitForCheckpoints()) {
      lengthen(options, FlinkSettings.bundleMillis(trigger), Math.max(trigger, LONG));
    }
  }

  private static void lengthen(FlinkPipelineOptions options, long idle, long millis) {
    if (options.getAutoWatermarkInterval() == null) {
      // Which is the length of a bundle if nobody says otherwise. An idle source is woken by it.
      options.setAutoWatermarkInterval(idle);
    }
    options.setMaxBundleTimeMills(millis);
  }

  private static boolean needsShort(
      TransformHierarchy.Node node, SinkSteps steps, Predicate<? super DoFn<?, ?>> isPrompt) {
    if (node.getTransform() instanceof GroupByKey) {
      return true;
    }
    if (!(node.getTransform() instanceof ParDo.MultiOutput<?, ?> step)
        || isPrompt.test(step.getFn())) {
      return false;
    }
    DoFnSignature signature = DoFnSignatures.getSignature(step.getFn().getClass());
    boolean waitsForBundle = signature.finishBundle() != null;
    return waitsForWatermark(step.getFn(), signature)
        || (waitsForBundle && !steps.waitsForCheckpoints(node)); // which end bundles
  }

  private static boolean waitsForWatermark(DoFn<?, ?> fn, DoFnSignature signature) {
    return signature.onWindowExpiration() != null
        || signature.timerDeclarations().values().stream()
            .map(timer -> DoFnSignatures.getTimerSpecOrThrow(timer, fn))
            .anyMatch(timer -> timer.getTimeDomain() == TimeDomain.EVENT_TIME)
        || !signature.timerFamilyDeclarations().isEmpty();
  }
}
