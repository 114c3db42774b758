package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.maintenance.Damage;
import io.lifecycle4j.maintenance.Damage.Kind;
import io.lifecycle4j.maintenance.JournalHolders;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.maintenance.TieringReport;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.JournalSnapshot;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.storage.VerifyDepth;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user's journal needs is kept as what a room needs, once somebody speaks for it. */
class RegisteredJournalsTest extends ReviewedHome {
  @Test
  void keepsWhatAnEntryNeeds() {
    BlobId one = photo("one");
    BlobId other = photo("other");
    BlobId garbage = photo("garbage");
    review(Reviews.needs(7, one), "note", Reviews.needs(7, other));

    assertThat(collected()).containsExactly(garbage);
  }

  @Test
  void collectsWhatAHolderGaveUpInItsOwnJournal() {
    BlobId mine = photo("mine");
    BlobId again = photo("again");
    BlobId theirs = photo("theirs");
    review(Reviews.needs(7, mine), Reviews.givesUp(7), Reviews.needs(7, again));
    try (Journal journal = medium.journals().owned("acme-others")) {
      journal.append(Fixtures.batch(Reviews.needs(7, theirs), Reviews.givesUp(8)));
    }

    assertThat(collected()).containsExactly(mine);
  }

  @Test
  void stopsAtAJournalThatNobodySpeaksFor() {
    review("note");
    medium.journals().shared("other-reviews").append(Fixtures.batch("note"));

    for (Maintenance asked : List.of(maintenance, speaking)) {
      assertThatThrownBy(() -> collected(asked))
          .isInstanceOf(ReadOnlyException.class)
          .hasMessageEndingWith(
              "(if it is your own, LifecycleBuilder.journals tells what it needs)");
      assertThatThrownBy(() -> asked.tiering().warm(version -> true).move().run())
          .isInstanceOf(ReadOnlyException.class)
          .hasMessageContaining("-reviews: it belongs to none of the rooms");
    }
  }

  @Test
  void leavesWhatIsNeededInItsTier() {
    version("rides", "one", "two");
    review(Reviews.needs(7, blob("one")));

    TieringReport report = speaking.tiering().warm(v -> true).keepNewest(0).move().run();

    assertThat(report.moved().blobs()).isEqualTo(1);
    assertThat(isHot("one")).isTrue();
    assertThat(isHot("two")).isFalse();
  }

  @Test
  void keepsTheContainerOfWhatBecameWarmBefore() {
    version("rides", "one");
    warm(1);
    BlobId container = container("one");
    review(Reviews.needs(7, blob("one")));
    medium.damaged.add(container);

    assertThat(speaking.verify(VerifyDepth.HASH).damage())
        .extracting(Damage::name, Damage::touches)
        .containsExactly(
            tuple(
                container.sha256(),
                List.of("data set rides:1", "review 7 (journal acme-reviews)")));
  }

  @Test
  void namesTheHolderOfADamagedBlob() {
    BlobId photo = photo("one");
    BlobId gone = Fixtures.hash(Fixtures.utf8("never stored"));
    review(Reviews.needs(7, photo), Reviews.needs(8, photo), Reviews.needs(9, gone));
    medium.damaged.add(photo);

    assertThat(speaking.verify(VerifyDepth.HASH).damage())
        .extracting(Damage::kind, Damage::name, Damage::touches)
        .containsExactly(
            tuple(
                Kind.BLOB,
                photo.sha256(),
                List.of("review 7 (journal acme-reviews)", "review 8 (journal acme-reviews)")),
            tuple(Kind.MISSING_BLOB, gone.sha256(), List.of("review 9 (journal acme-reviews)")));
  }

