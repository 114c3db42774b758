package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import org.junit.jupiter.api.Test;

/** Whether somebody owns a journal can be told without opening it. */
class JournalOwnersTest {
  private static void tells(JournalStore owner, JournalStore asking) {
    assertThat(asking.isOwned("run-1")).isFalse();
    try (Journal journal = owner.owned("run-1")) {
      assertThat(asking.isOwned("run-1")).isTrue();
      assertThat(owner.isOwned("run-1")).isTrue();
      journal.append(Fixtures.batch("a"));
      assertThat(asking.isOwned("run-1")).isTrue();
    }
    assertThat(asking.isOwned("run-1")).isFalse();
    owner.owned("run-1").close();
    assertThat(owner.isOwned("run-1")).isFalse();
  }

  @Test
  void isToldInMemory() {
    try (Medium medium = Media.memory()) {
      tells(medium.journals(), medium.journals());
    }
  }

  @Test
  void isToldByAnotherProcessWithoutTakingAnythingFromTheOwner() {
    Disk disk = new Disk();
    try (Medium owner = Media.file(new MemoryFileSystem(disk).getPath("/home"));
        Medium asking = Media.file(new MemoryFileSystem(disk).getPath("/home"))) {
      tells(owner.journals(), asking.journals());
      try (Journal journal = owner.journals().owned("run-1")) {
        int before = disk.position();
        for (int i = 0; i < 10; i++) {
          assertThat(asking.journals().isOwned("run-1")).isTrue();
          assertThat(owner.journals().isOwned("run-1")).isTrue();
        }
        assertThat(disk.position()).isEqualTo(before);
        assertThat(journal.append(Fixtures.batch("b"))).isEqualTo(2);
      }
    }
  }
}
