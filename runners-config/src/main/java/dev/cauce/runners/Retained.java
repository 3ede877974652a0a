package dev.cauce.runners;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints and savepoints that earlier runs left in a directory. Each run has a directory of
 * its own, {@code run-NUMBER}; a later run began where an earlier one was, so the newest is that of
 * the last run that has a complete one.
 *
 * @param uri where it is, as Flink takes it
 * @param run the run that made it
 * @param id Flink's number of it, which goes up over all runs
 */
record Retained(String uri, long run, long id) {
  private static final String RUN = "run-";
  private static final String METADATA = "_metadata";

  /** The directory of a run. */
  static String directory(long run) {
    return RUN + run;
  }

  /**
   * What was found.
   *
   * @param newest the newest complete one; null if there is none
   * @param passedOver what is newer and of no use, and why
   * @param anyDamaged whether some of that was complete once
   */
  record Found(@Nullable Retained newest, List<String> passedOver, boolean anyDamaged) {}

  /** Looks for the newest complete one. Reads the whole of what it takes, but no state. */
  static Found newest(StateFiles files) throws IOException {
    List<String> incomplete = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    for (long run : runs(files)) {
      List<Candidate> candidates = new ArrayList<>();
      for (FileStatus entry : files.list(directory(run))) {
        if (!entry.isDir()) {
          continue;
        }
        String name = entry.getPath().getName();
        if (name.startsWith("savepoint-")) {
          candidates.add(Candidate.of(files, entry.getPath()));
          continue;
        }
        for (FileStatus inner : files.list(directory(run) + "/" + name)) {
          if (inner.isDir() && inner.getPath().getName().startsWith("chk-")) {
            candidates.add(Candidate.of(files, inner.getPath()));
          }
        }
      }
      candidates.sort(Comparator.comparingLong(Candidate::id).reversed());
      for (Candidate candidate : candidates) {
        if (candidate.problem() == null) {
          Retained newest = new Retained(candidate.uri(), run, candidate.id());
          return found(newest, incomplete, damaged);
        }
        if (Candidate.INCOMPLETE.equals(candidate.problem())) {
          incomplete.add(candidate.uri());
        } else {
          damaged.add(candidate.uri() + " (" + candidate.problem() + ")");
        }
      }
    }
    return found(null, incomplete, damaged);
  }

  /** What began and did not end is named once: a run that is killed while it starts leaves many. */
  private static Found found(
      @Nullable Retained newest, List<String> incomplete, List<String> damaged) {
    List<String> all = new ArrayList<>();
    if (!incomplete.isEmpty()) {
      int more = incomplete.size() - 1;
      all.add(
          String.format(
              Locale.ROOT,
              "%s%s (%s)",
              incomplete.get(0),
              more == 0 ? "" : " and " + more + " more",
              Candidate.INCOMPLETE));
    }
    all.addAll(damaged);
    return new Found(newest, all, !damaged.isEmpty());
  }

  /** Deletes what runs before {@code run} left. */
  static void deleteBefore(StateFiles files, long run) throws IOException {
    for (long other : runs(files)) {
      if (other < run) {
        files.delete(directory(other));
      }
    }
  }

  /** The numbers of the runs, the last one first. */
  private static List<Long> runs(StateFiles files) throws IOException {
    List<Long> runs = new ArrayList<>();
    for (FileStatus entry : files.list("")) {
      String name = entry.getPath().getName();
      if (entry.isDir() && name.matches("run-[0-9]{1,18}")) {
        runs.add(Long.parseLong(name.substring(RUN.length())));
      }
    }
    runs.sort(Comparator.reverseOrder());
    return runs;
  }

  /**
   * One that may be of use.
   *
   * @param problem why it is of none; null if it is complete
   */
  private record Candidate(String uri, long id, @Nullable String problem) {
    static final String INCOMPLETE = "incomplete";

    static Candidate of(StateFiles files, Path path) throws IOException {
      FileSystem system = files.fileSystem();
      Path metadata = new Path(path, METADATA);
      long named =
          path.getName().startsWith("chk-")
              ? Long.parseLong(path.getName().substring("chk-".length()))
              : Long.MAX_VALUE; // a savepoint that cannot be read was the last that the run made
      if (!system.exists(metadata)) {
        return new Candidate(path.toString(), named, INCOMPLETE);
      }
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(system.open(metadata)))) {
        CheckpointMetadata content =
            Checkpoints.loadCheckpointMetadata(
                in, Retained.class.getClassLoader(), path.toString());
        return new Candidate(path.toString(), content.getCheckpointId(), missing(content));
      } catch (IOException | RuntimeException e) {
        return new Candidate(path.toString(), named, "damaged: its _metadata cannot be read");
      }
    }

    /** Which file of the state is not there, or not whole; null if all are. */
    private static @Nullable String missing(CheckpointMetadata content) {
      for (OperatorState operator : content.getOperatorStates()) {
        for (OperatorSubtaskState subtask : operator.getStates()) {
          for (StreamStateHandle handle : handles(subtask)) {
            String problem = missing(handle);
            if (problem != null) {
              return problem;
            }
          }
        }
        if (operator.getCoordinatorState() != null) {
          String problem = missing(operator.getCoordinatorState());
          if (problem != null) {
            return problem;
          }
        }
      }
      return null;
    }

    private static List<StreamStateHandle> handles(OperatorSubtaskState subtask) {
      List<StreamStateHandle> handles = new ArrayList<>();
      for (OperatorStateHandle state : subtask.getManagedOperatorState()) {
        handles.add(state.getDelegateStateHandle());
      }
      for (OperatorStateHandle state : subtask.getRawOperatorState()) {
        handles.add(state.getDelegateStateHandle());
      }
      subtask.getManagedKeyedState().forEach(state -> add(state, handles));
      subtask.getRawKeyedState().forEach(state -> add(state, handles));
      return handles;
    }

    private static void add(KeyedStateHandle state, List<StreamStateHandle> handles) {
      if (state instanceof KeyGroupsStateHandle groups) {
        handles.add(groups.getDelegateStateHandle());
      } else if (state instanceof IncrementalRemoteKeyedStateHandle incremental) {
        handles.add(incremental.getMetaDataStateHandle());
        incremental.getSharedState().forEach(part -> handles.add(part.getHandle()));
        incremental.getPrivateState().forEach(part -> handles.add(part.getHandle()));
      }
    }

    private static @Nullable String missing(StreamStateHandle handle) {
      if (!(handle instanceof FileStateHandle file)) {
        return null; // it is in the metadata itself
      }
      Path path = file.getFilePath();
      try {
        FileStatus status = path.getFileSystem().getFileStatus(path);
        return status.getLen() == file.getStateSize()
            ? null
            : String.format(
                Locale.ROOT,
                "damaged: %s has %d bytes instead of %d",
                path.getName(),
                status.getLen(),
                file.getStateSize());
      } catch (IOException e) {
        return "damaged: " + path.getName() + " is missing";
      }
    }
  }
}
