package io.lifecycle4j.core.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.loading.LoadMarkers.Line;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load that ended its process leaves a mark, and no other load does. */
class LoadMarkersTest {
  @TempDir private Path directory;
  private int ticks;

  private static LoadMarkers markers(Medium medium) {
    return new LoadMarkers(medium, () -> Fixtures.TIME);
  }

  private Medium medium() {
    return Media.file(directory.resolve("home"));
  }

  private Instant tick() {
    return Fixtures.TIME.plusSeconds(++ticks);
  }

  private static void close(LoadMarkers.@Nullable Mark mark) {
    assertThat(mark).isNotNull();
    mark.close();
  }

  /** What a process leaves that dies in a load. */
  static void dieIn(Medium medium, String model, int version) {
    LoadMarkers.@Nullable Mark unended = markers(medium).begin(model, version, Purpose.SERVE);
    assertThat(unended).isNotNull(); // closing the medium gives the journal up, without an end
  }

  @Test
  void findsALoadThatEndedItsProcess() {
    try (Medium dies = medium()) {
      close(markers(dies).begin("line", 1, Purpose.SERVE));
      dieIn(dies, "line", 2);
      assertThat(markers(dies).fatal("line")).extracting(Line::version).as("in progress").isEmpty();
    }
    try (Medium next = medium()) {
      assertThat(markers(next).fatal("line")).extracting(Line::version).containsExactly(2);
      assertThat(markers(next).fatal("other")).extracting(Line::version).isEmpty();
    }
  }

  @Test
  void forgetsItOnceItEndsWell() {
    try (Medium dies = medium()) {
      dieIn(dies, "line", 2);
    }
    try (Medium next = medium()) {
      close(markers(next).begin("line", 3, Purpose.SERVE));
      assertThat(markers(next).fatal("line")).extracting(Line::version).containsExactly(2);
      close(markers(next).begin("line", 2, Purpose.SERVE));
      assertThat(markers(next).fatal("line")).extracting(Line::version).isEmpty();
    }
  }

  @Test
  void findsNoLoadThatEndedWellThoughTheClockWasPutBackMeanwhile() {
    try (Medium medium = medium()) {
      dieIn(medium, "line", 3);
    }
    try (Medium medium = medium()) {
      AtomicReference<Instant> now = new AtomicReference<>(Fixtures.TIME.plusSeconds(3_600));
      LoadMarkers markers = new LoadMarkers(medium, now::get);
      LoadMarkers.@Nullable Mark mark = markers.begin("line", 2, Purpose.SERVE);
      now.set(Fixtures.TIME);
      close(mark);
      assertThat(markers.fatal("line")).extracting(Line::version).containsExactly(3);
      close(markers.begin("line", 2, Purpose.SERVE));
      assertThat(markers.fatal("line")).extracting(Line::version).containsExactly(3);
    }
  }

  @Test
  void forgetsItOnceItWasSkipped() {
    try (Medium dies = medium()) {
      dieIn(dies, "line", 2);
    }
    try (Medium next = medium()) {
      assertThat(markers(next).skip("line")).extracting(Line::version).containsExactly(2);
      assertThat(markers(next).skip("line"))
          .extracting(Line::version)
          .as("the next start tries it again")
          .isEmpty();
      dieIn(next, "line", 2);
    }
    try (Medium later = medium()) {
      assertThat(markers(later).skip("line"))
          .extracting(Line::version)
          .as("it died again")
          .containsExactly(2);
    }
  }

  @Test
  @SuppressWarnings("try") // closed while a load is in progress
  void findsNoLoadThatAnOrderlyEndLeftInProgress() {
    try (Medium closes = medium();
        LoadMarkers markers = markers(closes)) {
      LoadMarkers.@Nullable Mark hangs = markers.begin("line", 2, Purpose.SERVE);
      markers.close();
      assertThat(hangs).isNotNull();
      hangs.close(); // its thread ends at last
      assertThat(markers.begin("line", 3, Purpose.SERVE)).as("ended at once").isNotNull();
    }
    try (Medium next = medium()) {
      assertThat(markers(next).fatal("line")).extracting(Line::version).isEmpty();
      assertThat(Fixtures.texts(next.journals().read(names(next.journals()).get(0), 1))).hasSize(4);
    }
  }

