package io.lifecycle4j.contract;

import static io.lifecycle4j.error.Preconditions.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a file of safetensors by its specification, apart from what wrote it. The maps are in the
 * order of the numbers in the file.
 *
 * @param metadata its texts
 * @param shapes the dimensions of each tensor, by name
 * @param numbers the numbers of each tensor of 32-bit floats, by name
 * @param integers the numbers of each tensor of 64-bit integers, by name
 * @param header the length of the header in bytes
 */
public record SafetensorsFile(
    Map<String, String> metadata,
    Map<String, long[]> shapes,
    Map<String, float[]> numbers,
    Map<String, long[]> integers,
    int header) {
  /**
   * Reads a file.
   *
   * @param bytes its bytes
   * @return what it has
   */
  public static SafetensorsFile read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(in.getLong());
    Map<String, String> metadata = new TreeMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    Map<String, float[]> numbers = new LinkedHashMap<>();
    Map<String, long[]> integers = new LinkedHashMap<>();
    int end = 0;
    try {
      JsonNode header = new ObjectMapper().readTree(bytes, Long.BYTES, length);
      header
          .path("__metadata__")
          .properties()
          .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().textValue()));
      List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(header.properties());
      entries.sort(
          Comparator.comparingLong(entry -> entry.getValue().at("/data_offsets/1").longValue()));
      for (var entry : entries) {
        if (!entry.getKey().equals("__metadata__")) {
          shapes.put(entry.getKey(), longs(entry.getValue().path("shape")));
          long[] place = longs(entry.getValue().path("data_offsets"));
          end = Math.max(end, (int) place[1]);
          if (entry.getValue().path("dtype").textValue().equals("F32")) {
            float[] values = new float[(int) (place[1] - place[0]) / Float.BYTES];
            in.slice(Long.BYTES + length + (int) place[0], values.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
            numbers.put(entry.getKey(), values);
          } else if (entry.getValue().path("dtype").textValue().equals("I64")) {
            long[] values = new long[(int) (place[1] - place[0]) / Long.BYTES];
            in.slice(Long.BYTES + length + (int) place[0], values.length * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .get(values);
            integers.put(entry.getKey(), values);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (bytes.length != Long.BYTES + length + end) {
      throw new IllegalStateException(bytes.length + " bytes, but the tensors end at " + end);
    }
    return new SafetensorsFile(metadata, shapes, numbers, integers, length);
  }

  /**
   * Returns the dimensions of a tensor.
   *
   * @param name its name
   * @return its dimensions
   */
  public long[] shape(String name) {
    return required(shapes.get(name), "tensor", name);
  }

  /**
   * Returns the numbers of a tensor of 64-bit integers.
   *
   * @param name its name
   * @return its numbers
   */
  public long[] integers(String name) {
    return required(integers.get(name), "tensor", name);
  }

  /**
   * Returns the numbers of a tensor of 32-bit floats.
   *
   * @param name its name
   * @return its numbers
   */
  public float[] numbers(String name) {
    return required(numbers.get(name), "tensor", name);
  }

  private static long[] longs(JsonNode array) {
    long[] longs = new long[array.size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = array.get(i).longValue();
    }
    return longs;
  }
}
