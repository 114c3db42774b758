package io.lifecycle4j.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.maintenance.TestMedium;
import io.lifecycle4j.data.PurgeReport.Bytes;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A purge deletes the bytes of a version in every tier, also what a move left behind. */
class TierPurgeTest extends TieredHome {
  private Bytes purge() {
    return kept.datasets.purge("rides", 1, "alice", "asked to").bytes();
  }

  private static List<BlobId> everything(TestMedium medium) {
    List<BlobId> all = new ArrayList<>(medium.aside());
    medium.blobs().list(blob -> all.add(blob.id()));
    return all;
  }

  private void versions() {
    version("rides", "one", "shared");
    version("rides", "shared", "two");
  }

  @Test
  void deletesWhatIsWarm() {
    versions();
    warm(2);
    BlobId one = container("one");
    BlobId shared = container("shared");
    Bytes bytes = purge();
    assertThat(bytes.deletedBlobs()).isEqualTo(2); // the file and the manifest
    assertThat(bytes.sharedBlobs()).isEqualTo(1);
    assertThat(everything(medium)).doesNotContain(one, blob("one")).contains(shared);
    assertThat(readAll(home)).isEqualTo(2);
  }

  @Test
  void deletesWhatIsCold() {
    versions();
    cold(2);
    BlobId one = container("one");
    BlobId shared = container("shared");
    purge();
    assertThat(everything(archive)).doesNotContain(one).contains(shared);
    assertThat(everything(medium)).doesNotContain(blob("one"));
    assertThat(readAll(home)).isEqualTo(2);
  }

  @Test
  void deletesWhatMovesLeftToTheNextCollection() {
    versions();
    warm(2);
    BlobId warm = container("one");
    cold(2);
    BlobId cold = container("one");
    recall();
    assertThat(everything(medium)).contains(warm, blob("one"));
    assertThat(everything(archive)).contains(cold);
    purge();
    assertThat(everything(medium)).doesNotContain(warm, blob("one"));
    assertThat(everything(archive)).doesNotContain(cold);
    assertThat(readAll(home)).isEqualTo(2);
  }

  @Test
  void refusesWithoutTheStoreOfTheColdBytes() {
    versions();
    cold(1);
    TieredMedium without = TieredMedium.over(medium, null);
    assertThatThrownBy(
            () -> DatasetStores.over(without, medium).purge("rides", 1, "alice", "asked to"))
        .isInstanceOf(StorageFailedException.class)
        .hasMessage(
            "Cannot purge rides:1: some of its bytes lie in a store that was not given (open the"
                + " home with it)");
    assertThat(readAll(home)).isEqualTo(4);
  }
}
