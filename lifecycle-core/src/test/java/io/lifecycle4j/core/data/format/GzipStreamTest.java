package io.lifecycle4j.core.data.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipStreamTest {
  private static final int BUFFER = 1 << 16;
  private static final Schema X = new Schema(List.of(Column.of("x", DataType.INT64)));
  private static final byte[] FIRST = SampleHome.gzip("x\n1\n2\n3\n".getBytes(UTF_8));
  private static final byte[] SECOND = SampleHome.gzip("4\n5\n".getBytes(UTF_8));

  private static final String PLAIN = "x\n1\n2\n3\n4\n5\n";

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private DatasetVersion commit(Source source) {
    return home.rides().snapshot(source).schema(X).commit();
  }

  private long rows(byte[] packed) {
    return commit(Sources.csv("a.csv", Content.of(packed))).manifest().profile().rows();
  }

  private static byte[] unpacked(byte[] packed) throws IOException {
    try (InputStream in = new GzipStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Returns a member with fields in its header, each marked in its flags. */
  private static byte[] member(byte[] plain, int flags, byte[]... fields) {
    byte[] head = Arrays.copyOf(plain, 10);
    head[3] = (byte) flags;
    return join(head, join(fields), Arrays.copyOfRange(plain, 10, plain.length));
  }

  private static byte[] padded(byte[] plain, int length) {
    int extra = length - plain.length - 2;
    return member(plain, 4, new byte[] {(byte) extra, (byte) (extra >> 8)}, new byte[extra]);
  }

  @Test
  void readsEveryMemberWhereverTheBufferEnds() {
    for (int length = BUFFER - 40; length <= BUFFER + 10; length++) {
      assertThat(rows(join(padded(FIRST, length), SECOND))).as("first of %s", length).isEqualTo(5);
    }
  }

  @Test
  void readsThousandsOfMembers() throws IOException {
    Random random = new Random(11);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    for (int i = 0; i < 3_000; i++) {
      byte[] part = new byte[random.nextInt(300)];
      random.nextBytes(part);
      plain.writeBytes(part);
      packed.writeBytes(SampleHome.gzip(part));
    }
    assertThat(unpacked(packed.toByteArray())).isEqualTo(plain.toByteArray());
  }

  @Test
  void readsWhateverTheHeaderHolds() throws IOException {
    byte[] name = "rides.csv\0".getBytes(UTF_8);
    byte[] all = member(SECOND, 2 | 4 | 8 | 16, new byte[] {3, 0, 9, 9, 9}, name, name);
    int header = 10 + 5 + 2 * name.length;
    CRC32 sum = new CRC32();
    sum.update(all, 0, header);
    byte[] checked = {(byte) sum.getValue(), (byte) (sum.getValue() >> 8)};
    byte[] head = Arrays.copyOf(all, header);
    byte[] data = Arrays.copyOfRange(all, header, all.length);
    assertThat(unpacked(join(head, checked, data))).asString(UTF_8).isEqualTo("4\n5\n");
    checked[0] ^= 1;
    assertThatThrownBy(() -> unpacked(join(head, checked, data)))
        .isInstanceOf(ZipException.class)
        .hasMessage("gzip member 1 is damaged: its header");
  }

  @Test
  void refusesAFileThatIsCutOffAnywhere() throws IOException {
    byte[] all = join(FIRST, SECOND);
    for (int length = 0; length < all.length; length++) {
      byte[] cut = Arrays.copyOf(all, length);
      if (length == FIRST.length) {
        assertThat(unpacked(cut)).asString(UTF_8).isEqualTo("x\n1\n2\n3\n");
      } else {
        assertThatThrownBy(() -> unpacked(cut))
            .as("cut at %s", length)
            .isInstanceOf(EOFException.class)
            .hasMessage("packed data ends too early");
      }
    }
  }

  @Test
  void neverGivesOtherBytesForAFlippedBit() throws IOException {
    byte[] all = join(FIRST, SECOND);
    for (int bit = 0; bit < 8 * all.length; bit++) {
      byte[] flipped = all.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        // what no checksum covers: the time, the system, the bits that fill up the last byte
        assertThat(unpacked(flipped)).as("bit %s", bit).asString(UTF_8).isEqualTo(PLAIN);
      } catch (EOFException | ZipException e) {
        assertThat(e).as("bit %s", bit).hasMessageMatching("(?s).*(early|gzip).*");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "GARBAGE GARBAGE GARBAGE", "\0\0\0\0", "x\n"})
  void refusesWhatFollowsTheLastMember(String garbage) {
    byte[] all = join(FIRST, garbage.getBytes(UTF_8));
    assertThatThrownBy(() -> rows(all))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith(
            "Cannot read a.csv: what follows gzip member 1 is no gzip (must be a member, or the end)");
    assertThat(home.rides().versions()).isEmpty();
  }

  @Test
  void refusesADamagedHeaderOfALaterMember() {
    byte[] damaged = SECOND.clone();
    damaged[1] ^= 1;
    assertThatThrownBy(() -> rows(join(FIRST, damaged)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("a.csv: what follows gzip member 1 is no gzip");
    byte[] line = SampleHome.gzip("{\"x\":1}\n".getBytes(UTF_8));
    Source json = Sources.jsonLines("a.jsonl.gz", Content.of(join(line, damaged)));
    assertThatThrownBy(() -> commit(json))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("a.jsonl.gz: what follows gzip member 1 is no gzip");
    assertThatThrownBy(() -> home.rides().propose(json))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("a.jsonl.gz: what follows gzip member 1 is no gzip");
  }
}