  @Test
  void tellsADamagedJournalAndStopsThere() {
    review(Reviews.needs(7, photo("one")));
    medium.damaged.add(Reviews.JOURNAL);

    assertThat(speaking.verify(VerifyDepth.CHECKSUM).damage())
        .extracting(Damage::kind, Damage::name)
        .containsExactly(tuple(Kind.JOURNAL, Reviews.JOURNAL));
    assertThatThrownBy(this::collected)
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "Cannot collect garbage: what journal acme-reviews needs is not known:"
                + " Corrupt acme-reviews");
  }

  @Test
  void namesTheHoldersInADamagedJournal() {
    review(Reviews.needs(7, photo("one")), Reviews.needs(8, photo("one")), Reviews.givesUp(8));
    medium.before(
        "verify " + Reviews.JOURNAL,
        () -> {
          throw new CorruptDataException("Corrupt end");
        });

    assertThat(speaking.verify(VerifyDepth.CHECKSUM).damage())
        .extracting(Damage::kind, Damage::name, Damage::touches)
        .containsExactly(
            tuple(Kind.JOURNAL, Reviews.JOURNAL, List.of("review 7 (journal acme-reviews)")));
  }

  @Test
  void tellsADamagedEntryAndGoesOnBehindIt() {
    BlobId photo = photo("one");
    review("damaged", Reviews.needs(7, photo));
    medium.damaged.add(photo);

    assertThat(speaking.verify(VerifyDepth.HASH).damage())
        .extracting(Damage::kind, Damage::name, Damage::touches)
        .containsExactly(
            tuple(Kind.BLOB, photo.sha256(), List.of("review 7 (journal acme-reviews)")),
            tuple(Kind.CONTENT, "entry 1 of journal acme-reviews", List.of()));
    assertThatThrownBy(this::collected)
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "Cannot collect garbage: what entry 1 of journal acme-reviews needs is not known:"
                + " Corrupt review");
  }

  @Test
  void doesNotCallItDamageThatANewerProgramWrote() {
    review("newer");

    assertThat(speaking.verify(VerifyDepth.HASH).sound()).isTrue();
    assertThatThrownBy(this::collected).isInstanceOf(ReadOnlyException.class);
  }

  @Test
  void copiesWhatIsNeededAndNoHomeThatLacksIt(@TempDir Path directory) {
    BlobId photo = photo("one");
    review(Reviews.needs(7, photo));
    speaking.backup(directory.resolve("copy"));
    try (Medium copy = Media.existing(directory.resolve("copy"))) {
      assertThat(copy.blobs().read(photo)).isEqualTo(Fixtures.utf8("one"));
      assertThat(Fixtures.texts(copy.journals().read(Reviews.JOURNAL, 1)))
          .containsExactly(Reviews.needs(7, photo));
    }

    medium.blobs().quarantine(List.of(photo), medium.instant());
    assertThatThrownBy(() -> speaking.backup(directory.resolve("other")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("blob " + photo + " is needed, but missing");
  }

  @Test
  void givesUpWhatTrimmedEntriesNeed() {
    BlobId trimmed = photo("trimmed");
    BlobId left = photo("left");
    try (Journal journal = medium.journals().owned("acme-mine")) {
      journal.append(Fixtures.batch(Reviews.needs(7, trimmed), Reviews.needs(7, left)));
      journal.trim(2);
    }

    assertThat(collected()).containsExactly(trimmed);
  }

  /** Has a snapshot that stands for trimmed entries; it needs a blob, an entry left another. */
  private BlobId trimBehindASnapshot() {
    BlobId photo = photo("one");
    BlobId state = photo(Reviews.needs(7, photo));
    try (Journal journal = medium.journals().shared(Reviews.JOURNAL)) {
      journal.append(Fixtures.batch(Reviews.needs(7, photo), Reviews.needs(8, photo("other"))));
      journal.snapshot(new JournalSnapshot(1, state));
      journal.trim(2);
    }
    return photo;
  }

  private static JournalHolders readingSnapshots() {
    return new Reviews() {
      @Override
      public List<Holding> snapshot(String journal, byte[] state) {
        return line(new String(state, StandardCharsets.UTF_8));
      }
    };
  }

  @Test
  void asksTheSnapshotThatStandsForTrimmedEntries() {
    BlobId photo = trimBehindASnapshot();
    BlobId garbage = photo("garbage");
    Maintenance asked = HomeMaintenance.over(home, medium, readingSnapshots());

    assertThat(collected(asked)).containsExactly(garbage);
    assertThat(asked.verify(VerifyDepth.HASH).sound()).isTrue();
    medium.damaged.add(photo);
    assertThat(asked.verify(VerifyDepth.HASH).damage())
        .extracting(Damage::touches)
        .containsExactly(List.of("review 7 (journal acme-reviews)"));
  }

  @Test
  void stopsAtASnapshotThatNobodySpeaksFor() {
    trimBehindASnapshot();

    assertThatThrownBy(this::collected)
        .isInstanceOf(ReadOnlyException.class)
        .hasMessageEndingWith(
            "Cannot tell what the snapshot of journal acme-reviews needs: it stands for entries"
                + " that were trimmed (override JournalHolders.snapshot)");
  }

  @Test
  void readsAJournalAgainThatIsTrimmedMeanwhile() {
    BlobId gone = photo("gone");
    medium.blobs().quarantine(List.of(gone), medium.instant());
    try (Journal journal = medium.journals().owned("acme-mine")) {
      journal.append(Fixtures.batch(Reviews.needs(7, gone), Reviews.needs(7, photo("left"))));
      medium.before("read acme-mine", () -> journal.trim(2));

      assertThat(speaking.verify(VerifyDepth.HASH).sound()).isTrue();
    }
  }

  @Test
  void forgetsASnapshotThatIsReplacedMeanwhile() {
    BlobId photo = photo("one");
    BlobId state = photo(Reviews.needs(7, photo));
    BlobId next = photo("note");
    try (Journal journal = medium.journals().shared(Reviews.JOURNAL)) {
      journal.append(Fixtures.batch(Reviews.needs(7, photo), Reviews.givesUp(7), "note"));
      journal.snapshot(new JournalSnapshot(1, state));
      journal.trim(2);
      medium.before(
          "read " + Reviews.JOURNAL,
          () -> {
            journal.snapshot(new JournalSnapshot(2, next));
            journal.trim(3);
          });

      assertThat(collected(HomeMaintenance.over(home, medium, readingSnapshots())))
          .contains(photo)
          .doesNotContain(next);
    }
  }

  @Test
  void asksAllWhoSpeakForAJournal() {
    BlobId one = photo("one");
    BlobId other = photo("other");
    review(Reviews.needs(7, one));
    JournalHolders second =
        new Reviews() {
          @Override
          List<Holding> line(String line) {
            return List.of(new Needs("album", List.of(other)));
          }
        };

    assertThat(collected(HomeMaintenance.over(home, medium, reviews, second))).isEmpty();
  }

  @Test
  void isToldToTheHomeItIsOpenedWith() {
    BlobId photo = photo("one");
    BlobId garbage = photo("garbage");
    review(Reviews.needs(7, photo));
    medium.pass(Duration.ofDays(15));

    try (Lifecycle opened =
        Lifecycle.builder().medium(medium).clock(medium).journals(reviews).open()) {
      assertThat(opened.maintenance().collectGarbage().run().garbage()).containsExactly(garbage);
    }
  }
}
