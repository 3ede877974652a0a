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
 * The length of bundles where each result is to be seen as soon as possible. Steps that keep
 * something for the end of a bundle, or wait for the watermark, which goes on when a bundle ends,
 * need short ones. If there are none, a bundle may be long: then rows that come faster than they
 * can be worked on are gathered for so long, and cost as much as with a trigger of that length.
 */
public final class PromptBundles extends Pipeline.PipelineVisitor.Defaults {
  private static final long MILLIS = 1000;

  private final Predicate<? super DoFn<?, ?>> isPrompt;
  private boolean mayBeLong = true;

  private PromptBundles(Predicate<? super DoFn<?, ?>> isPrompt) {
    this.isPrompt = isPrompt;
  }

  /**
   * Lengthens the bundles of {@code pipeline} to a second if it is to run on Flink with a trigger
   * of 0 ({@link Runners#withTrigger}), and all its steps allow it. To be called when the pipeline
   * is built and before it runs.
   *
   * @param isPrompt whether a step with {@code @FinishBundle}, {@code @OnWindowExpiration} or
   *     timers of event time does without them what others wait for
   */
  public static void lengthen(Pipeline pipeline, Predicate<? super DoFn<?, ?>> isPrompt) {
    if (!pipeline.getOptions().as(RunOptions.class).isAsSoonAsPossible()) {
      return;
    }
    PromptBundles steps = new PromptBundles(isPrompt);
    pipeline.traverseTopologically(steps);
    if (steps.mayBeLong) {
      FlinkPipelineOptions options = pipeline.getOptions().as(FlinkPipelineOptions.class);
      if (options.getAutoWatermarkInterval() == null) {
        // Which is the length of a bundle if nobody says otherwise. An idle source is woken by it.
        options.setAutoWatermarkInterval(options.getMaxBundleTimeMills());
      }
      options.setMaxBundleTimeMills(MILLIS);
    }
  }

  @Override
  public void visitPrimitiveTransform(TransformHierarchy.Node node) {
    if (node.getTransform() instanceof GroupByKey) {
      mayBeLong = false;
    } else if (node.getTransform() instanceof ParDo.MultiOutput<?, ?> step
        && keepsSomething(step.getFn())
        && !isPrompt.test(step.getFn())) {
      mayBeLong = false;
    }
  }

  private static boolean keepsSomething(DoFn<?, ?> fn) {
    DoFnSignature signature = DoFnSignatures.getSignature(fn.getClass());
    return signature.finishBundle() != null
        || signature.onWindowExpiration() != null
        || signature.timerDeclarations().values().stream()
            .map(timer -> DoFnSignatures.getTimerSpecOrThrow(timer, fn))
            .anyMatch(timer -> timer.getTimeDomain() == TimeDomain.EVENT_TIME)
        || !signature.timerFamilyDeclarations().isEmpty();
  }
}
