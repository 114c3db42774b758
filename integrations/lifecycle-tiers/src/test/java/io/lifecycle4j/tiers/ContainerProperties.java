package io.lifecycle4j.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Whatever bytes a container was made of, every part of them comes back. */
@Tag(Volume.TAG)
class ContainerProperties {
  private static final UUID HOME = new UUID(1, 2);

  /** Bytes of any length around the blocks, packable here and there. */
  @Provide
  Arbitrary<byte[]> bytes() {
    Arbitrary<Integer> lengths =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.integers().between(0, 300)),
            Tuple.of(2, Arbitraries.integers().between(Container.BLOCK - 2, Container.BLOCK + 2)),
            Tuple.of(1, Arbitraries.integers().between(0, 3 * Container.BLOCK)));
    return Combinators.combine(lengths, Arbitraries.longs(), Arbitraries.integers().between(0, 3))
        .as(ContainerProperties::bytes);
  }

  private static byte[] bytes(int length, long seed, int runs) {
    byte[] bytes = new byte[length];
    Random random = new Random(seed);
    random.nextBytes(bytes);
    for (int i = 0; i < runs && length > 0; i++) {
      int from = random.nextInt(length);
      Arrays.fill(bytes, from, from + random.nextInt(length - from + 1), (byte) i);
    }
    return bytes;
  }

  private static Container container(byte[] bytes) {
    return new Container(HOME, Fixtures.hash(bytes), bytes.length);
  }

  static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    container(bytes).write(new ByteArrayInputStream(bytes), out);
    return out.toByteArray();
  }

  private static byte[] part(BlobStore blobs, byte[] bytes, BlobId id, long offset, long count)
      throws IOException {
    try (InputStream in = container(bytes).open(blobs, id, blobs.size(id), offset, count)) {
      return in.readAllBytes();
    }
  }

  @Property(tries = 200)
  void givesEveryPartOfAnyBytes(
      @ForAll("bytes") byte[] bytes,
      @ForAll @IntRange(max = 1_000) int from,
      @ForAll @IntRange(max = 1_000) int to)
      throws IOException {
    try (Medium medium = Media.memory()) {
      BlobId id = medium.blobs().put(Content.of(packed(bytes)));
      int offset = (int) ((long) bytes.length * Math.min(from, to) / 1_000);
      int end = (int) ((long) bytes.length * Math.max(from, to) / 1_000);
      assertThat(part(medium.blobs(), bytes, id, 0, bytes.length)).isEqualTo(bytes);
      assertThat(part(medium.blobs(), bytes, id, offset, end - offset))
          .isEqualTo(Arrays.copyOfRange(bytes, offset, end));
    }
  }

  @Property(tries = 200)
  void neverGivesWrongBytesOfADamagedContainer(
      @ForAll("bytes") byte[] bytes, @ForAll long seed, @ForAll @IntRange(max = 2) int how)
      throws IOException {
    byte[] good = packed(bytes);
    Random random = new Random(seed);
    byte[] bad =
        switch (how) {
          case 0 -> Fixtures.flip(good, random.nextInt(good.length * Byte.SIZE));
          case 1 -> Arrays.copyOf(good, random.nextInt(good.length));
          default -> Arrays.copyOf(good, good.length + 1 + random.nextInt(100));
        };
    try (Medium medium = Media.memory()) {
      BlobId id = medium.blobs().put(Content.of(bad));
      try {
        // what is damaged may be the head, which is known, or a bit of padding
        assertThat(part(medium.blobs(), bytes, id, 0, bytes.length)).isEqualTo(bytes);
        assertThat(how).isZero();
      } catch (CorruptDataException e) {
        assertThat(e).hasMessageContaining("container " + id + " of blob " + Fixtures.hash(bytes));
      }
    }
  }

  @Property(tries = 100)
  void takesOnlyItsOwnContainer(@ForAll("bytes") byte[] bytes) throws IOException {
    try (Medium medium = Media.memory()) {
      BlobId id = medium.blobs().put(Content.of(packed(bytes)));
      long size = medium.blobs().size(id);
      BlobId blob = Fixtures.hash(bytes);
      for (Container other :
          new Container[] {
            new Container(new UUID(1, 3), blob, bytes.length),
            new Container(HOME, id, bytes.length),
            new Container(HOME, blob, bytes.length + 1L)
          }) {
        assertThatThrownBy(() -> other.open(medium.blobs(), id, size, 0, 0))
            .isInstanceOf(CorruptDataException.class);
      }
    }
  }
}
