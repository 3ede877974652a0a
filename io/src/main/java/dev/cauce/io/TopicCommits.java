package dev.cauce.io;

import dev.cauce.table.OutputMode;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.state.MapState;
import org.jspecify.annotations.Nullable;

/**
 * Writes what came between two checkpoints to a topic, in one transaction. In the complete mode the
 * keys of the last snapshot are kept in the state, so that rows that are gone can be told.
 */
final class TopicCommits implements CommitWriter {
  private static final String KEYS = "keys";

  private final TopicConnection connection;
  private transient @Nullable TopicTransactions transactions;
  private transient boolean loaded;
  private transient byte @Nullable [] committed;
  private transient byte @Nullable [] latest;

  TopicCommits(TopicConnection connection) {
    this.connection = connection;
  }

  @Override
  public void prepare(TableUpdate update, MapState<String, byte[]> kept) throws IOException {
    if (update.mode() == OutputMode.COMPLETE) {
      if (!loaded) {
        committed = kept.get(KEYS).read();
        loaded = true;
      }
      latest = SnapshotKeys.encode(update);
      kept.put(KEYS, latest);
    }
  }

  @Override
  public long commit(Batch batch) throws IOException {
    TopicTransactions opened = transactions;
    transactions = null; // opened anew after a failure
    List<byte[]> gone = SnapshotKeys.gone(committed, latest);
    try {
      if (opened == null) {
        opened = TopicTransactions.open(connection, batch.place());
      }
      long count = commit(batch, gone, opened);
      transactions = opened;
      committed = latest;
      return count;
    } finally {
      if (transactions == null && opened != null) {
        opened.close(true);
      }
    }
  }

  private long commit(Batch batch, List<byte[]> gone, TopicTransactions opened) throws IOException {
    Place place = batch.place();
    LastWritten written = opened.written();
    written.check(place, "Topic \"" + connection.topic() + "\"");
    int repeated = written.repeated(place);
    if (place.first() + repeated > place.last()) {
      return NOTHING;
    }
    if (batch.mode() == OutputMode.APPEND && written.isBeyond(place)) {
      throw new IOException(
          "Topic \""
              + connection.topic()
              + "\" cannot go back to the checkpoint with which the run began: updates "
              + place.first()
              + " to "
              + written.last()
              + " are there and come again. Delete the consumer group \"cauce-"
              + place.writer()
              + "\" to have them twice, or write to another topic, with another checkpoint.");
    }
    // Of snapshots only the last one is in the batch, whatever is there of those before.
    int skipped = batch.mode() == OutputMode.COMPLETE ? 0 : repeated;
    long[] count = {0};
    opened.commit(
        LastWritten.after(place),
        records -> {
          int number = 0;
          List<byte[]> left = gone;
          for (TableUpdate update : batch.updates()) {
            if (number++ >= skipped) {
              UpdateRecords.forEach(connection.topic(), update, left, records);
              left = List.of();
              count[0] += update.rows().size();
            }
          }
        });
    return count[0];
  }

  @Override
  public long write(Batch batch, MapState<String, byte[]> kept) {
    throw new IllegalStateException(TopicIO.NEEDS_CHECKPOINTS);
  }

  @Override
  public long writeOnly(Batch batch) {
    throw new IllegalStateException(TopicIO.NEEDS_CHECKPOINTS);
  }

  @Override
  public void close() {
    if (transactions != null) {
      transactions.close(false);
      transactions = null;
    }
  }
}
