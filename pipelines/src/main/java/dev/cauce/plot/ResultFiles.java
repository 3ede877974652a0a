package dev.cauce.plot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.cauce.row.CsvFields;
import dev.cauce.row.CsvOptions;
import dev.cauce.row.MalformedRowException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows of results in files: JSON objects, or CSV with a header, whichever a file begins with. */
final class ResultFiles {
  private static final JsonFactory JSON = new JsonFactory();

  private final Path place;
  private final List<Path> files;

  /**
   * The file {@code place}, or all files under that directory but those whose names begin with a
   * dot or an underscore.
   *
   * @throws IllegalArgumentException if there is no such file
   */
  ResultFiles(Path place) throws IOException {
    this.place = place;
    if (Files.isDirectory(place)) {
      try (Stream<Path> found = Files.walk(place)) {
        files = found.filter(file -> isResult(place.relativize(file), file)).sorted().toList();
      }
    } else {
      files = List.of(place);
    }
    if (files.isEmpty() || !Files.isReadable(files.get(0))) {
      throw new IllegalArgumentException(
          "There are no results to draw in "
              + place
              + ": name a file of CSV or JSON lines, or a directory of such files, as cauce"
              + " anomalies --all-scores writes them.");
    }
  }

  private static boolean isResult(Path path, Path file) {
    for (Path name : path) {
      if (name.toString().startsWith(".") || name.toString().startsWith("_")) {
        return false;
      }
    }
    return Files.isRegularFile(file);
  }

  /**
   * Reads the rows of the series {@code only}, or all if it is null, file by file.
   *
   * @throws IllegalArgumentException if one is no row of results; says file, line and reason
   */
  void read(@Nullable String only, Consumer<ScoredReading> rows) throws IOException {
    for (Path file : files) {
      try (BufferedReader text = Files.newBufferedReader(file, UTF_8);
          PushbackReader reader = new PushbackReader(text, 1)) {
        int first = reader.read();
        if (first >= 0) {
          reader.unread(first);
          if (first == '{') {
            json(file, reader, only, rows);
          } else {
            csv(file, new BufferedReader(reader), only, rows);
          }
        }
      } catch (CharacterCodingException e) {
        throw new IllegalArgumentException(file + " is not text in UTF-8.", e);
      }
    }
  }

  @Override
  public String toString() {
    return place.toString();
  }

  private static void csv(
      Path file, BufferedReader reader, @Nullable String only, Consumer<ScoredReading> rows)
      throws IOException {
    ReadingFields fields = new ReadingFields();
    List<Integer> columns = new ArrayList<>();
    long number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      try {
        CsvFields texts = new CsvFields(line, CsvOptions.DEFAULT);
        if (columns.isEmpty()) {
          header(texts, columns);
        } else if (!line.isEmpty()) {
          fields.clear();
          int at = 0;
          for (; texts.next(); at++) {
            if (at < columns.size()) {
              fields.set(columns.get(at), texts.isNull() ? null : texts.text());
            }
          }
          if (at != columns.size()) {
            throw new IllegalArgumentException(at + " fields, " + columns.size() + " wanted");
          }
          if (only == null || only.equals(fields.series())) {
            rows.accept(fields.reading());
          }
        }
      } catch (IllegalArgumentException | MalformedRowException e) {
        throw malformed(file, number, e);
      }
    }
  }

  private static void header(CsvFields texts, List<Integer> columns) throws MalformedRowException {
    while (texts.next()) {
      columns.add(ReadingFields.field(texts.text()));
    }
    for (String wanted : List.of("time", "value", "score")) {
      if (!columns.contains(ReadingFields.field(wanted))) {
        throw new IllegalArgumentException(
            "the header has no column \"" + wanted + "\": time, value and score are needed");
      }
    }
  }

  private static void json(
      Path file, Reader reader, @Nullable String only, Consumer<ScoredReading> rows)
      throws IOException {
    ReadingFields fields = new ReadingFields();
    long line = 1;
    try (JsonParser parser = JSON.createParser(reader)) {
      while (parser.nextToken() != null) {
        line = parser.getTokenLocation().getLineNr();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          throw new IllegalArgumentException("there is no JSON object");
        }
        fields.clear();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          int field = ReadingFields.field(parser.currentName());
          JsonToken value = parser.nextToken();
          if (value.isStructStart()) {
            parser.skipChildren();
          } else {
            fields.set(field, value == JsonToken.VALUE_NULL ? null : parser.getText());
          }
        }
        if (only == null || only.equals(fields.series())) {
          rows.accept(fields.reading());
        }
      }
    } catch (JsonProcessingException e) {
      throw malformed(
          file,
          e.getLocation().getLineNr(),
          new IOException(e.getOriginalMessage().replaceFirst(" \\(start marker.*", "")));
    } catch (IllegalArgumentException e) {
      throw malformed(file, line, e);
    }
  }

  private static IllegalArgumentException malformed(Path file, long line, Exception reason) {
    return new IllegalArgumentException(
        file + ", line " + line + ", is no row of results: " + reason.getMessage() + ".", reason);
  }
}
