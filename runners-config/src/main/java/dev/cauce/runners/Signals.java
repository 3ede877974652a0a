package dev.cauce.runners;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Hears SIGINT and SIGTERM for as long as it is open. A handler, unlike a shutdown hook, leaves the
 * JVM running and lets it choose its exit code. The JDK's class for it, {@code sun.misc.Signal}, is
 * not official, so it is reached by reflection; without it a shutdown hook hears the signal, and
 * the JVM exits with the right code all the same, which it takes from the signal.
 */
final class Signals implements AutoCloseable {
  private final List<Runnable> undo = new ArrayList<>();

  private Signals() {}

  /** The exit code of a process that {@code signal}, INT or TERM, has stopped. */
  static int exitCode(String signal) {
    return 128 + (signal.equals("INT") ? 2 : 15);
  }

  /** Calls {@code heard} with {@code INT} or {@code TERM} whenever one comes. */
  static Signals hear(Consumer<String> heard, Runnable awaitEnd) {
    Signals signals = new Signals();
    try {
      signals.handle("INT", heard);
      signals.handle("TERM", heard);
    } catch (ReflectiveOperationException | RuntimeException e) {
      signals.close();
      signals.hook(heard, awaitEnd);
    }
    return signals;
  }

  private void handle(String name, Consumer<String> heard) throws ReflectiveOperationException {
    Class<?> signalType = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Method handle = signalType.getMethod("handle", signalType, handlerType);
    Object signal = signalType.getConstructor(String.class).newInstance(name);
    Object handler =
        Proxy.newProxyInstance(
            Signals.class.getClassLoader(),
            new Class<?>[] {handlerType},
            (proxy, method, args) -> {
              if (method.getName().equals("handle")) {
                heard.accept(name);
                return null;
              }
              return switch (method.getName()) {
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> args != null && proxy == args[0];
                default -> "Signals." + name;
              };
            });
    Object previous = handle.invoke(null, signal, handler);
    undo.add(
        () -> {
          try {
            handle.invoke(null, signal, previous);
          } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void hook(Consumer<String> heard, Runnable awaitEnd) {
    Thread hook =
        new Thread(
            () -> {
              heard.accept("TERM");
              awaitEnd.run();
            },
            "cauce-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    undo.add(
        () -> {
          try {
            Runtime.getRuntime().removeShutdownHook(hook);
          } catch (IllegalStateException e) {
            // The JVM is going down: the hook is what runs.
          }
        });
  }

  @Override
  public void close() {
    undo.forEach(Runnable::run);
    undo.clear();
  }
}
