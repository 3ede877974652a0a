package dev.cauce.io;

import java.sql.SQLException;

/** What went wrong in a database, in one line. */
final class SqlMessages {
  private SqlMessages() {}

  /** The reason that the database gave, as a sentence. */
  static String reason(SQLException failure) {
    // Of a batch the first says which statement it was, with all its values; the next says why.
    SQLException next = failure.getNextException();
    String message = String.valueOf((next == null ? failure : next).getMessage());
    int statement = message.indexOf("; SQL statement:");
    String said = statement < 0 ? message : message.substring(0, statement);
    String line = said.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "\uFFFD").strip();
    String shown = line.length() <= 500 ? line : line.substring(0, 500) + "...";
    return shown.endsWith(".") ? shown : shown + ".";
  }
}
