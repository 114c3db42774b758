package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every {@link Medium} must do. */
public abstract class MediumContract {
  /** Creates the contract. */
  protected MediumContract() {}

  /**
   * Opens the home; within one test always the same one, empty at first.
   *
   * @return the medium; the test closes it
   */
  protected abstract Medium open();

  /**
   * Tells whether a home is still there after it was closed.
   *
   * @return false for a medium in memory
   */
  protected boolean keeps() {
    return true;
  }

  /**
   * Opens the home that {@link #open} made, only to read it.
   *
   * @return the medium, closed by the test; empty if none is opened so
   */
  protected Optional<Medium> openToRead() {
    return Optional.empty();
  }

  @Test
  void isEmptyAtFirst() {
    try (Medium medium = open()) {
      assertThat(Fixtures.ids(medium.blobs())).isEmpty();
      assertThat(medium.journals().names()).isEmpty();
    }
  }

  @Test
  void saysWhereItIs() {
    try (Medium medium = open()) {
      assertThat(medium.location().getScheme()).isNotEmpty();
      assertThat(medium.location()).isEqualTo(medium.blobs().location());
    }
  }

  @Test
  void keepsItsCacheInOnePlaceIfItHasOne() {
    Optional<Path> cache;
    try (Medium medium = open()) {
      cache = medium.cache();
      assertThat(medium.cache()).isEqualTo(cache);
    }
    assumeTrue(keeps());
    try (Medium medium = open()) {
      assertThat(medium.cache()).isEqualTo(cache);
    }
  }

  @Test
  void countsTheBytesOfItsJournalsIfItKnowsThem() {
    int bytes = 100_000;
    try (Medium medium = open()) {
      OptionalLong before = medium.journalBytes();
      medium.journals().shared("log").append(Fixtures.batch("a".repeat(bytes)));
      OptionalLong after = medium.journalBytes();
      assertThat(after.isPresent()).isEqualTo(before.isPresent());
      assertThat(after.orElse(bytes) - before.orElse(0)).isBetween((long) bytes, 2L * bytes);
      assertThat(medium.freeBytes().orElse(1)).isPositive();
    }
  }

  @Test
  void canBeWrittenWithoutATrace() {
    try (Medium medium = open()) {
      OptionalLong before = medium.journalBytes();
      medium.checkWritable();
      medium.checkWritable();
      assertThat(medium.journalBytes()).isEqualTo(before);
      List<BlobId> stored = new ArrayList<>();
      medium.blobs().list(blob -> stored.add(blob.id()));
      assertThat(stored).isEmpty();
    }
  }

  @Test
  void hasOneIdForEver() {
    UUID id;
    try (Medium medium = open()) {
      id = medium.blobs().id();
      assertThat(medium.blobs().id()).isEqualTo(id);
    }
    try (Medium medium = open()) {
      assertThat(medium.blobs().id().equals(id)).isEqualTo(keeps());
    }
  }

  @Test
  void addsFeaturesOnceAndKeepsThem() {
    HomeFeature one = new HomeFeature("one", HomeFeature.Compatibility.COMPATIBLE);
    HomeFeature two = new HomeFeature("two", HomeFeature.Compatibility.COMPATIBLE);
    List<HomeFeature> all;
    try (Medium medium = open()) {
      List<HomeFeature> first = medium.features();
      assertThat(medium.upgrade(List.of(one))).containsExactly(one);
      assertThat(medium.upgrade(List.of(one, two))).containsExactly(two);
      assertThat(medium.upgrade(List.of(two, one))).isEmpty();
      all = medium.features();
      assertThat(all).containsAll(first).contains(one, two).hasSize(first.size() + 2);
    }
    assumeTrue(keeps());
    try (Medium medium = open()) {
      assertThat(medium.features()).isEqualTo(all);
    }
  }

  @Test
  void keepsBlobsAndJournalsWhenItIsOpenedAgain() {
    assumeTrue(keeps());
    BlobId id;
    try (Medium medium = open()) {
      id = medium.blobs().put(Content.of("weights"));
      medium.journals().shared("log").append(Fixtures.batch("a", "b"));
      medium.journals().owned("run-1").append(Fixtures.batch("c"));
    }
    try (Medium medium = open()) {
      assertThat(medium.blobs().read(id)).isEqualTo(Fixtures.utf8("weights"));
      assertThat(medium.journals().names()).containsExactly("log", "run-1");
      assertThat(Fixtures.texts(medium.journals().read("log", 1))).containsExactly("a", "b");
      assertThat(Fixtures.texts(medium.journals().read("run-1", 1))).containsExactly("c");
    }
  }

  @Test
  void keepsWhatWasAppendedForTheMomentWhenItIsClosed() {
    assumeTrue(keeps());
    try (Medium medium = open()) {
      Journal journal = medium.journals().owned("run-1");
      journal.append(Fixtures.batch(0, Durability.MEMORY, "a"));
      journal.append(Fixtures.batch(1, Durability.MEMORY, "b"));
    }
    try (Medium medium = open()) {
      assertThat(Fixtures.texts(medium.journals().read("run-1", 1))).containsExactly("a", "b");
    }
  }

