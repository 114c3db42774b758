package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load that ended its process leaves a mark, and no other load does. */
class LoadMarkersTest {
  @TempDir private Path directory;

  private static LoadMarkers markers(Medium medium) {
    return new LoadMarkers(medium, () -> Fixtures.TIME);
  }

  private Medium medium() {
    return Media.file(directory.resolve("home"));
  }

  /** What a process leaves that dies in a load. */
  static void dieIn(Medium medium, String model, int version) {
    LoadMarkers.Mark unended = markers(medium).begin(model, version);
    assertThat(unended).isNotNull(); // closing the medium gives the journal up, without an end
  }

  @Test
  void findsALoadThatEndedItsProcess() {
    try (Medium dies = medium()) {
      markers(dies).begin("line", 1).close();
      dieIn(dies, "line", 2);
      assertThat(markers(dies).fatal("line")).as("in progress").isEmpty();
    }
    try (Medium next = medium()) {
      assertThat(markers(next).fatal("line")).containsExactly(2);
      assertThat(markers(next).fatal("other")).isEmpty();
    }
  }

  @Test
  void forgetsItOnceItEndsWell() {
    try (Medium dies = medium()) {
      dieIn(dies, "line", 2);
    }
    try (Medium next = medium()) {
      markers(next).begin("line", 3).close();
      assertThat(markers(next).fatal("line")).containsExactly(2);
      markers(next).begin("line", 2).close();
      assertThat(markers(next).fatal("line")).isEmpty();
    }
  }

  @Test
  void needsAsManyJournalsAsLoadsRunAtOnce() {
    try (Medium medium = medium()) {
      LoadMarkers markers = markers(medium);
      try (LoadMarkers.Mark one = markers.begin("line", 1);
          LoadMarkers.Mark two = markers.begin("line", 2)) {
        assertThat(one).isNotSameAs(two);
      }
      for (int i = 0; i < 5; i++) {
        markers.begin("line", 3).close();
      }
      assertThat(names(medium.journals())).hasSize(2).allMatch(LoadMarkers::owns);
    }
  }

  private static List<String> names(JournalStore journals) {
    return journals.names();
  }

  @Test
  void writesWhatIsDocumented() {
    Map<String, String> vectors = FormatVectors.entries("loads-ID");
    try (Medium medium = medium()) {
      markers(medium).begin("fraud", 3).close();
      assertThat(Fixtures.texts(medium.journals().read(names(medium.journals()).get(0), 1)))
          .containsExactly(vectors.get("begun"), vectors.get("ended"));
    }
  }

  @Test
  void neverPreventsALoad() {
    Medium closed = medium();
    LoadMarkers markers = markers(closed);
    closed.close();
    markers.begin("line", 1).close();
  }
}
