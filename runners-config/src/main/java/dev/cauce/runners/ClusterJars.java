package dev.cauce.runners;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * What a job brings to a cluster: the class path of this JVM without what each Flink has. A jar
 * that holds everything, as {@code cauce.jar} does, is copied without Flink first: less than half
 * is left to send, and no class of Flink can clash with the cluster's own.
 */
final class ClusterJars {
  /** Flink, what it is made of, and its log: a cluster has them, and lets nobody replace them. */
  private static final Pattern IN_FLINK =
      Pattern.compile(
          "(org/apache/flink|org/apache/pekko|scala|org/rocksdb|com/typesafe|org/slf4j|org/agrona)/.*"
              + "|librocksdbjni.*|reference\\.conf|META-INF/services/org\\.(apache\\.flink|slf4j)\\..*");

  private static final Pattern JAR_OF_FLINK =
      Pattern.compile("(flink-.*|frocksdbjni-.*|slf4j-.*|scala-library-.*)\\.jar");

  private ClusterJars() {}

  /** The files for the cluster; those made for it are deleted when the JVM exits. */
  static List<String> ofThisJvm() {
    List<String> entries =
        Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
            .filter(entry -> new File(entry).exists())
            .toList();
    try {
      if (entries.size() == 1 && entries.get(0).endsWith(".jar")) {
        return List.of(withoutFlink(Path.of(entries.get(0))).toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot copy " + entries.get(0) + " to " + System.getProperty("java.io.tmpdir"), e);
    }
    List<String> files = new ArrayList<>(entries);
    files.removeIf(file -> JAR_OF_FLINK.matcher(new File(file).getName()).matches());
    return files;
  }

  /** A copy of {@code jar} without Flink. Its parts are copied as they are, none is packed anew. */
  static Path withoutFlink(Path jar) throws IOException {
    Path copy = Files.createTempFile("cauce-cluster", ".jar");
    copy.toFile().deleteOnExit();
    try (ZipFile from = ZipFile.builder().setPath(jar).get();
        ZipArchiveOutputStream to = new ZipArchiveOutputStream(copy)) {
      Enumeration<ZipArchiveEntry> parts = from.getEntriesInPhysicalOrder();
      while (parts.hasMoreElements()) {
        ZipArchiveEntry part = parts.nextElement();
        if (!IN_FLINK.matcher(part.getName()).matches()) {
          to.addRawArchiveEntry(part, from.getRawInputStream(part));
        }
      }
    }
    return copy;
  }
}
