package dev.cauce.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where dead letters are, written as JSON objects. */
interface LetterSource {
  /** What is needed of a dead letter. */
  record Letter(String reason, String row) {}

  /** Takes one after the other. */
  interface Taker {
    /**
     * @param where it stands, for messages
     */
    void take(Letter letter, String where) throws IOException;
  }

  /** Gives all there are to {@code taker}. */
  void forEach(Taker taker) throws IOException;

  /**
   * Reads a dead letter.
   *
   * @throws IOException if {@code json} is none
   */
  static Letter parse(byte[] json, String where) throws IOException {
    String reason = null;
    String row = null;
    try (JsonParser parser = RowJson.JSON.createParser(json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          JsonToken value = parser.nextToken();
          if (value == JsonToken.VALUE_STRING && name.equals("reason")) {
            reason = parser.getText();
          } else if (value == JsonToken.VALUE_STRING && name.equals("row")) {
            row = parser.getText();
          } else {
            parser.skipChildren();
          }
        }
      }
    } catch (IOException malformed) {
      throw none(where, malformed);
    }
    if (reason == null || row == null) {
      throw none(where, null);
    }
    return new Letter(reason, row);
  }

  private static IOException none(String where, @Nullable IOException cause) {
    return new IOException(
        where
            + " is no dead letter: a JSON object with a reason and a row was expected, as"
            + " --dead-letters DIR writes it",
        cause);
  }
}
