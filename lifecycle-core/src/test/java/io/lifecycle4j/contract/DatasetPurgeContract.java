package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Purge;
import io.lifecycle4j.data.PurgeReport;
import io.lifecycle4j.data.PurgeReport.Bytes;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a {@link DatasetStore} must do that can delete the bytes of a version. */
@Timeout(120)
public abstract class DatasetPurgeContract extends DatasetContract {
  private static final int THREADS = 4;

  /** Creates the contract. */
  protected DatasetPurgeContract() {}

  private StoredVersion commit(String message, StoredFile... files) {
    return Fixtures.commit(store, "rides", Fixtures.dataset(message, files));
  }

  private PurgeReport purge(int number) {
    return store.purge("rides", number, "alice", "asked to");
  }

  private static void assertPurged(DatasetStore store, StoredVersion version) {
    assertThatThrownBy(() -> store.rows(version))
        .isInstanceOf(PurgedDataException.class)
        .hasMessageStartingWith(
            "Cannot read rides:%s: rides:%s was purged by alice at ",
            version.number(), version.number())
        .hasMessageEndingWith("Z (asked to)");
  }

  @Test
  void deletesTheBytesOfAVersionAndKeepsItsPlace() {
    StoredFile own = put("own.csv", "1.5;2;de");
    StoredVersion version = commit("first", own);
    PurgeReport report = purge(1);

    assertThat(report.version().toString()).isEqualTo("rides:1");
    assertThat(report.version().id()).isEqualTo(version.id());
    assertThat(report.bytes().deletedBlobs()).isEqualTo(2); // and its manifest
    assertThat(report.bytes().deletedBytes()).isGreaterThan(own.size());
    assertThat(report.bytes().sharedBlobs()).isZero();
    for (DatasetStore each : List.of(store, openAgain(store))) {
      assertThatThrownBy(() -> each.read(own.blob())).isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> each.read(version.id())).isInstanceOf(NotFoundException.class);
      VersionHeader header = each.versions("rides").get(0);
      assertThat(header.purge()).contains(report.purge());
      assertThat(header.id()).isEqualTo(version.id());
      assertThat(header.summary()).isEqualTo(version.header().summary());
      assertPurged(each, each.find("rides", 1).orElseThrow());
      assertPurged(each, version); // found before the purge
    }
  }

  @Test
  void keepsTheSchemaAndCountsButNoValue() {
    StoredVersion version = commit("first", put("rides.csv", "1.5;2;de"));
    DatasetManifest before = version.manifest();
    purge(1);
    DatasetManifest kept = openAgain(store).manifest(version.header());

    assertThat(kept.files()).isEmpty();
    assertThat(kept.schema()).isEqualTo(before.schema());
    assertThat(kept.format()).isEqualTo(before.format());
    assertThat(kept.summary()).isEqualTo(before.summary());
    assertThat(kept.metadata()).isEqualTo(before.metadata());
    assertThat(kept.profile().columns())
        .hasSameSizeAs(before.profile().columns())
        .allSatisfy(
            column -> {
              assertThat(column.moments()).isEmpty();
              assertThat(column.histogram()).isEmpty();
              assertThat(column.quantiles()).isEmpty();
              assertThat(column.lengths()).isEmpty();
              assertThat(column.shape()).isEmpty();
              assertThat(column.categories()).isEmpty();
              assertThat(column.count())
                  .isEqualTo(before.profile().find(column.name()).orElseThrow().count());
            });
  }

  @Test
  void keepsTheBytesThatAnotherVersionNeeds() {
    StoredFile shared = put("shared.csv", "1;1;shared");
    StoredFile own = put("own.csv", "2;2;own");
    commit("first", shared, own);
    StoredVersion second = commit("second", shared);
    Bytes bytes = purge(1).bytes();

    assertThat(bytes.deletedBlobs()).isEqualTo(2);
    assertThat(bytes.sharedBlobs()).isEqualTo(1);
    assertThat(bytes.sharedBytes()).isEqualTo(shared.size());
    assertThat(bytes.sharedWith()).containsExactly("dataset rides:2");
    assertThat(store.read(shared.blob())).isEqualTo(Fixtures.utf8("1;1;shared"));
    assertThatThrownBy(() -> store.read(own.blob())).isInstanceOf(NotFoundException.class);
    assertThat(openAgain(store).find("rides", 2)).contains(second);
    assertThat(purge(2).bytes().deletedBlobs()).isEqualTo(2);
    assertThatThrownBy(() -> store.read(shared.blob())).isInstanceOf(NotFoundException.class);
  }

  @Test
  void keepsTheFirstPurgeOfAVersion() {
    commit("first", put("rides.csv", "1;2;de"));
    Purge first = purge(1).purge();
    PurgeReport again = openAgain(store).purge("rides", 1, "bob", "to be sure");

    assertThat(again.purge()).isEqualTo(first);
    assertThat(again.bytes().deletedBlobs()).isZero();
  }

  @Test
  void commitsTheSameContentAgainAsANewVersion() {
    StoredVersion first = commit("first", put("rides.csv", "1;2;de"));
    purge(1);
    StoredVersion again = commit("first", put("rides.csv", "1;2;de"));

    assertThat(again.number()).isEqualTo(2);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(store.rows(again)).isNotNull();
    assertPurged(store, store.find("rides", 1).orElseThrow());
    openAgain(store).completePurges(); // nothing is left to do
    assertThat(store.read(again.id())).isNotEmpty();
  }

  @Test
  void reportsThatRowsWerePurgedSinceTheyWereOpened() {
    StoredVersion version = commit("first", put("rides.csv", "1;2;de"));
    Rows rows = openAgain(store).rows(version);
    purge(1);
    assertThatThrownBy(() -> rows.forEach(row -> {})).isInstanceOf(PurgedDataException.class);
    assertThatThrownBy(() -> rows.row(0)).isInstanceOf(PurgedDataException.class);
  }

  @Test
  void purgesNothingThatIsNotThere() {
    commit("first", put("rides.csv", "1;2;de"));
    for (int number : List.of(2, 0, -1, Integer.MAX_VALUE)) {
      assertThatThrownBy(() -> purge(number))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Dataset version does not exist: rides:" + number);
    }
    assertThatThrownBy(() -> store.purge("../x", 1, "alice", "why"))
        .isInstanceOf(InvalidNameException.class);
    for (String blank : List.of("", " \t")) {
      assertThatThrownBy(() -> store.purge("rides", 1, blank, "why"))
          .isInstanceOf(InvalidValueException.class);
      assertThatThrownBy(() -> store.purge("rides", 1, "alice", blank))
          .isInstanceOf(InvalidValueException.class);
    }
    assertThat(store.versions("rides").get(0).purge()).isEmpty();
  }

  /** A commit that shares bytes with what is purged at the same time has them, or is repeated. */
  @Test
  void losesNoFileOfACommitAtTheSameTime() throws Exception {
    commit("first", put("shared.csv", "1;1;shared"));
    DatasetStore other = openAgain(store);
    Together.run(
        THREADS,
        thread -> {
          for (int i = 0; i < 5; i++) {
            if (thread == 0) {
              purge(store.versions("rides").size());
            } else {
              commitShared(thread == 1 ? store : other, thread + "." + i);
            }
          }
          return true;
        });
    for (VersionHeader version : openAgain(store).versions("rides")) {
      if (version.purge().isEmpty()) {
        for (StoredFile file : store.manifest(version).files()) {
          assertThat(store.read(file.blob())).isEqualTo(Fixtures.utf8("1;1;shared"));
        }
      }
    }
  }

  /** A file may be purged between its put and the commit: then it is put again. */
  private static void commitShared(DatasetStore place, String message) {
    while (true) {
      try {
        StoredFile file = place.put(new NamedContent("shared.csv", Content.of("1;1;shared")));
        Fixtures.commit(place, "rides", Fixtures.dataset(message, file));
        return;
      } catch (NotFoundException e) {
        assertThat(e).hasMessageContaining("is not stored");
      }
    }
  }
}
