package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link BlobStore} must do with blobs that are put together. */
public abstract class BlobBatchContract {
  private BlobStore blobs;

  /** Creates the contract. */
  protected BlobBatchContract() {}

  /**
   * Opens an empty store; called once for each test.
   *
   * @return the store
   */
  protected abstract BlobStore open();

  @BeforeEach
  void openStore() {
    blobs = open();
  }

  private static List<byte[]> many() {
    return Stream.of(0, 1, 4_096, 100_000, 1 << 20, (1 << 20) + 1, 3_000_000, 17)
        .map(length -> Fixtures.bytes(length + 40L, length))
        .toList();
  }

  private List<BlobId> putAll(List<byte[]> bytes) {
    return blobs.putAll(bytes.stream().map(Content::of).toList());
  }

  @Test
  void givesBackWhatWasPutTogether() throws IOException {
    List<byte[]> many = many();
    List<BlobId> ids = putAll(many);
    assertThat(ids).isEqualTo(many.stream().map(Fixtures::hash).toList());
    for (int i = 0; i < ids.size(); i++) {
      BlobId id = ids.get(i);
      byte[] bytes = many.get(i);
      assertThat(blobs.read(id)).isEqualTo(bytes);
      assertThat(blobs.size(id)).isEqualTo(bytes.length);
      assertThat(blobs.contains(id)).isTrue();
      try (InputStream in = blobs.open(id)) {
        assertThat(in.readAllBytes()).isEqualTo(bytes);
      }
      for (VerifyDepth depth : VerifyDepth.values()) {
        blobs.maintenance().verify(id, depth);
      }
    }
    assertThat(Fixtures.ids(blobs)).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void mergesAsManyPacksAsItSaidAndLosesNothing() {
    List<BlobId> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ids.addAll(putAll(List.of(Fixtures.bytes(i, 100), Fixtures.bytes(-1L - i, 200))));
    }
    assertThat(blobs.maintenance().mergeable(Instant.EPOCH)).isZero();
    int mergeable = blobs.maintenance().mergeable(Instant.MAX);
    assertThat(blobs.maintenance().mergeable(Instant.MAX)).isEqualTo(mergeable);
    assertThat(blobs.maintenance().merge(Instant.MAX)).isEqualTo(mergeable);
    assertThat(Fixtures.ids(blobs)).containsExactlyInAnyOrderElementsOf(ids);
    ids.forEach(id -> assertThat(Fixtures.hash(blobs.read(id))).isEqualTo(id));
  }

  @Test
  void putsNothingTogether() {
    assertThat(blobs.putAll(List.of())).isEmpty();
    assertThat(Fixtures.ids(blobs)).isEmpty();
  }

  @Test
  void keepsTheSameBytesOncePutTogetherOrAlone() {
    BlobId alone = blobs.put(Content.of("twice"));
    Content content = Content.of("twice");
    assertThat(blobs.putAll(List.of(content, Content.of("other"), content)))
        .containsExactly(alone, Fixtures.hash(Fixtures.utf8("other")), alone);
    assertThat(blobs.put(Content.of("other"))).isEqualTo(Fixtures.hash(Fixtures.utf8("other")));
    assertThat(Fixtures.ids(blobs)).hasSize(2);
    assertThat(blobs.read(alone)).isEqualTo(Fixtures.utf8("twice"));
  }

  @Test
  void asksForEachContentOnce() {
    AtomicInteger asked = new AtomicInteger();
    Content counting =
        out -> {
          asked.incrementAndGet();
          out.write(asked.get());
        };
    assertThat(blobs.putAll(List.of(counting, counting))).doesNotHaveDuplicates();
    assertThat(asked).hasValue(2);
  }

  @Test
  void storesNothingWhenOneOfManyCannotBeRead() {
    Content failing =
        out -> {
          out.write(Fixtures.bytes(9, 2_000_000));
          throw new IOException("cable pulled");
        };
    List<Content> contents =
        List.of(Content.of("small"), Content.of(Fixtures.bytes(3, 2_000_000)), failing);
    assertThatThrownBy(() -> blobs.putAll(contents))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("cable pulled");
    assertThat(Fixtures.ids(blobs)).isEmpty();
  }
}
