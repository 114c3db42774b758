package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.Purges.Settled;
import io.lifecycle4j.core.data.Versions.VersionEntry;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.data.Purge;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a purge leaves that cannot be completed. */
class BlobErasureTest {
  /** Refers to a blob only once it was looked at before, and is damaged by then. */
  private static final class LateHolder implements References {
    private final BlobId blob;
    private int walks;

    LateHolder(BlobId blob) {
      this.blob = blob;
    }

    @Override
    public boolean owns(String journal) {
      return false;
    }

    @Override
    public void walk(Visitor visitor) {
      if (++walks > 1) {
        visitor.reaches("run late", blob);
        visitor.unreadable("model damaged", new CorruptDataException("Corrupt manifest"));
      }
    }
  }

  @Test
  void putsBackWhatIsNeededIfItIsNotKnownWhatElseIsNeeded() {
    try (Medium home = Media.memory()) {
      BlobId shared = home.blobs().put(Content.of(new byte[] {1}));
      BlobId other = home.blobs().put(Content.of(new byte[] {2}));
      BlobErasure erasure =
          BlobErasure.of(home, new LateHolder(shared), Set.of(shared, other), "purge rides:1");
      assertThatThrownBy(erasure::run)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("what model damaged needs is not known");
      assertThat(home.blobs().read(shared)).containsExactly(1);
      assertThat(home.blobs().missing(Set.of(other))).containsExactly(other);
    }
  }

  /** The references of a home in which something is damaged after so many walks. */
  private static final class Damaged implements References {
    private int sound = 1;
    private int walks;

    @Override
    public boolean owns(String journal) {
      return false;
    }

    @Override
    public void walk(Visitor visitor) {
      if (++walks > sound) {
        visitor.unreadable("model damaged", new CorruptDataException("Corrupt manifest"));
      }
    }
  }

  @Test
  void isAttemptedByACommitNowAndThenOrIfThatNeedsItsBlobs() {
    try (SampleHome home = new SampleHome()) {
      BlobId file = home.csv("day,temp,riders\nMon,1,2\n").manifest().files().get(0).blob();
      JournalStore journals = home.medium.journals();
      Fold<Versions> journal =
          new Fold<>(journals.shared(JournalDatasetStore.JOURNAL), new Versions(), Versions::add);
      Damaged everything = new Damaged();
      AtomicLong nanos = new AtomicLong();
      Purges purges =
          new Purges(home.medium, journal, everything, () -> SampleHome.NOW, nanos::get);
      VersionEntry version = journal.read(all -> all.of("rides").get(0));
      assertThatThrownBy(
              () -> purges.purge(version, new Purge("alice", "asked to", SampleHome.NOW)))
          .isInstanceOf(UnknownOutcomeException.class);

      everything.walks = everything.sound;
      assertThat(purges.trySettle(Set::of).pending()).hasSize(1);
      Settled again = purges.trySettle(Set::of);
      assertThat(again.pending()).hasSize(1);
      assertThatThrownBy(() -> purges.checkSpares(again, Set.of(file)))
          .isInstanceOf(CorruptDataException.class);
      assertThat(everything.walks - everything.sound).isEqualTo(1);
      purges.trySettle(() -> Set.of(file));
      assertThat(everything.walks - everything.sound).as("it needs its blobs").isEqualTo(2);
      nanos.addAndGet(Duration.ofMinutes(2).toNanos());
      purges.trySettle(Set::of);
      assertThat(everything.walks - everything.sound).as("after a while").isEqualTo(3);

      everything.sound = Integer.MAX_VALUE;
      nanos.addAndGet(Duration.ofHours(1).toNanos());
      assertThat(purges.trySettle(Set::of)).isEqualTo(new Settled(1, List.of(), null));
      assertThat(home.medium.blobs().contains(file)).isFalse();
    }
  }
}
