package dev.cauce.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;

/** The steps of a pipeline as a tree, one a line. */
final class Steps {
  private Steps() {}

  /** The steps of {@code pipeline}; what stands inside of Beam's own is left out. */
  static List<String> of(Pipeline pipeline) {
    List<String> lines = new ArrayList<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          private int depth;

          @Override
          public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
            if (node.isRootNode()) {
              return CompositeBehavior.ENTER_TRANSFORM;
            }
            line(node);
            depth++;
            return CompositeBehavior.ENTER_TRANSFORM;
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
            lines.add("  ".repeat(depth) + name.substring(name.lastIndexOf('/') + 1)+" "+node.getTransform().getClass().getName());
          }
        });
    return lines;
  }
}
