package dev.cauce.benchmarks.nab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of the benchmark, and in which windows of them something is wrong.
 *
 * @param files by name
 * @param windows of each file, in order of time; may be none
 */
public record NabCorpus(SortedMap<String, NabFile> files, Map<String, List<Window>> windows) {
  /** From one timestamp to another, both of them rows of the file, both inside. */
  public record Window(String start, String end) {}

  /**
   * Reads {@code windows.json} and the files that it names below {@code data}.
   *
   * @throws IllegalArgumentException if they are not as the benchmark has them
   */
  public static NabCorpus read(Path directory) throws IOException {
    Map<String, List<Window>> windows = windows(directory.resolve("windows.json"));
    SortedMap<String, NabFile> files = new TreeMap<>();
    for (String name : windows.keySet()) {
      files.put(name, NabFile.read(directory.resolve("data"), name));
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(directory + "/windows.json names no file.");
    }
    return new NabCorpus(files, windows);
  }

  private static Map<String, List<Window>> windows(Path file) throws IOException {
    Map<String, List<Window>> windows = new TreeMap<>();
    try (var text = Files.newBufferedReader(file);
        JsonParser json = new JsonFactory().createParser(text)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        List<Window> ofFile = new ArrayList<>();
        String name = json.currentName();
        json.nextToken(); // the list
        while (json.nextToken() == JsonToken.START_ARRAY) {
          String start = json.nextTextValue();
          String end = json.nextTextValue();
          if (start == null || end == null || json.nextToken() != JsonToken.END_ARRAY) {
            throw new IllegalArgumentException(file + ": a window of " + name + " is no pair.");
          }
          ofFile.add(new Window(NabFile.timestamp(start), NabFile.timestamp(end)));
        }
        windows.put(name, ofFile);
      }
    }
    return windows;
  }
}
