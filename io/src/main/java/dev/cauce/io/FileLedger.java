package dev.cauce.io;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a directory that is written to remembers: how far it is, and which files have to get and to
 * lose their names for that. Once it is written, that is decided, whoever does it.
 *
 * @param number 1 for the first ledger of a directory, one more for each that follows
 * @param written how far the directory is
 * @param removed names of files, below the directory, that are undone
 * @param renamed names of finished files in the ledger's directory, and the names, below the
 *     directory, that they get; none of them is among {@code removed}
 */
record FileLedger(
    long number, LastWritten written, List<String> removed, TreeMap<String, String> renamed) {
  private static final int FORMAT = 1;

  /** Before anybody has written. */
  static final FileLedger NONE = new FileLedger(0, LastWritten.NOTHING, List.of(), new TreeMap<>());

  void write(OutputStream out) throws IOException {
    try (JsonGenerator json = RowJson.JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeNumberField("number", number);
      json.writeStringField("writer", written.writer());
      json.writeNumberField("run", written.run());
      json.writeNumberField("present", written.present());
      json.writeNumberField("last", written.last());
      json.writeArrayFieldStart("removed");
      for (String name : removed) {
        json.writeString(name);
      }
      json.writeEndArray();
      json.writeObjectFieldStart("renamed");
      for (Map.Entry<String, String> entry : renamed.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  /**
   * Reads a ledger.
   *
   * @throws IOException if it cannot be read, or is none
   */
  static FileLedger read(Path file) throws IOException {
    try (JsonParser json = RowJson.JSON.createParser(Files.readAllBytes(file))) {
      Map<String, Long> numbers = new HashMap<>();
      String writer = null;
      List<String> removed = new ArrayList<>();
      TreeMap<String, String> renamed = new TreeMap<>();
      expect(json.nextToken() == JsonToken.START_OBJECT);
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_NUMBER_INT) {
          numbers.put(name, json.getLongValue());
        } else if (value == JsonToken.VALUE_STRING && name.equals("writer")) {
          writer = json.getText();
        } else if (value == JsonToken.START_ARRAY && name.equals("removed")) {
          while (json.nextToken() == JsonToken.VALUE_STRING) {
            removed.add(json.getText());
          }
        } else if (value == JsonToken.START_OBJECT && name.equals("renamed")) {
          for (String from = json.nextFieldName(); from != null; from = json.nextFieldName()) {
            expect(json.nextToken() == JsonToken.VALUE_STRING);
            renamed.put(from, json.getText());
          }
        } else {
          expect(false);
        }
      }
      expect(writer != null && numbers.getOrDefault("format", 0L) == FORMAT);
      LastWritten written =
          new LastWritten(
              String.valueOf(writer),
              number(numbers, "run"),
              number(numbers, "present"),
              number(numbers, "last"));
      return new FileLedger(number(numbers, "number"), written, removed, renamed);
    } catch (IOException e) {
      throw new IOException(
          "The ledger \""
              + file
              + "\" of what was written cannot be read: "
              + AtomicFile.reason(e).lines().findFirst().orElse("")
              + ". Write to another directory, or remove it if rows may be there twice.",
          e);
    }
  }

  private static long number(Map<String, Long> numbers, String name) throws IOException {
    Long number = numbers.get(name);
    expect(number != null);
    return number == null ? 0 : number;
  }

  private static void expect(boolean asWritten) throws IOException {
    if (!asWritten) {
      throw new IOException("it is not as this version of Cauce writes it");
    }
  }
}
