package dev.cauce.benchmarks.run;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Counts words, exactly. Ten million of them take some 300 MB: words lie one after the other in one
 * array and are found by open addressing. A word may be empty, and holds neither space nor newline.
 */
final class WordCounts {
  private byte[] words = new byte[1 << 16];
  private int[] ends = new int[1 << 10];
  private long[] counts = new long[1 << 10];
  private int[] slots = new int[1 << 11]; // 1 + index, 0 for none
  private int size;
  private long total;

  /** How many different words there are. */
  int size() {
    return size;
  }

  /** How many words were counted. */
  long total() {
    return total;
  }

  /** How often word {@code i} was counted. */
  long count(int i) {
    return counts[i];
  }

  /** Word {@code i}, for messages. */
  String word(int i) {
    return new String(words, start(i), ends[i] - start(i), UTF_8);
  }

  /** Counts the word {@code bytes[from, to)} {@code times} times. */
  void add(byte[] bytes, int from, int to, long times) {
    int slot = slot(bytes, from, to);
    int i = slots[slot] - 1;
    if (i < 0) {
      i = append(bytes, from, to);
      slots[slot] = i + 1;
      if (2 * size > slots.length) {
        enlarge();
      }
    }
    counts[i] += times;
    total += times;
  }

  /** The number of the word {@code bytes[from, to)}; -1 if it was never counted. */
  int indexOf(byte[] bytes, int from, int to) {
    return slots[slot(bytes, from, to)] - 1;
  }

  /** Counts what is between single spaces in each line of {@code text}, empty words as well. */
  void addText(InputStream text) throws IOException {
    byte[] buffer = new byte[1 << 16];
    byte[] word = new byte[1 << 10];
    int length = 0;
    boolean inLine = false;
    for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
      for (int i = 0; i < read; i++) {
        byte b = buffer[i];
        if (b == ' ' || b == '\n') {
          add(word, 0, length, 1);
          length = 0;
          inLine = b == ' ';
        } else {
          if (length == word.length) {
            word = Arrays.copyOf(word, 2 * length);
          }
          word[length++] = b;
          inLine = true;
        }
      }
    }
    if (inLine) {
      add(word, 0, length, 1);
    }
  }

  /** Writes lines of a count, a space and the word. */
  void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      for (int i = 0; i < size; i++) {
        out.write(Long.toString(counts[i]).getBytes(US_ASCII));
        out.write(' ');
        out.write(words, start(i), ends[i] - start(i));
        out.write('\n');
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  static WordCounts read(Path file) throws IOException {
    WordCounts counts = new WordCounts();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      ByteLines lines = new ByteLines(in);
      while (lines.next()) {
        int space = lines.indexOf((byte) ' ', 0);
        counts.add(lines.bytes(), space + 1, lines.length(), Digits.parse(lines.bytes(), 0, space));
      }
    }
    return counts;
  }

  private int start(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  private int append(byte[] bytes, int from, int to) {
    int start = size == 0 ? 0 : ends[size - 1];
    int end = start + to - from;
    if (end > words.length) {
      words = Arrays.copyOf(words, Math.max(end, 2 * words.length));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    System.arraycopy(bytes, from, words, start, to - from);
    ends[size] = end;
    return size++;
  }

  private void enlarge() {
    slots = new int[2 * slots.length];
    for (int i = 0; i < size; i++) {
      slots[slot(words, start(i), ends[i])] = i + 1;
    }
  }

  private int slot(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    hash *= 0x9E3779B9;
    int mask = slots.length - 1;
    for (int slot = (hash ^ hash >>> 15) & mask; ; slot = (slot + 1) & mask) {
      int i = slots[slot] - 1;
      if (i < 0 || Arrays.equals(words, start(i), ends[i], bytes, from, to)) {
        return slot;
      }
    }
  }
}
