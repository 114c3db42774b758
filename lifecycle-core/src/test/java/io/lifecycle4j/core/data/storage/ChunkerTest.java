package io.lifecycle4j.core.data.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Large files share the chunks that did not change. */
class ChunkerTest {
  /** The length of a long file, in units of 16 MiB. */
  private static final int LENGTH = Volume.of(1, 2, 4);

  private static final int MIB = 1 << 20;

  private final Medium medium = Media.memory();
  private final BlobStore blobs = medium.blobs();

  @AfterEach
  void close() {
    medium.close();
  }

  private static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private ChunkList chunk(byte[] bytes, int piece) {
    Chunker chunker = new Chunker(blobs);
    for (int i = 0; i < bytes.length; i += piece) {
      chunker.write(bytes, i, Math.min(piece, bytes.length - i));
    }
    return chunker.finish();
  }

  private long stored() {
    List<StoredBlob> all = new ArrayList<>();
    blobs.list(all::add);
    return all.stream().mapToLong(StoredBlob::bytes).sum();
  }

  private byte[] read(ChunkList list) throws IOException {
    try (InputStream in = list.open(blobs, 0, list.size())) {
      return in.readAllBytes();
    }
  }

  @Test
  @OnlyLarger
  void storesLittleForASmallChange() throws IOException {
    byte[] before = bytes(LENGTH * 16 * MIB, 1);
    byte[] after = new byte[before.length + 100];
    int place = 5 * MIB + 12_345;
    System.arraycopy(before, 0, after, 0, place);
    System.arraycopy(bytes(100, 2), 0, after, place, 100);
    System.arraycopy(before, place, after, place + 100, before.length - place);

    ChunkList first = chunk(before, 1 << 16);
    long once = stored();
    ChunkList second = chunk(after, 1 << 16);

    assertThat(once).isEqualTo(before.length);
    assertThat(stored() - once).isBetween(100L, (long) MIB);
    assertThat(first.chunks()).hasSizeBetween(LENGTH * 225, LENGTH * 288);
    assertThat(read(second)).isEqualTo(after);
  }

  @Test
  void cutsTheSameWhateverIsWrittenAtOnce() throws IOException {
    byte[] bytes = bytes(3 * MIB, 3);
    ChunkList whole = chunk(bytes, bytes.length);

    assertThat(chunk(bytes, 1_000).chunks()).isEqualTo(whole.chunks());
    assertThat(chunk(bytes, 7).chunks()).isEqualTo(whole.chunks());
    assertThat(whole.file()).isEqualTo(Hashing.hash(bytes));
    assertThat(whole.size()).isEqualTo(bytes.length);
    assertThat(read(whole)).isEqualTo(bytes);
  }

  @Test
  void keepsTheLimitsOfAChunk() {
    for (byte[] bytes : List.of(bytes(5 * MIB, 4), new byte[5 * MIB])) {
      List<BlobId> chunks = chunk(bytes, 1 << 13).chunks();
      assertThat(chunks.subList(0, chunks.size() - 1))
          .allSatisfy(id -> assertThat(blobs.size(id)).isBetween(1L << 14, 1L << 18));
    }
  }

  /** The constants of the format: whoever changes one shares nothing with what is stored. */
  @Test
  void cutsWhereItAlwaysDid() {
    List<Long> sizes =
        chunk(bytes(MIB / 2, 5), 1 << 16).chunks().stream().map(blobs::size).toList();

    assertThat(sizes).containsExactly(137_111L, 131_118L, 55_830L, 150_012L, 50_217L);
  }

  @Test
  void readsRowsOfAChunkedFile() {
    try (SampleHome home = new SampleHome()) {
      StringBuilder text = new StringBuilder("day,temp,riders\n");
      for (int i = 0; i < 50_000; i++) {
        text.append("day").append(i).append(',').append(i).append(",1\n");
      }
      Snapshot snapshot =
          home.rides()
              .snapshot(Sources.csv("rides.csv", Content.of(text.toString())))
              .schema(SampleHome.RIDES)
              .chunked();
      DatasetVersion version = snapshot.commit();

      assertThat(version.manifest().profile().rows()).isEqualTo(50_000);
      List<BlobId> needed = DatasetStores.needed(home.medium.blobs(), version.id()).bytes();
      assertThat(needed).hasSizeGreaterThan(5).allMatch(home.medium.blobs()::contains);
      assertThatThrownBy(snapshot::byReference)
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid snapshot: REFERENCED after CHUNKED");
    }
  }
}
