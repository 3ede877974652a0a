package dev.cauce.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/** What a command line gave: its exit code and every byte of both streams. */
record Cauce(int code, String out, String err) {

  /** Runs the command line in this JVM, standard streams included. */
  static Cauce run(String... args) {
    return run(List.of(args), "");
  }

  /** The same with {@code in} as standard input. */
  static synchronized Cauce run(List<String> args, String in) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    InputStream systemIn = System.in;
    try (PrintStream outs = new PrintStream(out, true, UTF_8);
        PrintStream errs = new PrintStream(err, true, UTF_8)) {
      System.setOut(outs);
      System.setErr(errs);
      System.setIn(new ByteArrayInputStream(in.getBytes(UTF_8)));
      int code = Main.run(args, outs, errs);
      return new Cauce(code, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
      System.setIn(systemIn);
    }
  }
}
