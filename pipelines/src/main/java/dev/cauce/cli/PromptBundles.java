package dev.cauce.cli;

import dev.cauce.runners.RunOptions;
import dev.cauce.table.Prompt;
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
 * need short ones. If there are none (all such steps are {@link Prompt}), a bundle may be long:
 * then rows that come faster than they can be worked on are gathered for so long, and cost as much
 * as with a trigger of that length.
 */
final class PromptBundles extends Pipeline.PipelineVisitor.Defaults {
  private static final long MILLIS = 1000;

  private boolean mayBeLong = true;

  private PromptBundles() {}

  /**
   * Lengthens the bundles of {@code pipeline} if its run is such a one and all its steps allow it.
   */
  static void lengthen(Pipeline pipeline) {
    if (!pipeline.getOptions().as(RunOptions.class).isAsSoonAsPossible()) {
      return;
    }
    PromptBundles steps = new PromptBundles();
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
        && !(step.getFn() instanceof Prompt fn && fn.isPrompt())) {
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
