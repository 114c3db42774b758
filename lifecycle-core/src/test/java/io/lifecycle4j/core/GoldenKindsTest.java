package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.serving.ModelLog;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of entry, file and document is in a home that is kept, and reads for ever. */
class GoldenKindsTest {
  private static final String NAME = GoldenHomeTest.KINDS;

  @TempDir private Path directory;
  @TempDir private Path elsewhere;
  private Path home;

  @BeforeEach
  void copy() throws Exception {
    home = directory.resolve("home");
    GoldenHomeTest.copy(NAME, home);
  }

  /** A new kind needs a new home: see {@link KindsHome}. */
  @Test
  void areAllInSomeHome() throws Exception {
    Set<String> kept = new TreeSet<>(KeptKinds.in(home));
    for (String other : GoldenHomeTest.formats()) {
      Path copy = elsewhere.resolve(other);
      GoldenHomeTest.copy(other, copy);
      kept.addAll(KeptKinds.in(copy));
    }
    Set<String> missing = new TreeSet<>(WrittenKinds.all());
    missing.removeAll(kept);
    assertThat(missing).as("what no home in golden has, and KindsHome must write").isEmpty();
  }

  @Test
  void sayWhatTheySaidWhenTheyWereWritten() throws Exception {
    try (Lifecycle life = KindsHome.open(home)) {
      assertThat(life.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
      assertThat(KindsReading.lines(life)).isEqualTo(GoldenHomeTest.lines(NAME));
    }
  }

  /** Else nobody could write the home that a new kind needs. */
  @Test
  void areAllWrittenByTheLifeThatWritesHomes() throws IOException {
    Path scratch = Files.createDirectory(elsewhere.resolve("scratch"));
    Path today = elsewhere.resolve("today");
    KindsHome.write(today, scratch);
    Set<String> missing = new TreeSet<>(WrittenKinds.all());
    missing.removeAll(KeptKinds.in(today));
    assertThat(missing).as("what KindsHome does not write").isEmpty();
  }

  @Test
  void goOn() {
    try (Lifecycle life = KindsHome.open(home)) {
      Dataset stations = life.datasets().dataset("stations");
      stations.tag(1, "first");
      assertThat(stations.tags()).containsEntry("first", 1);
      life.maintenance().unpin("kept");
      life.experiments().tag("died", "seen", "yes");
      life.experiments().purge("deleted");
      assertThat(life.maintenance().verifyNext(1, VerifyDepth.STRUCTURE).damage()).isEmpty();
      assertThat(life.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
    }
  }

  @Test
  void holdThePredictionsThatWereAnswered() {
    try (Medium medium = Media.file(home)) {
      List<String> answers = new ArrayList<>();
      Schema lengths = Schema.builder().column("length", DataType.FLOAT64).build();
      ModelLog.reading(medium, "species", null)
          .of(lengths, () -> lengths, Tasks.classification("species"))
          .forEach(one -> answers.add(one.findAnswer().orElseThrow()));
      assertThat(answers).contains("setosa", "virginica");
    }
  }
}
