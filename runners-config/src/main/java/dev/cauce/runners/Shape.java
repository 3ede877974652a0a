package dev.cauce.runners;

import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PValue;

/**
 * What a pipeline looks like before a runner rewrites it.
 *
 * @param isUnbounded whether any of its collections has no end
 * @param steps the full names of its steps, by the class of their function; of two steps of one
 *     class neither
 */
record Shape(boolean isUnbounded, Map<String, String> steps) {
  static Shape of(Pipeline pipeline) {
    Visitor visitor = new Visitor();
    pipeline.traverseTopologically(visitor);
    visitor.steps.values().removeIf(String::isEmpty);
    return new Shape(visitor.unbounded, visitor.steps);
  }

  private static final class Visitor extends Pipeline.PipelineVisitor.Defaults {
    private final Map<String, String> steps = new HashMap<>();
    private boolean unbounded;

    @Override
    public void visitPrimitiveTransform(TransformHierarchy.Node node) {
      PTransform<?, ?> transform = node.getTransform();
      if (transform instanceof ParDo.MultiOutput<?, ?> parDo) {
        steps.merge(
            parDo.getFn().getClass().getName(),
            node.getEnclosingNode().getFullName(),
            (a, b) -> "");
      }
    }

    @Override
    public void visitValue(PValue value, TransformHierarchy.Node producer) {
      if (value instanceof PCollection<?> rows
          && rows.isBounded() == PCollection.IsBounded.UNBOUNDED) {
        unbounded = true;
      }
    }
  }
}
