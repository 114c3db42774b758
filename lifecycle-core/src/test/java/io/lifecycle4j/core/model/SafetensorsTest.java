package io.lifecycle4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.SafetensorsFile;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorType;
import io.lifecycle4j.storage.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafetensorsTest {
  private static byte[] bytes(List<Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Content content = Safetensors.of(tensors, metadata);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    content.writeTo(again);
    assertThat(again.toByteArray()).isEqualTo(out.toByteArray());
    return out.toByteArray();
  }

  @Test
  void writesTheBytesOfTheSpecification() throws IOException {
    byte[] file = bytes(List.of(Tensor.of("w", new float[] {1, -2}, 1, 2)), Map.of("a", "ü"));

    String header =
        "{\"__metadata__\":{\"a\":\"ü\"},"
            + "\"w\":{\"data_offsets\":[0,8],\"dtype\":\"F32\",\"shape\":[1,2]}}";
    assertThat(new String(file, 8, 88, StandardCharsets.UTF_8).strip()).isEqualTo(header);
    assertThat(HexFormat.of().formatHex(file, 0, 8)).isEqualTo("5800000000000000");
    assertThat(HexFormat.of().formatHex(file, 96, 104)).isEqualTo("0000803f000000c0");
    assertThat(file).hasSize(104);
  }

  @Test
  void readsWhatItWrote() throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (TensorType type : TensorType.values()) {
      Tensor tensor = new Tensor("t/" + type, type, ByteBuffer.allocate(6 * type.bytes()), 3, 2);
      for (int i = 0; i < 6; i++) {
        tensor.set(i, 7 - 3 * i);
      }
      tensors.add(tensor);
    }
    byte[] file = bytes(tensors, Map.of("a", "b"));
    List<Tensor> read = Safetensors.read(file, "file");
    assertThat(read)
        .extracting(Tensor::name)
        .containsExactlyInAnyOrderElementsOf(tensors.stream().map(Tensor::name).toList());
    for (Tensor tensor : read) {
      assertThat(tensor.shape()).containsExactly(3, 2);
      for (int i = 0; i < 6; i++) {
        assertThat(tensor.number(i)).isEqualTo(7 - 3 * i);
      }
    }
    for (int length : new int[] {0, 7, 20, file.length - 1}) {
      assertThatThrownBy(() -> Safetensors.read(Arrays.copyOf(file, length), "file"))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageMatching("(Corrupt|Cannot read) file: .+");
    }
  }

  @Test
  void writesEachTypeInOneByteOrder() throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      for (TensorType type : TensorType.values()) {
        Tensor tensor =
            new Tensor(
                type + " " + order, type, ByteBuffer.allocate(2 * type.bytes()).order(order), 2);
        tensor.set(0, 3);
        tensor.set(1, -5);
        tensors.add(tensor);
      }
    }
    byte[] file = bytes(tensors, Map.of());
    int start = 8 + SafetensorsFile.read(file).header();
    int half = (file.length - start) / 2;

    assertThat(Arrays.copyOfRange(file, start, start + half))
        .isEqualTo(Arrays.copyOfRange(file, start + half, file.length))
        .isEqualTo(
            ByteBuffer.allocate(half)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(3)
                .putFloat(-5)
                .putDouble(3)
                .putDouble(-5)
                .putInt(3)
                .putInt(-5)
                .putLong(3)
                .putLong(-5)
                .array());
  }

  @Test
  void keepsEveryBitOfALargeTensor() throws IOException {
    float[] numbers = new float[100_003];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.intBitsToFloat(i * 0x9E3779B9);
    }
    SafetensorsFile file =
        SafetensorsFile.read(
            bytes(
                List.of(
                    Tensor.of("b", numbers, numbers.length),
                    Tensor.of("empty", new float[0], 0, 7),
                    Tensor.of("a", new float[] {1})),
                Map.of()));

    assertThat(file.shapes().keySet()).containsExactlyInAnyOrder("a", "b", "empty");
    assertThat(file.shape("empty")).containsExactly(0, 7);
    assertThat(file.shape("a")).isEmpty();
    ByteBuffer expected = ByteBuffer.allocate(numbers.length * 4);
    ByteBuffer found = ByteBuffer.allocate(numbers.length * 4);
    expected.asFloatBuffer().put(numbers);
    found.asFloatBuffer().put(file.numbers("b"));
    assertThat(found).isEqualTo(expected);
    assertThat(file.header() % 8).isZero();
  }

  @Test
  void rejectsTwoTensorsOfOneName() {
    Tensor tensor = Tensor.of("w", new float[1], 1);
    assertThatThrownBy(() -> Safetensors.of(List.of(tensor, tensor), Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid weights: w twice (must be distinct names)");
  }
}
