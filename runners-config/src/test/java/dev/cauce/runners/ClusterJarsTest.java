package dev.cauce.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ClusterJarsTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void withoutFlink_jarOfEverything_keepsWhatIsNotFlinks() throws IOException {
    Path jar = folder.getRoot().toPath().resolve("all.jar");
    Map<String, String> kept =
        Map.of(
            "META-INF/services/org.apache.beam.sdk.io.FileSystemRegistrar", "a.B",
            "dev/cauce/cli/Main.class", "ours",
            "org/apache/beam/runners/flink/FlinkRunner.class", "Beam's",
            "scalable.txt", "no Scala");
    Map<String, String> all = new TreeMap<>(kept);
    all.put("org/apache/flink/api/Job.class", "Flink's");
    all.put("org/apache/pekko/Actor.class", "Flink's");
    all.put("scala/Option.class", "Flink's");
    all.put("org/rocksdb/RocksDB.class", "Flink's");
    all.put("librocksdbjni-linux64.so", "Flink's");
    all.put("reference.conf", "Flink's");
    all.put("org/slf4j/Logger.class", "Flink's");
    all.put("META-INF/services/org.apache.flink.core.fs.FileSystemFactory", "Flink's");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> part : all.entrySet()) {
        out.putNextEntry(new JarEntry(part.getKey()));
        out.write(part.getValue().getBytes(UTF_8));
      }
    }

    Map<String, String> left = new TreeMap<>();
    try (JarFile copy = new JarFile(ClusterJars.withoutFlink(jar).toFile())) {
      Enumeration<JarEntry> parts = copy.entries();
      while (parts.hasMoreElements()) {
        JarEntry part = parts.nextElement();
        left.put(part.getName(), new String(copy.getInputStream(part).readAllBytes(), UTF_8));
      }
    }

    assertThat(left, is(new TreeMap<>(kept)));
  }
}
