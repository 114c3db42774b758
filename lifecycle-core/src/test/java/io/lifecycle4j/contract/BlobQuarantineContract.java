package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link BlobStore} must do when blobs are quarantined. */
public abstract class BlobQuarantineContract {
  private static final BlobId ABSENT = Fixtures.hash(Fixtures.utf8("absent"));

  private BlobStore blobs;

  /** Creates the contract. */
  protected BlobQuarantineContract() {}

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

  /** A time after all that was put, with all its digits. */
  private Instant later(BlobId id) {
    return Fixtures.lastPut(blobs, id).plusSeconds(3).plusNanos(7);
  }

  @Test
  void tellsWhichOfManyBlobsAreNotStored() {
    BlobId large = blobs.put(Content.of(Fixtures.bytes(23, 1_500_000)));
    List<BlobId> packed = blobs.putAll(List.of(Content.of("stays"), Content.of("goes")));
    List<BlobId> all = List.of(packed.get(0), large, ABSENT, packed.get(1));

    assertThat(blobs.missing(List.of())).isEmpty();
    assertThat(blobs.missing(all)).containsExactly(ABSENT);
    blobs.maintenance().quarantine(List.of(packed.get(1)), later(packed.get(1)));
    assertThat(blobs.missing(all)).containsExactlyInAnyOrder(ABSENT, packed.get(1));
    blobs.maintenance().restore(packed.get(1));
    assertThat(blobs.missing(all)).containsExactly(ABSENT);
  }

  @Test
  void setsBlobsAsideAndStoresThemAgain() {
    byte[] small = Fixtures.bytes(21, 1_000);
    byte[] large = Fixtures.bytes(22, 1_500_000);
    BlobId alone = blobs.put(Content.of("alone"));
    List<BlobId> together =
        blobs.putAll(
            List.of(Content.of(small), Content.of("stays"), Content.of(large), Content.of("")));
    List<BlobId> ids = List.of(together.get(3), alone, together.get(0), ABSENT, together.get(2));
    List<BlobId> gone = List.of(together.get(3), alone, together.get(0), together.get(2));
    Instant now = later(together.get(0));

    assertThat(blobs.maintenance().quarantine(ids, now)).isEqualTo(gone);
    assertThat(Fixtures.ids(blobs)).containsExactly(together.get(1));
    assertThat(blobs.read(together.get(1))).isEqualTo(Fixtures.utf8("stays"));
    assertThat(blobs.maintenance().quarantined())
        .containsExactlyInAnyOrder(
            new QuarantinedBlob(together.get(3), 0, now),
            new QuarantinedBlob(alone, 5, now),
            new QuarantinedBlob(together.get(0), small.length, now),
            new QuarantinedBlob(together.get(2), large.length, now))
        .extracting(blob -> blob.id().sha256())
        .isSorted();
    for (BlobId id : gone) {
      assertThat(blobs.contains(id)).isFalse();
      assertThatThrownBy(() -> blobs.read(id)).isInstanceOf(NotFoundException.class);
      assertThat(blobs.find(id)).isEmpty();
    }
    gone.forEach(blobs.maintenance()::restore);
    assertThat(blobs.maintenance().quarantined()).isEmpty();
    assertThat(blobs.read(alone)).isEqualTo(Fixtures.utf8("alone"));
    assertThat(blobs.read(together.get(0))).isEqualTo(small);
    assertThat(blobs.read(together.get(2))).isEqualTo(large);
    assertThat(Fixtures.ids(blobs)).hasSize(5);
    assertThatThrownBy(() -> blobs.maintenance().restore(alone))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Blob is not in quarantine: " + alone);
  }

  @Test
  void sparesWhatWasPutAfterTheTimeOfAQuarantine() {
    BlobId alone = blobs.put(Content.of("alone"));
    List<BlobId> ids = blobs.putAll(List.of(Content.of("one"), Content.of("two")));
    Instant before = Fixtures.lastPut(blobs, alone).minusSeconds(1);
    assertThat(blobs.maintenance().quarantine(List.of(alone, ids.get(0)), before)).isEmpty();
    assertThat(blobs.maintenance().quarantined()).isEmpty();
    assertThat(Fixtures.ids(blobs)).hasSize(3);
  }

