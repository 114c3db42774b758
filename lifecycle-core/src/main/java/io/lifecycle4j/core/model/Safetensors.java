package io.lifecycle4j.core.model;

import static io.lifecycle4j.error.Preconditions.check;
import static java.util.Objects.requireNonNull;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorType;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes and reads tensors in the format of safetensors.
 *
 * <p>The length of the header (8 bytes, little-endian); the header, a JSON object padded with
 * blanks to a multiple of 8 bytes, with the type, the shape and the place of each tensor; the
 * numbers, one tensor after the other without a gap, row-major and little-endian. The same tensors
 * are always written as the same bytes.
 */
public final class Safetensors {
  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;

  /** The longest header that the readers of the format accept, in bytes. */
  private static final int MAX_HEADER = 100_000_000;

  private static final int BUFFER = 1 << 16;

  private Safetensors() {}

  /**
   * Returns the bytes of a file.
   *
   * @param tensors tensors with distinct names, which must stay as they are until it is written
   * @param metadata texts by name
   */
  public static Content of(List<Tensor> tensors, Map<String, String> metadata) {
    byte[] header = header(tensors, metadata);
    List<Tensor> all = List.copyOf(tensors);
    return out -> {
      out.write(number(header.length));
      out.write(header);
      for (Tensor tensor : all) {
        write(tensor, out);
      }
    };
  }

  private static byte[] header(List<Tensor> tensors, Map<String, String> metadata) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put(METADATA, metadata);
    long place = 0;
    for (Tensor tensor : tensors) {
      long end = place + (long) tensor.size() * tensor.type().bytes();
      List<Long> shape = Arrays.stream(tensor.shape()).boxed().toList();
      Object before =
          entries.put(
              tensor.name(),
              Map.of(
                  "dtype", dtype(tensor.type()),
                  "shape", shape,
                  "data_offsets", List.of(place, end)));
      check(before == null, "Invalid weights: %s twice (must be distinct names)", tensor.name());
      place = end;
    }
    byte[] json = Json.PLAIN.write(entries);
    int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    check(length <= MAX_HEADER, "Invalid weights: a header of %s bytes", length);
    byte[] header = Arrays.copyOf(json, length);
    Arrays.fill(header, json.length, length, (byte) ' ');
    return header;
  }

  private static String dtype(TensorType type) {
    return switch (type) {
      case FLOAT32 -> "F32";
      case FLOAT64 -> "F64";
      case INT32 -> "I32";
      case INT64 -> "I64";
    };
  }

  private static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
  }

  private static void write(Tensor tensor, OutputStream out) throws IOException {
    ByteBuffer numbers = tensor.bytes();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    while (numbers.hasRemaining()) {
      buffer.clear();
      while (numbers.hasRemaining() && buffer.hasRemaining()) {
        if (tensor.type().bytes() == Integer.BYTES) {
          buffer.putInt(numbers.getInt()); // bits, so that each NaN stays as it is
        } else {
          buffer.putLong(numbers.getLong());
        }
      }
      out.write(buffer.array(), 0, buffer.position());
    }
  }

  /**
   * Reads the tensors of a file that {@link #of} wrote.
   *
   * @param what the file, for messages
   * @throws CorruptDataException if it has another form
   */
  public static List<Tensor> read(byte[] file, String what) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      int begin = Long.BYTES + Math.toIntExact(bytes.getLong(0));
      byte[] header = Arrays.copyOfRange(file, Long.BYTES, begin);
      List<Tensor> tensors = new ArrayList<>();
      Map<?, ?> entries = Json.PLAIN.read(header, Map.class, what);
      for (Map.Entry<?, ?> entry : entries.entrySet()) {
        if (!METADATA.equals(entry.getKey())) {
          tensors.add(read((String) entry.getKey(), (Map<?, ?>) entry.getValue(), bytes, begin));
        }
      }
      return tensors;
    } catch (ArithmeticException
        | ClassCastException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | NullPointerException e) {
      throw new CorruptDataException("Corrupt " + what + ": not tensors", e);
    }
  }

  private static Tensor read(String name, Map<?, ?> entry, ByteBuffer bytes, int begin) {
    TensorType type =
        Arrays.stream(TensorType.values())
            .filter(each -> dtype(each).equals(entry.get("dtype")))
            .findFirst()
            .orElseThrow(IllegalArgumentException::new);
    long[] shape =
        ((List<?>) requireNonNull(entry.get("shape")))
            .stream().mapToLong(each -> ((Number) each).longValue()).toArray();
    int at =
        begin + ((Number) ((List<?>) requireNonNull(entry.get("data_offsets"))).get(0)).intValue();
    int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    ByteBuffer numbers =
        ByteBuffer.allocateDirect(Math.multiplyExact(size, type.bytes()))
            .order(ByteOrder.nativeOrder());
    for (int i = 0; i < size; i++) {
      if (type.bytes() == Integer.BYTES) {
        numbers.putInt(bytes.getInt(at + i * Integer.BYTES));
      } else {
        numbers.putLong(bytes.getLong(at + i * Long.BYTES));
      }
    }
    return new Tensor(name, type, numbers.flip(), shape);
  }
}
