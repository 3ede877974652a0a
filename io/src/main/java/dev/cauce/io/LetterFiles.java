package dev.cauce.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Dead letters in the files of a directory, in the order of their names, or in one file. Hidden
 * files, and those that are still written, are left alone.
 */
record LetterFiles(String path) implements LetterSource {
  @Override
  public void forEach(Taker taker) throws IOException {
    for (Path file : files()) {
      try (BufferedReader lines = Files.newBufferedReader(file, UTF_8)) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          if (!line.isBlank()) {
            String where = "Line " + number + " of \"" + file + "\"";
            taker.take(LetterSource.parse(line.getBytes(UTF_8), where), where);
          }
        }
      }
    }
  }

  private List<Path> files() throws IOException {
    Path place = Path.of(path);
    if (!Files.exists(place)) {
      throw new IOException("No such file or directory: \"" + place + "\"");
    }
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> all = Files.list(place)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !FileDirectory.isLeftAlone(String.valueOf(file.getFileName())))
          .sorted()
          .toList();
    }
  }
}
