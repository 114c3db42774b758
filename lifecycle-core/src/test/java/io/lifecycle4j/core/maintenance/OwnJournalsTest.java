package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.maintenance.VerifyReport.Damage;
import io.lifecycle4j.maintenance.VerifyReport.Damage.Kind;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home with journals of the user is looked after, if their names say whose they are. */
class OwnJournalsTest {
  private final TestMedium medium = new TestMedium(Media.memory());
  private final Maintenance maintenance = HomeMaintenance.over(medium, medium);

  @AfterEach
  void close() {
    medium.close();
  }

  private static final String REVIEWS = "own-reviews";

  private BlobId photo(String text) {
    return medium.blobs().put(Content.of(text));
  }

  private void write(String journal, String... lines) {
    try (Journal opened = medium.journals().shared(journal)) {
      opened.append(Fixtures.batch(lines));
    }
  }

  private List<BlobId> collected() {
    medium.pass(Duration.ofDays(15));
    return maintenance.collectGarbage().quarantine().run().garbage();
  }

  @Test
  void keepsWhatIsPinnedForAJournal() {
    BlobId photo = photo("one");
    BlobId garbage = photo("garbage");
    maintenance.pin("review 7", List.of(photo));
    write(REVIEWS, "7 " + photo.sha256(), "8 " + garbage.sha256());

    assertThat(collected()).containsExactly(garbage);
  }

  @Test
  void keepsTheSnapshotOfAJournal() {
    BlobId state = photo("state");
    try (Journal journal = medium.journals().shared(REVIEWS)) {
      journal.append(Fixtures.batch("one", "two"));
      journal.snapshot(new JournalSnapshot(1, state));
      journal.trim(2);
    }

    assertThat(collected()).isEmpty();
  }

  @Test
  void stopsAtAJournalWhoseNameDoesNotSayThatItIsOnesOwn() {
    for (String name : List.of("reviews", "owner", "reviews-own-")) {
      write(name, "note");
      assertThatThrownBy(this::collected)
          .isInstanceOf(ReadOnlyException.class)
          .hasMessageContaining("belongs to none of the rooms")
          .hasMessageEndingWith("(a journal of your own has a name that begins with own-)");
    }
  }

  @Test
  void tellsADamagedJournal() {
    write(REVIEWS, "note");
    medium.damaged.add(REVIEWS);

    assertThat(maintenance.verify(VerifyDepth.CHECKSUM).damage())
        .extracting(Damage::kind, Damage::name)
        .containsExactly(tuple(Kind.JOURNAL, REVIEWS));
  }

  @Test
  void copiesTheJournalAndWhatIsPinned(@TempDir Path directory) {
    BlobId photo = photo("one");
    maintenance.pin("review 7", List.of(photo));
    write(REVIEWS, "7 " + photo.sha256());
    maintenance.backup(directory.resolve("copy"));
    try (Medium copy = Media.existing(directory.resolve("copy"))) {
      assertThat(copy.blobs().read(photo)).isEqualTo(Fixtures.utf8("one"));
      assertThat(Fixtures.texts(copy.journals().read(REVIEWS, 1)))
          .containsExactly("7 " + photo.sha256());
    }

    medium.blobs().maintenance().quarantine(List.of(photo), medium.instant());
    assertThatThrownBy(() -> maintenance.backup(directory.resolve("other")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("blob " + photo + " is needed, but missing");
  }
}
