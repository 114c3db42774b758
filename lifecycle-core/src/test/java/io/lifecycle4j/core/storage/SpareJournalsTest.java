package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.SpareJournals.Owned;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpareJournalsTest {
  private final Medium medium = Media.memory();
  private final JournalStore journals = medium.journals();

  @AfterEach
  void close() {
    medium.close();
  }

  private Owned own(String fresh) {
    return own(fresh, name -> true);
  }

  private Owned own(String fresh, Predicate<String> isSpare) {
    Owned owned = SpareJournals.own(journals, "loads-", isSpare, fresh.substring(6));
    List<byte[]> line = List.of(Fixtures.utf8(fresh));
    owned.journal().append(new Batch(new UUID(1, 1), Batch.ANY, line, Durability.MEMORY));
    return owned;
  }

  private void spare(String name) {
    own(name, any -> false).journal().close();
  }

  @Test
  void areUsedAgainWhenTheirOwnerIsGone() {
    Owned first = own("loads-1");
    Owned second = own("loads-2");
    assertThat(second.name()).as("the first one has an owner").isEqualTo("loads-2");
    first.journal().close();
    assertThat(own("loads-3").name()).isEqualTo("loads-1");
    assertThat(journals.names()).containsExactly("loads-1", "loads-2");
  }

  @Test
  void areOfTheSameKind() {
    journals.owned("runs-1").close();
    spare("loads-1");
    assertThat(SpareJournals.own(journals, "runs", name -> false, "-2").name()).isEqualTo("runs-2");
    assertThat(own("loads-2", name -> name.equals("runs-1")).name()).isEqualTo("loads-2");
  }

  @Test
  void areLeftIfAnotherProcessUsedThemInBetween() {
    spare("loads-1");
    AtomicInteger asked = new AtomicInteger();
    assertThat(own("loads-2", name -> asked.incrementAndGet() == 1).name()).isEqualTo("loads-2");
    assertThat(asked).hasValue(2);
    assertThat(journals.isOwned("loads-1")).as("it was given back").isFalse();
  }

  @Test
  void areLeftIfAnotherProcessOwnsThemByNow() {
    spare("loads-1");
    assertThat(own("loads-2", name -> journals.owned(name) != null).name()).isEqualTo("loads-2");
  }

  @Test
  void areLeftIfTheyAreCorrupt() {
    spare("loads-1");
    Predicate<String> corrupt =
        name -> {
          throw new CorruptDataException("Corrupt journal " + name);
        };
    assertThat(own("loads-2", corrupt).name()).isEqualTo("loads-2");
  }

  @Test
  void areOthersIfAnErrorKeptAnEmptyOneOpen() {
    try (Journal lost = journals.owned("loads-1");
        Journal again = own("loads-1", name -> false).journal()) {
      assertThat(journals.names()).doesNotContain("loads-1").hasSize(1);
      assertThat(again.sequence()).isEqualTo(1);
      assertThat(lost.sequence()).isZero();
    }
  }

  @Test
  void areNotOwnedIfTheDiskFails() {
    spare("loads-1");
    AtomicInteger asked = new AtomicInteger();
    Predicate<String> failing =
        name -> {
          if (asked.incrementAndGet() == 1) {
            return true;
          }
          throw new StorageFailedException("Cannot read " + name);
        };
    own("loads-2", failing);
    assertThat(journals.isOwned("loads-1")).isFalse();
    medium.close();
    assertThatThrownBy(() -> own("loads-3")).isInstanceOf(IllegalStateException.class);
  }
}
