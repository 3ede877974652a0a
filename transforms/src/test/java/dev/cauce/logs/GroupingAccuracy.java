package dev.cauce.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How well the templates of a log agree with those that people wrote down: {@code NAME_2k.log} with
 * {@code NAME_2k.log_templates.csv} beside it, as in the loghub collection (Zhu et al., ISSRE
 * 2023).
 *
 * <p>A line counts as right if the lines of its template are exactly those of its true template.
 * The true template is the most specific one, with the most text outside {@code <*>}, that matches
 * what is left of the line without its header.
 */
final class GroupingAccuracy {
  private final String name;
  private final List<String> truth = new ArrayList<>();
  private final List<String> found = new ArrayList<>();

  private GroupingAccuracy(String name) {
    this.name = name;
  }

  /** Prints a line for each log of the directory that is the argument, and their mean. */
  public static void main(String... args) throws IOException {
    boolean verbose = args.length > 1;
    double sum = 0;
    List<GroupingAccuracy> all = ofAll(Path.of(args[0]));
    for (GroupingAccuracy one : all) {
      System.out.println(one);
      if (verbose) {
        one.printWrong();
      }
      sum += one.accuracy();
    }
    System.out.println(
        String.format(Locale.ROOT, "mean %.4f of %d logs", sum / all.size(), all.size()));
  }

  /** Of all logs in {@code directory}, by name. */
  static List<GroupingAccuracy> ofAll(Path directory) throws IOException {
    List<Path> logs;
    try (Stream<Path> files = Files.list(directory)) {
      logs = files.filter(file -> file.toString().endsWith("_2k.log")).sorted().toList();
    }
    List<GroupingAccuracy> all = new ArrayList<>();
    for (Path log : logs) {
      all.add(of(log));
    }
    return all;
  }

  private static GroupingAccuracy of(Path log) throws IOException {
    GroupingAccuracy result =
        new GroupingAccuracy(String.valueOf(log.getFileName()).replace("_2k.log", ""));
    List<Truth> truths = truths(Path.of(log + "_templates.csv"));
    LogParser parser = LogParser.detecting(ZoneOffset.UTC);
    List<String> forms = new ArrayList<>();
    List<String> lines = lines(log);
    for (String line : lines) {
      LogEvent event = parser.parse(line);
      String message = event == null ? line : event.message();
      forms.add(Masks.form(message));
      result.truth.add(
          truths.stream()
              .filter(t -> t.ends(line))
              .findFirst()
              .map(Truth::id)
              .orElse("no template: " + message));
    }
    Map<String, String> templates = templates(forms);
    forms.forEach(form -> result.found.add(String.valueOf(templates.get(form))));
    return result;
  }

  private static Map<String, String> templates(List<String> forms) {
    Map<String, List<Splitting.Form>> shapes = new HashMap<>();
    for (String form : new HashSet<>(forms)) {
      Splitting.Form parts = Splitting.Form.of(form);
      shapes.computeIfAbsent(Tokens.shape(parts.tokens()), s -> new ArrayList<>()).add(parts);
    }
    Map<String, String> templates = new HashMap<>();
    shapes
        .values()
        .forEach(
            same ->
                Splitting.split(
                    same,
                    (text, members) -> members.forEach(form -> templates.put(form.text(), text))));
    return templates;
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file, UTF_8);
    } catch (CharacterCodingException notUtf8) {
      return Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * A template.
   *
   * @param words those that stand in it, to pass over quickly what it cannot match
   * @param pattern of the end of a line
   */
  private record Truth(String id, int literal, List<String> words, Pattern pattern) {
    boolean ends(String line) {
      return words.stream().allMatch(line::contains) && pattern.matcher(line.strip()).find();
    }
  }

  private static List<Truth> truths(Path csv) throws IOException {
    List<Truth> truths = new ArrayList<>();
    List<String> rows = lines(csv);
    for (String row : rows.subList(1, rows.size())) {
      int comma = row.indexOf(',');
      String template = row.substring(comma + 1).strip();
      if (template.startsWith("\"") && template.endsWith("\"") && template.length() > 1) {
        template = template.substring(1, template.length() - 1).replace("\"\"", "\"").strip();
      }
      String pattern =
          Stream.of(template.split("<\\*>", -1))
              .map(
                  text ->
                      Stream.of(text.split("\\s+", -1))
                          .map(word -> word.isEmpty() ? "" : Pattern.quote(word))
                          .collect(Collectors.joining("\\s+")))
              .collect(Collectors.joining(".*?"));
      truths.add(
          new Truth(
              row.substring(0, comma),
              template.replace("<*>", "").replace(" ", "").length(),
              List.of(template.replace("<*>", " ").strip().split("\\s+")),
              Pattern.compile("(?:^|[\\s\\]|:])" + pattern + "$")));
    }
    truths.sort(Comparator.comparing((Truth truth) -> -truth.literal()).thenComparing(Truth::id));
    return truths;
  }

  /** The share of lines that are right. */
  double accuracy() {
    Map<String, Set<Integer>> byTruth = positions(truth);
    Map<String, Set<Integer>> byFound = positions(found);
    int right = 0;
    for (Set<Integer> lines : byTruth.values()) {
      String template = found.get(lines.iterator().next());
      right += lines.equals(byFound.get(template)) ? lines.size() : 0;
    }
    return right / (double) truth.size();
  }

  private static Map<String, Set<Integer>> positions(List<String> names) {
    Map<String, Set<Integer>> positions = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      positions.computeIfAbsent(names.get(i), n -> new HashSet<>()).add(i);
    }
    return positions;
  }

  private void printWrong() {
    Map<String, Set<Integer>> byFound = positions(found);
    positions(truth)
        .forEach(
            (id, lines) -> {
              Map<String, Integer> templates = new TreeMap<>();
              lines.forEach(line -> templates.merge(found.get(line), 1, Integer::sum));
              @Nullable Set<Integer> one = byFound.get(found.get(lines.iterator().next()));
              if (!lines.equals(one)) {
                System.out.println("    " + lines.size() + " lines of " + id + ": " + templates);
              }
            });
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-12s %.4f  %d templates, %d true",
        name,
        accuracy(),
        new HashSet<>(found).size(),
        new HashSet<>(truth).size());
  }
}