  @Test
  void setsAsideNothingAndNothingTwice() {
    BlobId id = blobs.put(Content.of("x"));
    assertThat(blobs.maintenance().quarantine(List.of(), later(id))).isEmpty();
    assertThat(blobs.maintenance().quarantine(List.of(ABSENT), later(id))).isEmpty();
    assertThat(blobs.maintenance().quarantine(List.of(id, id), later(id))).containsExactly(id);
    assertThat(blobs.maintenance().quarantine(List.of(id), Instant.MAX)).isEmpty();
    assertThat(blobs.maintenance().quarantined()).hasSize(1);
  }

  @Test
  void storesAnewWhatIsPutAfterItWasSetAside() {
    BlobId id = blobs.put(Content.of("again"));
    Instant first = later(id);
    blobs.maintenance().quarantine(List.of(id), first);
    assertThat(blobs.putAll(List.of(Content.of("again")))).containsExactly(id);
    assertThat(blobs.read(id)).isEqualTo(Fixtures.utf8("again"));
    Instant second = first.plusSeconds(60);
    assertThat(blobs.maintenance().quarantine(List.of(id), second)).containsExactly(id);
    assertThat(blobs.maintenance().quarantined())
        .containsExactly(new QuarantinedBlob(id, 5, second));
    assertThat(blobs.maintenance().purge(second)).isEmpty(); // the later time counts
    blobs.maintenance().restore(id);
    assertThat(blobs.maintenance().quarantined()).isEmpty();
    assertThat(blobs.read(id)).isEqualTo(Fixtures.utf8("again"));
  }

  @Test
  void purgesWhatWasSetAsideBeforeATime() {
    List<BlobId> ids = blobs.putAll(List.of(Content.of("a"), Content.of("b"), Content.of("c")));
    Instant now = later(ids.get(0));
    blobs.maintenance().quarantine(List.of(ids.get(0)), now);
    blobs.maintenance().quarantine(List.of(ids.get(1)), now.plusNanos(1));
    assertThat(blobs.maintenance().purge(now)).isEmpty();
    assertThat(blobs.maintenance().purge(now.plusNanos(1))).containsExactly(ids.get(0));
    assertThat(blobs.maintenance().quarantined())
        .containsExactly(new QuarantinedBlob(ids.get(1), 1, now.plusNanos(1)));
    assertThatThrownBy(() -> blobs.maintenance().restore(ids.get(0)))
        .isInstanceOf(NotFoundException.class);
    assertThat(blobs.maintenance().purge(Instant.MAX)).containsExactly(ids.get(1));
    assertThat(Fixtures.ids(blobs)).containsExactly(ids.get(2));
  }

  @Test
  void purgesNothingElseThanWhatIsNamed() {
    List<BlobId> ids = blobs.putAll(List.of(Content.of("a"), Content.of("b"), Content.of("c")));
    Instant now = later(ids.get(0));
    blobs.maintenance().quarantine(ids.subList(0, 2), now);
    assertThat(blobs.maintenance().purge(ids, now)).isEmpty();
    assertThat(blobs.maintenance().purge(List.of(ids.get(1), ids.get(2)), now.plusNanos(1)))
        .containsExactly(ids.get(1));
    assertThat(blobs.maintenance().quarantined())
        .containsExactly(new QuarantinedBlob(ids.get(0), 1, now));
    assertThat(Fixtures.ids(blobs)).containsExactly(ids.get(2));
    assertThat(blobs.maintenance().purge(List.of(), Instant.MAX)).isEmpty();
  }

  @Test
  void storesWhatIsPutWhileItIsSetAside() throws Exception {
    Content content = Content.of("wanted");
    BlobId id = blobs.put(content);
    for (int round = 0; round < 100; round++) {
      Instant now = Fixtures.lastPut(blobs, id);
      boolean packed = round % 2 == 0;
      Together.run(
          2,
          thread ->
              thread == 0
                  ? blobs.maintenance().quarantine(List.of(id), now)
                  : packed ? blobs.putAll(List.of(content)) : List.of(blobs.put(content)));
      assertThat(blobs.contains(id)).describedAs("round %s", round).isTrue();
      assertThat(blobs.read(id)).isEqualTo(Fixtures.utf8("wanted"));
    }
  }
}
