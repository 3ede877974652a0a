package dev.cauce.runners;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.values.PValue;
import org.jspecify.annotations.Nullable;

/** Which of a pipeline's sinks wait for checkpoints before they write, and what leads to them. */
final class SinkSteps extends Pipeline.PipelineVisitor.Defaults {
  private final List<TransformHierarchy.Node> nodes = new ArrayList<>();
  private final Map<PValue, List<TransformHierarchy.Node>> takers = new HashMap<>();
  private final Set<TransformHierarchy.Node> waiting = new HashSet<>();
  private boolean allPaced = true;

  private SinkSteps() {}

  static SinkSteps of(Pipeline pipeline) {
    SinkSteps steps = new SinkSteps();
    pipeline.traverseTopologically(steps);
    for (int i = steps.nodes.size() - 1; i >= 0; i--) {
      TransformHierarchy.Node node = steps.nodes.get(i);
      if (waits(node) || steps.allTakersWait(node)) {
        steps.waiting.add(node);
      }
    }
    return steps;
  }

  /** The steps, each behind those that it takes from. */
  List<TransformHierarchy.Node> nodes() {
    return nodes;
  }

  /** Whether what {@code node} gives is written when a checkpoint has seen it, and never before. */
  boolean waitsForCheckpoints(TransformHierarchy.Node node) {
    return waiting.contains(node);
  }

  /** Whether nothing at all is written that no checkpoint has seen. */
  boolean allWaitForCheckpoints() {
    return nodes.stream()
        .filter(node -> node.getInputs().isEmpty())
        .allMatch(this::waitsForCheckpoints);
  }

  /**
   * Whether all sources can set the pace, and of what leaves a step with state nothing waits for a
   * checkpoint.
   */
  boolean mayBePaced() {
    Set<PValue> kept = new HashSet<>();
    for (TransformHierarchy.Node node : nodes) {
      Collection<? extends PValue> inputs = node.getInputs().values();
      boolean behind = inputs.stream().anyMatch(kept::contains);
      if (behind && waits(node)) {
        return false;
      }
      DoFnSignature signature = signature(node);
      if (behind || (signature != null && !signature.stateDeclarations().isEmpty())) {
        kept.addAll(node.getOutputs().values());
      }
    }
    return allPaced;
  }

  private boolean allTakersWait(TransformHierarchy.Node node) {
    List<TransformHierarchy.Node> all =
        node.getOutputs().values().stream()
            .flatMap(output -> takers.getOrDefault(output, List.of()).stream())
            .toList();
    return !all.isEmpty() && waiting.containsAll(all);
  }

  private static boolean waits(TransformHierarchy.Node node) {
    DoFnSignature signature = signature(node);
    return signature != null && signature.processElement().requiresStableInput();
  }

  private static @Nullable DoFnSignature signature(TransformHierarchy.Node node) {
    return node.getTransform() instanceof ParDo.MultiOutput<?, ?> step
        ? DoFnSignatures.getSignature(step.getFn().getClass())
        : null;
  }

  @Override
  public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
    lookAtSource(node.getTransform());
    return CompositeBehavior.ENTER_TRANSFORM;
  }

  @Override
  public void visitPrimitiveTransform(TransformHierarchy.Node node) {
    lookAtSource(node.getTransform());
    nodes.add(node);
    for (PValue input : node.getInputs().values()) {
      takers.computeIfAbsent(input, i -> new ArrayList<>()).add(node);
    }
  }

  private void lookAtSource(@Nullable PTransform<?, ?> transform) {
    if (transform instanceof Read.Unbounded<?> read && !(read.getSource() instanceof Paced)) {
      allPaced = false;
    }
  }
}
