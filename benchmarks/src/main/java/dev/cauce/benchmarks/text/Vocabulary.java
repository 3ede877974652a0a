package dev.cauce.benchmarks.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Words by rank: first those of real texts, the most frequent one first, as they stand there
 * between spaces (so with capitals and punctuation, and the empty word); then as many made-up ones
 * of 6 to 12 letters as are wanted, up to 18 million.
 */
public final class Vocabulary {
  private static final String CONSONANTS = "bcdfghjklmnprstvwxyz";
  private static final String VOWELS = "aeiou";
  private static final String[] ENDINGS = {"", "s", "r", "nd", ",", "."};

  private final int[] lineLengths;
  private final int[] ends;
  private byte[] bytes = new byte[1 << 16];

  private Vocabulary(List<String> real, int[] lineLengths, int size) {
    this.lineLengths = lineLengths;
    this.ends = new int[size];
    Set<String> known = new HashSet<>(real);
    for (int rank = 0; rank < size; rank++) {
      String word = rank < real.size() ? real.get(rank) : made(rank - real.size());
      append(rank, rank >= real.size() && known.contains(word) ? word + "-" : word);
    }
  }

  private void append(int rank, String word) {
    byte[] utf8 = word.getBytes(UTF_8);
    int start = start(rank);
    ends[rank] = start + utf8.length;
    if (ends[rank] > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    System.arraycopy(utf8, 0, bytes, start, utf8.length);
  }

  /**
   * Of {@code size} words, the first ones from the files of the directory {@code books}.
   *
   * @throws IOException if they cannot be read
   */
  public static Vocabulary of(Path books, int size) throws IOException {
    Map<String, Long> counts = new LinkedHashMap<>();
    List<Integer> lengths = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(books)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      for (String line : Files.readAllLines(file, UTF_8)) {
        String[] words = line.split(" ", -1);
        lengths.add(words.length);
        for (String word : words) {
          counts.merge(word, 1L, Long::sum);
        }
      }
    }
    List<String> real =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .limit(size)
            .map(Map.Entry::getKey)
            .toList();
    return new Vocabulary(real, lengths.stream().mapToInt(Integer::intValue).toArray(), size);
  }

  /** How many words there are. */
  public int size() {
    return ends.length;
  }

  /** How many words each line of the real texts has. */
  public int[] lineLengths() {
    return lineLengths;
  }

  /**
   * All words, one after the other: that of a rank is [start(rank), end(rank)). No two are alike.
   */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the word of a rank begins in {@link #bytes}. */
  public int start(int rank) {
    return rank == 0 ? 0 : ends[rank - 1];
  }

  /** Where the word of a rank ends in {@link #bytes}. */
  public int end(int rank) {
    return ends[rank];
  }

  /**
   * A word of consonants and vowels in turn and an ending. It tells its number: the ending, how
   * many pairs there are, and the pairs as digits, mixed so that neighbours do not look alike.
   */
  static String made(int number) {
    String ending = ENDINGS[number % ENDINGS.length];
    int pairs = 3 + number / ENDINGS.length % 3;
    long digits = number / ENDINGS.length / 3;
    long all = 1;
    for (int i = 0; i < pairs; i++) {
      all *= 100;
    }
    digits = digits * 618_033 % all; // neither even nor a multiple of 5, so nothing falls together
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < pairs; i++) {
      int digit = (int) (digits % 100);
      word.append(CONSONANTS.charAt(digit / 5)).append(VOWELS.charAt(digit % 5));
      digits /= 100;
    }
    return word.append(ending).toString();
  }
}
