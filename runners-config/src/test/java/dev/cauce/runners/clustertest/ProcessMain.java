package dev.cauce.runners.clustertest;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs the main class named first with the other arguments, and ends the JVM when its standard
 * input ends: when whoever started it is gone, however that came.
 */
public final class ProcessMain {
  private ProcessMain() {}

  /** Runs {@code args[0]} with the others. */
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread watch =
        new Thread(
            () -> {
              try {
                System.in.read();
              } catch (IOException e) {
                // As good as its end.
              }
              Runtime.getRuntime().halt(1);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
    Class.forName(args[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
  }
}
