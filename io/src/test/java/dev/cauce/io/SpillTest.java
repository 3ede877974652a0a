package dev.cauce.io;

import static dev.cauce.io.WordCounts.CODER;
import static dev.cauce.io.WordCounts.append;
import static dev.cauce.io.WordCounts.row;
import static dev.cauce.io.WordCounts.update;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import dev.cauce.io.Spill.Piece;
import dev.cauce.io.Spill.PieceCoder;
import dev.cauce.io.Spill.SpillFn;
import dev.cauce.runners.Runners;
import dev.cauce.table.TableUpdate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.Row;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SpillTest {
  @Rule public final transient TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void append_beyondTheFirstRows_liesOnDiskAndComesBack() throws Exception {
    List<Piece> pieces =
        spill(append(row("a", 1), row("b", 2)), append(row("c", 3)), append(row("d", 4)));

    assertThat(
        pieces.stream().map(piece -> piece.update() != null).toList(),
        contains(true, false, false));
    assertThat(
        pieces.stream().map(piece -> sent(piece).read(CODER)).toList(),
        contains(append(row("a", 1), row("b", 2)), append(row("c", 3)), append(row("d", 4))));
    Spill.close(pieces.get(1).file());
  }

  @Test
  public void update_anyNumberOfRows_stays() throws Exception {
    List<Piece> pieces = spill(update(1, row("a", 1), row("b", 2), row("c", 3)));

    assertThat(pieces.get(0).update(), is(update(1, row("a", 1), row("b", 2), row("c", 3))));
  }

  @Test
  public void aFile_hasNoName() throws Exception {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    List<Piece> pieces = spill(append(row("a", 1), row("b", 2), row("c", 3)));

    assertThat(pieces.get(0).file(), is(not("")));
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(
          files.filter(file -> file.getFileName().toString().startsWith(Spill.prefix())).toList(),
          empty());
    }
    Spill.close(pieces.get(0).file());
  }

  @Test
  public void aClosedFile_isAskedFor_saidInWords() throws Exception {
    Piece piece = spill(append(row("a", 1), row("b", 2), row("c", 3))).get(0);
    Spill.close(piece.file());

    UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> piece.read(CODER));
    assertThat(e.getMessage(), containsString("Rows that were put by are gone"));
  }

  @Test
  public void manyRows_onEachRunner_areInTheFileOnce() throws IOException {
    List<Row> rows = IntStream.range(0, 10_000).mapToObj(i -> row("w" + i, i)).toList();
    StringBuilder expected = new StringBuilder("word,count\n");
    rows.forEach(
        row -> expected.append(row.getString(0)).append(',').append(row.getInt64(1)).append('\n'));
    List<TableUpdate> updates =
        IntStream.range(0, 50)
            .mapToObj(i -> append(rows.subList(i * 200, i * 200 + 200).toArray(Row[]::new)))
            .toList();
    for (String runner : Runners.names()) {
      Path out = folder.getRoot().toPath().resolve(runner);
      Pipeline p = Pipeline.create(Runners.on(runner).withParallelism(1).toOptions());
      p.apply(Create.of(updates).withCoder(CODER)).apply(DirectoryIO.write(out.toString()));
      p.run().waitUntilFinish();

      try (Stream<Path> files = Files.list(out)) {
        List<Path> parts = files.toList();
        assertThat(parts.size(), is(1));
        List<String> lines = Files.readAllLines(parts.get(0));
        assertThat(
            lines.stream().sorted().toList(), is(expected.toString().lines().sorted().toList()));
      }
    }
  }

  /** Of which two rows are kept in memory. */
  private static List<Piece> spill(TableUpdate... updates) throws IOException {
    SpillFn step = new SpillFn(CODER, 2);
    List<Piece> pieces = new ArrayList<>();
    for (TableUpdate update : updates) {
      pieces.add(step.put(update));
    }
    return pieces;
  }

  /** As it is behind a shuffle. */
  private static Piece sent(Piece piece) {
    try {
      PieceCoder coder = new PieceCoder(CODER);
      return CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, piece));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