  @Test
  void needsAsManyJournalsAsLoadsRunAtOnce() {
    try (Medium medium = medium()) {
      LoadMarkers markers = markers(medium);
      try (LoadMarkers.@Nullable Mark one = markers.begin("line", 1, Purpose.SERVE);
          LoadMarkers.@Nullable Mark two = markers.begin("line", 2, Purpose.SERVE)) {
        assertThat(one).isNotSameAs(two);
      }
      for (int i = 0; i < 5; i++) {
        close(markers.begin("line", 3, Purpose.SERVE));
      }
      assertThat(names(medium.journals())).hasSize(2).allMatch(LoadMarkers::owns);
    }
  }

  @Test
  void keepsFewEntriesHoweverManyLoadsThereWere() {
    try (Medium dies = medium()) {
      dieIn(dies, "line", 2);
      dieIn(dies, "other", 2);
    }
    try (Medium next = medium()) {
      LoadMarkers markers = new LoadMarkers(next, this::tick);
      for (int i = 0; i < LoadMarkers.MOST; i++) {
        close(markers.begin("line", 1, Purpose.SERVE));
      }
      close(markers.begin("line", 2, Purpose.SERVE));
      assertThat(markers.fatal("line")).extracting(Line::version).isEmpty();
      assertThat(markers.fatal("other")).extracting(Line::version).containsExactly(2);
      for (String name : names(next.journals())) {
        JournalState state = next.journals().state(name).orElseThrow();
        assertThat(state.sequence() - state.first()).isLessThan(LoadMarkers.MOST);
      }
    }
  }

  /** Another journal has the begin that it follows. */
  @Test
  void keepsTheEndOfALoadThatEndedAProcessBefore() {
    try (Medium medium = medium()) {
      LoadMarkers markers = markers(medium);
      LoadMarkers.@Nullable Mark own = markers.begin("line", 1, Purpose.SERVE);
      dieIn(medium, "line", 2);
      close(own);
    }
    try (Medium medium = medium()) {
      LoadMarkers markers = new LoadMarkers(medium, this::tick);
      List<String> names = names(medium.journals());
      int begun = medium.journals().state(names.get(0)).orElseThrow().sequence() == 1 ? 0 : 1;
      try (Journal taken = medium.journals().owned(names.get(begun))) {
        close(markers.begin("line", 2, Purpose.SERVE));
        for (int i = 0; i < LoadMarkers.MOST; i++) {
          close(markers.begin("line", 1, Purpose.SERVE));
        }
        assertThat(taken.sequence()).isEqualTo(1);
      }
      assertThat(medium.journals().state(names.get(1 - begun)).orElseThrow().first())
          .isGreaterThan(1);
      assertThat(markers.fatal("line")).extracting(Line::version).isEmpty();
    }
  }

  @Test
  @OnlyLarger
  void endsALoadWhoseProcessIsToldToStop() throws Exception {
    Path home = directory.resolve("home");
    try (ChildJvm child = ChildJvm.start(ChildArchive.options(), LoadExitWorker.class, home)) {
      assertThat(child.awaitEnd()).containsExactly("begun");
    }
    try (Medium next = medium()) {
      assertThat(names(next.journals())).hasSize(1);
      assertThat(markers(next).fatal("line")).extracting(Line::version).isEmpty();
    }
  }

  private static List<String> names(JournalStore journals) {
    return journals.names();
  }

  @Test
  void writesWhatIsDocumented() {
    Map<String, String> vectors = FormatVectors.entries("loads-ID");
    try (Medium medium = medium()) {
      close(markers(medium).begin("fraud", 3, Purpose.SERVE));
      close(markers(medium).begin("fraud", 3, Purpose.STAND_BY));
      JournalClosing.despiteErrors(markers(medium).written("skipped", "fraud", 3));
      assertThat(Fixtures.texts(medium.journals().read(names(medium.journals()).get(0), 1)))
          .containsExactly(
              vectors.get("begun"),
              vectors.get("ended"),
              vectors.get("stand-by"),
              vectors.get("ended"),
              vectors.get("skipped"));
    }
  }

  @Test
  void neverPreventsALoad() {
    Medium closed = medium();
    LoadMarkers markers = markers(closed);
    closed.close();
    assertThat(markers.begin("line", 1, Purpose.SERVE)).isNull();
  }
}
