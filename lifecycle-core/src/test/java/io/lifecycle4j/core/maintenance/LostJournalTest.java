package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.maintenance.VerifyReport;
import io.lifecycle4j.maintenance.VerifyReport.Damage;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A home that lost the directory of a journal: nothing that it named is taken for garbage. */
class LostJournalTest {
  @TempDir private Path directory;

  private final InstantSource clock = InstantSource.system();
  private String run = "";

  private Path home() {
    return directory.resolve("home");
  }

  /**
   * Writes a home of one dataset, one run and one model, and deletes the directory of a journal.
   */
  private void lose(String journal) throws IOException {
    try (Medium medium = Media.file(home())) {
      Kept kept = new Kept(medium, clock);
      kept.model("ridership", kept.dataset("rides", "data"), "weights");
      kept.run("trial-1", "plot");
      run = kept.runJournal();
    }
    Path lost = Tree.room(home(), journal.equals("run") ? run : journal);
    for (Path path : Tree.paths(lost).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(path);
    }
  }

  private static Maintenance maintenance(Medium medium) {
    return HomeMaintenance.over(medium, InstantSource.system());
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry", "datasets", "runs", "run"})
  void isNotSound(String journal) throws IOException {
    lose(journal);
    try (Medium medium = Media.file(home())) {
      VerifyReport report = maintenance(medium).verify(VerifyDepth.STRUCTURE);
      assertThat(report.sound()).isFalse();
      assertThat(report.damage())
          .extracting(Damage::toString)
          .anySatisfy(text -> assertThat(text).contains(journal, "is missing"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry", "datasets", "runs", "run"})
  void collectsNoGarbage(String journal) throws IOException {
    lose(journal);
    try (Medium medium = Media.file(home())) {
      List<?> before = Fixtures.ids(medium.blobs());
      assertThatThrownBy(
              () -> maintenance(medium).collectGarbage().grace(Duration.ZERO).quarantine().run())
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining(journal);
      assertThat(Fixtures.ids(medium.blobs())).isEqualTo(before);
    }
  }

  @Test
  void beginsTheJournalNotAnew() throws IOException {
    lose("registry");
    try (Medium medium = Media.file(home())) {
      assertThatThrownBy(() -> new Kept(medium, clock))
          .isInstanceOf(CorruptDataException.class)
          .hasMessage(
              "Corrupt journal %s: it is missing (restore the home from a backup, or delete %s to"
                  + " do without it)",
              Tree.room(realHome(), "registry"), realHome().resolve("begun/registry"));
    }
  }

  private Path realHome() throws IOException {
    return home().toRealPath();
  }

  @Test
  void beginsAnewOnceItIsSaidToBeGone() throws IOException {
    lose("registry");
    Files.delete(home().resolve("begun/registry"));
    try (Medium medium = Media.file(home())) {
      Kept kept = new Kept(medium, clock);
      assertThat(kept.model("other", kept.dataset("others", "data"), "weights").number()).isOne();
    }
    assertThat(home().resolve("begun/registry")).hasContent("registry");
  }
}
