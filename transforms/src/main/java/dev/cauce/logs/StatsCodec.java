package dev.cauce.logs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** How forms and what is known of them are written: in state, and on their way to it. */
final class StatsCodec {
  private static final int FORMAT = 1;

  private StatsCodec() {}

  static byte[] write(Map<String, TemplateStats> forms) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 * forms.size() + 16);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeInt(forms.size());
      for (Map.Entry<String, TemplateStats> entry : forms.entrySet()) {
        TemplateStats stats = entry.getValue();
        out.writeUTF(entry.getKey());
        out.writeLong(stats.count());
        out.writeLong(stats.first());
        out.writeLong(stats.last());
        out.writeByte(TemplateStats.severity(stats.level()));
        out.writeByte(stats.services().size());
        for (String service : stats.services()) {
          out.writeUTF(service);
        }
        out.writeUTF(stats.example());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write forms of messages", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Hands each form to {@code forms}.
   *
   * @throws IllegalArgumentException if it was written by a later version
   */
  static void read(byte[] bytes, BiConsumer<String, TemplateStats> forms) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalArgumentException(
            "The kinds of messages are in the format "
                + format
                + ", and this version reads only "
                + FORMAT
                + ": go on with the version that wrote them, or start with a new checkpoint.");
      }
      int size = in.readInt();
      for (int i = 0; i < size; i++) {
        String form = in.readUTF();
        long count = in.readLong();
        long first = in.readLong();
        long last = in.readLong();
        int severity = in.readByte();
        List<String> services = new ArrayList<>();
        for (int left = in.readByte(); left > 0; left--) {
          services.add(in.readUTF());
        }
        String level = severity < 0 ? null : TemplateStats.LEVELS.get(severity);
        forms.accept(form, new TemplateStats(count, first, last, level, services, in.readUTF()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read forms of messages", e);
    }
  }
}
