package dev.cauce.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a pipeline as a tree, one a line, by the names under which a runner shows them. What
 * Beam's own steps are made of is left out.
 */
final class Steps extends Pipeline.PipelineVisitor.Defaults {
  private static final String OURS = "dev.cauce.";

  private final List<String> lines = new ArrayList<>();
  private final @Nullable String under;
  private int depth;

  private Steps(@Nullable String under) {
    this.under = under;
  }

  /** All steps of {@code pipeline}. */
  static List<String> of(Pipeline pipeline) {
    return of(pipeline, null);
  }

  /** The steps of {@code pipeline} whose names begin with {@code under}. */
  static List<String> of(Pipeline pipeline, @Nullable String under) {
    Steps steps = new Steps(under);
    pipeline.traverseTopologically(steps);
    return steps.lines;
  }

  @Override
  public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
    if (node.isRootNode()) {
      return CompositeBehavior.ENTER_TRANSFORM;
    }
    line(node);
    depth++;
    PTransform<?, ?> transform = node.getTransform();
    boolean ours = transform != null && transform.getClass().getName().startsWith(OURS);
    return ours ? CompositeBehavior.ENTER_TRANSFORM : CompositeBehavior.DO_NOT_ENTER_TRANSFORM;
  }

  @Override
  public void leaveCompositeTransform(TransformHierarchy.Node node) {
    depth -= node.isRootNode() ? 0 : 1;
  }

  @Override
  public void visitPrimitiveTransform(TransformHierarchy.Node node) {
    line(node);
  }

  private void line(TransformHierarchy.Node node) {
    String name = node.getFullName();
    if (under != null && !name.equals(under) && !name.startsWith(under + "/")) {
      return;
    }
    String shuffle = isByKey(node.getTransform()) ? " (by key, between workers)" : "";
    lines.add("  ".repeat(depth) + name.substring(name.lastIndexOf('/') + 1) + shuffle);
  }

  /** What groups, and what keeps a state for each key. */
  private static boolean isByKey(@Nullable PTransform<?, ?> step) {
    if (step instanceof ParDo.SingleOutput<?, ?> each) {
      return keepsState(each.getFn());
    }
    return step instanceof GroupByKey
        || step instanceof ParDo.MultiOutput<?, ?> each && keepsState(each.getFn());
  }

  private static boolean keepsState(DoFn<?, ?> fn) {
    return !DoFnSignatures.getSignature(fn.getClass()).stateDeclarations().isEmpty();
  }
}
