package dev.cauce.anomaly.rcf;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.beam.sdk.util.VarInt;
import org.jspecify.annotations.Nullable;

/**
 * Writes plain objects as their fields, one after the other, by name: numbers, texts, arrays of
 * numbers, and lists and fields of the classes that it knows. Nothing but those classes is ever
 * made when reading. In front stands a checksum of the fields there are, so what was written by a
 * release of the library with other fields is refused and not misread.
 */
final class FieldsCodec {
  private final Class<?> root;
  private final Map<Class<?>, Field[]> known = new LinkedHashMap<>();
  private final int checksum;

  /**
   * @param classes the class of the objects, and those of all that hangs on them
   */
  FieldsCodec(Class<?>... classes) {
    this.root = classes[0];
    StringBuilder names = new StringBuilder();
    for (Class<?> type : classes) {
      Field[] fields =
          Arrays.stream(type.getDeclaredFields())
              .filter(field -> !Modifier.isStatic(field.getModifiers()))
              .sorted(Comparator.comparing(Field::getName))
              .toArray(Field[]::new);
      for (Field field : fields) {
        field.setAccessible(true);
        names.append(field.getName()).append(' ').append(field.getGenericType()).append('\n');
      }
      known.put(type, fields);
    }
    CRC32 crc = new CRC32();
    crc.update(names.toString().getBytes(StandardCharsets.UTF_8));
    this.checksum = (int) crc.getValue();
  }

  void write(Object object, DataOutputStream out) throws IOException {
    out.writeInt(checksum);
    writeFields(root, object, out);
  }

  Object read(DataInputStream in) throws IOException {
    if (in.readInt() != checksum) {
      throw new IOException(
          "The state of the detector \"random-cut-forest\" was written with another release of its"
              + " library: go on with the release that wrote it, or start anew.");
    }
    return readFields(root, in);
  }

  private Field[] fieldsOf(Class<?> type) {
    Field[] fields = known.get(type);
    if (fields == null) {
      throw new IllegalStateException("The state of a forest has a field of an unknown " + type);
    }
    return fields;
  }

  private void writeFields(Class<?> type, Object object, DataOutputStream out) throws IOException {
    try {
      for (Field field : fieldsOf(type)) {
        writeField(field, field.get(object), out);
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object readFields(Class<?> type, DataInputStream in) throws IOException {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      Object object = constructor.newInstance();
      for (Field field : fieldsOf(type)) {
        field.set(object, readField(field, in));
      }
      return object;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void writeField(Field field, @Nullable Object value, DataOutputStream out)
      throws IOException {
    Class<?> type = field.getType();
    if (type.isPrimitive()) {
      Numbers.write(value, out);
      return;
    }
    out.writeBoolean(value != null);
    if (value == null) {
      return;
    }
    if (value instanceof String text) {
      out.writeUTF(text);
    } else if (value instanceof List<?> list) {
      VarInt.encode(list.size(), out);
      for (Object element : list) {
        writeFields(elementOf(field), element, out);
      }
    } else if (type.isArray()) {
      Numbers.writeArray(value, out);
    } else {
      writeFields(type, value, out);
    }
  }

  private @Nullable Object readField(Field field, DataInputStream in) throws IOException {
    Class<?> type = field.getType();
    if (type.isPrimitive()) {
      return Numbers.read(type, in);
    }
    if (!in.readBoolean()) {
      return null;
    }
    if (type == String.class) {
      return in.readUTF();
    }
    if (type == List.class) {
      int size = Numbers.length(in);
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        list.add(readFields(elementOf(field), in));
      }
      return list;
    }
    return type.isArray() ? Numbers.readArray(type, in) : readFields(type, in);
  }

  private static Class<?> elementOf(Field field) {
    return (Class<?>) ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0];
  }
}