  @Test
  void goesOnWithSequencesAndTokensWhenItIsOpenedAgain() {
    assumeTrue(keeps());
    var batch = Fixtures.batch("a", "b");
    try (Medium medium = open()) {
      medium.journals().shared("log").append(batch);
    }
    try (Medium medium = open()) {
      Journal journal = medium.journals().shared("log");
      assertThat(journal.append(batch)).isEqualTo(2);
      assertThat(journal.append(Fixtures.batch("c"))).isEqualTo(3);
    }
  }

  @Test
  void showsTwoOpeningsTheSameHome() {
    assumeTrue(keeps());
    try (Medium one = open();
        Medium other = open()) {
      BlobId id = one.blobs().put(Content.of("weights"));
      one.journals().shared("log").append(Fixtures.batch("a"));
      assertThat(other.blobs().contains(id)).isTrue();
      Journal journal = other.journals().shared("log");
      assertThat(journal.append(Fixtures.batch(1, Durability.POWER, "b"))).isEqualTo(2);
      assertThat(Fixtures.texts(one.journals().read("log", 1))).containsExactly("a", "b");
    }
  }

  @Test
  void givesUpOwnedJournalsWhenItIsClosed() {
    assumeTrue(keeps());
    try (Medium one = open()) {
      one.journals().owned("run-1").append(Fixtures.batch("a"));
    }
    try (Medium other = open()) {
      assertThat(other.journals().owned("run-1").append(Fixtures.batch("b"))).isEqualTo(2);
    }
  }

  @Test
  void refusesEverythingOnceItIsClosed() {
    Medium medium = open();
    Journal shared = medium.journals().shared("log");
    Journal owned = medium.journals().owned("run-1");
    medium.close();
    assertThatExceptionOfType(ClosedException.class).isThrownBy(medium::blobs);
    assertThatExceptionOfType(ClosedException.class).isThrownBy(medium::journals);
    assertThatExceptionOfType(ClosedException.class).isThrownBy(medium::features);
    assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> medium.upgrade(List.of()));
    assertThatExceptionOfType(ClosedException.class)
        .isThrownBy(() -> shared.append(Fixtures.batch("a")));
    assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> shared.read(1));
    assertThatExceptionOfType(ClosedException.class).isThrownBy(owned::sequence);
  }

  private static List<ThrowingCallable> changes(BlobStore blobs, BlobId id) {
    return List.of(
        () -> blobs.put(Content.of("more")),
        () -> blobs.putAll(List.of(Content.of("more"))),
        () -> blobs.putAll(List.of()),
        () -> blobs.maintenance().quarantine(List.of(id), Instant.MAX),
        () -> blobs.maintenance().restore(id),
        () -> blobs.maintenance().purge(Instant.MAX),
        () -> blobs.maintenance().purge(List.of(id), Instant.MAX));
  }

  private static void assertClosed(BlobStore blobs, BlobId id) {
    for (ThrowingCallable change : changes(blobs, id)) {
      assertThatExceptionOfType(ClosedException.class)
          .isThrownBy(change)
          .withMessage("The home is closed");
    }
  }

  @Test
  void storesAndChangesNoBlobOnceItIsClosed() {
    Medium medium = open();
    BlobStore blobs = medium.blobs();
    BlobId id = blobs.put(Content.of("weights"));
    medium.close();
    assertClosed(blobs, id);
  }

  @Test
  void refusesToWriteWhatItWasOpenedOnlyToRead() {
    BlobId id;
    try (Medium medium = open()) {
      assertThat(medium.isReadOnly()).isFalse();
      id = medium.blobs().put(Content.of("weights"));
      medium.journals().shared("log").append(Fixtures.batch("a"));
    }
    Optional<Medium> opened = openToRead();
    assumeTrue(opened.isPresent());
    Medium medium = opened.orElseThrow();
    BlobStore blobs = medium.blobs();
    JournalStore journals = medium.journals();
    assertThat(medium.isReadOnly()).isTrue();
    assertThat(medium.cache()).isEmpty();
    assertThat(blobs.read(id)).isEqualTo(Fixtures.utf8("weights"));
    assertThat(Fixtures.texts(journals.read("log", 1))).containsExactly("a");
    List<ThrowingCallable> all = new ArrayList<>(changes(blobs, id));
    all.add(() -> journals.owned("run-1"));
    all.add(() -> medium.upgrade(List.of()));
    all.add(() -> journals.shared("log").append(Fixtures.batch("b")));
    for (ThrowingCallable change : all) {
      assertThatThrownBy(change).isInstanceOf(ReadOnlyException.class);
    }
    assertThat(journals.names()).containsExactly("log");
    medium.close();
    assertClosed(blobs, id);
  }

  @Test
  void mayBeClosedTwice() {
    Medium medium = open();
    Journal journal = medium.journals().owned("run-1");
    medium.close();
    medium.close();
    journal.close();
  }
}
