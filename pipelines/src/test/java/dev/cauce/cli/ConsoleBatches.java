package dev.cauce.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The batches of a table of words and counts that stand on a console. */
record ConsoleBatches(List<Long> numbers, List<Map<String, Long>> tables) {
  private static final Pattern BATCH =
      Pattern.compile(
          """
          -{43}
          Batch: (\\d+)
          -{43}
          \\+-+\\+-+\\+
          \\| *word\\|count\\|
          \\+-+\\+-+\\+
          ((?:\\|.*\\| *\\d+\\|
          )*)\\+-+\\+-+\\+

          """);
  private static final Pattern ROW = Pattern.compile("\\| *(.*)\\| *(\\d+)\\|\n");

  /** Those of {@code text}, which has nothing else; a batch of which the end is missing is not. */
  static ConsoleBatches of(String text) {
    List<Long> numbers = new ArrayList<>();
    List<Map<String, Long>> tables = new ArrayList<>();
    Matcher batch = BATCH.matcher(text);
    while (batch.lookingAt()) {
      numbers.add(Long.parseLong(batch.group(1)));
      Map<String, Long> table = new TreeMap<>();
      Matcher row = ROW.matcher(batch.group(2));
      while (row.find()) {
        table.put(row.group(1), Long.parseLong(row.group(2)));
      }
      tables.add(table);
      batch.region(batch.end(), text.length());
    }
    return new ConsoleBatches(numbers, tables);
  }

  /** The newest table; an empty one if there is none. */
  Map<String, Long> last() {
    return tables.isEmpty() ? Map.of() : tables.get(tables.size() - 1);
  }
}
