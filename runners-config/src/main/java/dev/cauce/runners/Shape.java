package dev.cauce.runners;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PValue;

/**
 * What a pipeline looks like before a runner rewrites it.
 *
 * @param isUnbounded whether any of its collections has no end
 * @param steps the full names of its steps, by the class of their function; of two steps of one
 *     class neither
 * @param stateful the steps that keep state, by their full names: what they are
 * @param endlessSources how many sources it has that do not end
 */
record Shape(
    boolean isUnbounded,
    Map<String, String> steps,
    Map<String, String> stateful,
    int endlessSources) {
  static Shape of(Pipeline pipeline) {
    Visitor visitor = new Visitor();
    pipeline.traverseTopologically(visitor);
    visitor.steps.values().removeIf(String::isEmpty);
    return new Shape(visitor.unbounded, visitor.steps, visitor.stateful, visitor.endlessSources);
  }

  private static final class Visitor extends Pipeline.PipelineVisitor.Defaults {
    private final Map<String, String> steps = new HashMap<>();
    private final Map<String, String> stateful = new TreeMap<>();
    private int endlessSources;
    private boolean unbounded;

    // Beam makes a source a composite here, and the runner a primitive again.
    @Override
    public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
      if (node.getTransform() instanceof Read.Unbounded<?> read) {
        stateful.put(node.getFullName(), read.getSource().getClass().getSimpleName());
        endlessSources++;
        return CompositeBehavior.DO_NOT_ENTER_TRANSFORM;
      }
      return CompositeBehavior.ENTER_TRANSFORM;
    }

    @Override
    public void visitPrimitiveTransform(TransformHierarchy.Node node) {
      PTransform<?, ?> transform = node.getTransform();
      if (transform instanceof ParDo.MultiOutput<?, ?> parDo) {
        steps.merge(
            parDo.getFn().getClass().getName(),
            node.getEnclosingNode().getFullName(),
            (a, b) -> "");
        if (DoFnSignatures.isStateful(parDo.getFn())) {
          String name = node.getFullName().replaceFirst("/ParMultiDo\\(.*\\)$", "");
          stateful.put(name, parDo.getFn().getClass().getSimpleName());
        }
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
