package io.lifecycle4j.core.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.schema.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class WeightsFileTest {
  private static final Pattern EXAMPLE =
      Pattern.compile(" {4}([0-9a-f]+(?: [0-9a-f]+)*)(?: {2,}.*)?");

  private static final List<Tensor> TWO =
      List.of(
          tensor("dense123.weight", new float[] {1, -2, 3, 4, 5, 6}, 2, 3),
          tensor("dense123.bias", new float[] {Float.MIN_VALUE, -0f}, 2));

  @Test
  void writesTheDocumentedBytes() throws IOException {
    byte[] bytes = WeightsFile.write(List.of(tensor("ä", new float[] {1, -2}, 2)));

    String documented =
        "4c344a57" // L4JW
            + "01000000" // version
            + "01000000" // count
            + "02000000" // bytes of the name
            + "c3a4"
            + "01000000" // rank
            + "0200000000000000"
            + "0000803f"
            + "000000c0"
            + "8d25368d"; // checksum
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(documented);
    assertThat(examples()).contains(documented);
    assertThat(WeightsFile.read(bytes)).hasSize(1);
  }

  /** The bytes of all examples of the format, without what is said of them. */
  private static String examples() throws IOException {
    return Files.readString(Path.of("../docs/FORMAT.md"))
        .lines()
        .map(EXAMPLE::matcher)
        .filter(Matcher::matches)
        .map(line -> line.group(1).replace(" ", ""))
        .collect(Collectors.joining());
  }

  @Test
  void readsWhatItWroteBitByBit() {
    List<Tensor> read = WeightsFile.read(WeightsFile.write(TWO));

    assertThat(read).extracting(Tensor::name).containsExactly("dense123.weight", "dense123.bias");
    assertThat(read.get(0).shape()).containsExactly(2, 3);
    assertThat(read.get(0).floats()).isEqualTo(TWO.get(0).floats());
    assertThat(Float.floatToRawIntBits(read.get(1).floats().get(1)))
        .isEqualTo(Float.floatToRawIntBits(-0f));
    assertThat(WeightsFile.read(WeightsFile.write(List.of()))).isEmpty();
  }

  @Test
  void writesAParameterThatIsLongerThanAChunk() {
    float[] numbers = new float[3 * (1 << 14) + 5];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    List<Tensor> read =
        WeightsFile.read(WeightsFile.write(List.of(tensor("w", numbers, numbers.length))));
    assertThat(read.get(0).floats()).isEqualTo(FloatBuffer.wrap(numbers));
  }

  @Test
  void refusesEveryTruncation() {
    byte[] bytes = WeightsFile.write(TWO);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> WeightsFile.read(cut))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageStartingWith("Cannot read weights: ");
    }
  }

  @Test
  void refusesEveryFlippedBit() {
    byte[] bytes = WeightsFile.write(TWO);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> WeightsFile.read(flipped)).isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void refusesBytesThatFollow() {
    byte[] bytes = WeightsFile.write(TWO);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 4);

    assertThatThrownBy(() -> WeightsFile.read(longer)).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> WeightsFile.read(signed(Arrays.copyOf(bytes, bytes.length + 4))))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read weights: 4 bytes follow 2 parameters (must be none)");
  }

  @Test
  void refusesAnotherMagic() {
    byte[] bytes = WeightsFile.write(TWO);
    bytes[0] = 'D';

    assertThatThrownBy(() -> WeightsFile.read(signed(bytes)))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read weights: it does not begin with L4JW");
  }

  @Test
  void refusesALaterVersion() {
    assertThatThrownBy(() -> WeightsFile.read(with(4, 2)))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage("Cannot read weights: version is 2 (this release reads 1)");
  }

  @Test
  void refusesLengthsThatLieUnderARightChecksum() {
    assertCorrupt(with(8, -1), "follow -1 parameters (must be none)");
    assertCorrupt(with(8, 3), "a length is -1 (0 bytes are left)");
    assertCorrupt(with(8, Integer.MAX_VALUE), "a length is -1 (0 bytes are left)");
    assertCorrupt(with(12, -5), "a length is -5");
    assertCorrupt(with(12, Integer.MAX_VALUE), "a length is 2147483647");
    assertCorrupt(with(31, 17), "a length is 17");
    assertCorrupt(with(31, -1), "a length is -1");
    assertCorrupt(with(35, -1), "a dimension is 4294967295 (must be at least 0 and fit)");
    assertCorrupt(with(35, Integer.MAX_VALUE), "6442450941 values");
  }

  private static void assertCorrupt(byte[] bytes, String message) {
    assertThatThrownBy(() -> WeightsFile.read(bytes))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(message);
  }

  private static byte[] with(int at, int value) {
    byte[] bytes = WeightsFile.write(TWO);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return signed(bytes);
  }

  private static byte[] signed(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(bytes.length - 4, (int) crc.getValue());
    return bytes;
  }

  private static Tensor tensor(String name, float[] values, long... shape) {
    return Tensor.of(name, values, shape);
  }
}
