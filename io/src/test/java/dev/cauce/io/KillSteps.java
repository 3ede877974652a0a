package dev.cauce.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** File steps of a process that dies after some of them, as by kill -9: no clean-up runs. */
final class KillSteps extends FileSteps {
  /** The process is dead. */
  static final class Killed extends Error {}

  private int left;
  private boolean dead;

  KillSteps(int left) {
    this.left = left;
  }

  private void step() {
    if (dead || left == 0) {
      dead = true;
      throw new Killed();
    }
    left--;
  }

  @Override
  OutputStream create(Path file) throws IOException {
    step();
    return new FilterOutputStream(super.create(file)) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        if (!dead) {
          out.write(bytes, from, length);
        }
      }

      @Override
      public void close() throws IOException {
        if (left == 0 && !dead) {
          out.flush(); // all of it, or a part of it: nobody can know
        }
        step();
        out.close();
      }
    };
  }

  @Override
  boolean name(Path name, Path file) throws IOException {
    step();
    return super.name(name, file);
  }

  @Override
  boolean move(Path file, Path name) throws IOException {
    step();
    return super.move(file, name);
  }

  @Override
  void delete(Path file) throws IOException {
    step();
    super.delete(file);
  }

  @Override
  void directory(Path directory) throws IOException {
    step();
    super.directory(directory);
  }

  @Override
  void force(Path directory) throws IOException {
    step();
    super.force(directory);
  }
}
