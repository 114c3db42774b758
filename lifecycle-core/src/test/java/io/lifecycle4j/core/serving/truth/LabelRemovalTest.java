package io.lifecycle4j.core.serving.truth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.serving.truth.GroundTruths.Line;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.serving.GroundTruth;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels that are removed are gone from reading and from the disk, and no others are. */
@SuppressWarnings("NullAway") // set before each test
class LabelRemovalTest {
  private static final Instant TIME = Fixtures.TIME;

  @TempDir private Path directory;
  private Medium medium;
  private GroundTruths truths;
  private LabelRemoval removal;

  @BeforeEach
  void open() {
    medium = Media.file(directory);
    truths = new GroundTruths(medium.journals(), "fraud", () -> TIME);
    removal = new LabelRemoval(medium, "fraud");
  }

  @AfterEach
  void close() {
    truths.close();
    medium.close();
  }

  private RecordedLabels read() {
    return GroundTruths.read(medium.journals(), "fraud", GroundTruths.Selection.ALL);
  }

  private JournalState state() {
    return medium.journals().state(GroundTruths.journal("fraud")).orElseThrow();
  }

  private boolean isOnDisk(String text) {
    return Tree.files(directory).values().stream()
        .anyMatch(bytes -> new String(bytes, ISO_8859_1).contains(text));
  }

  @Test
  void erasesLabelsAndThoseThatTheyCorrected() {
    truths.record(Map.of("a1-1", "measles"));
    truths.record(Map.of("a1-2", "cold"));
    truths.record(Map.of("a1-2", "flu"));
    truths.record(Map.of("a1-1", "rubella"));
    truths.record(Map.of("a1-3", "healthy"));
    removal.erase(Set.of("a1-1", "b2-7"));
    assertThat(read().ids()).containsExactly("a1-2", "a1-3");
    assertThat(read().find("a1", 2)).isEqualTo(new GroundTruth("flu", TIME, 2));
    assertThat(isOnDisk("measles") || isOnDisk("rubella")).as("on the disk").isFalse();
    assertThat(isOnDisk("healthy")).isTrue();

    truths.record(Map.of("a1-1", "later", "a1-2", "cold again"));
    removal.erase(Set.of("a1-3"));
    assertThat(read().ids()).as("recorded later").containsExactly("a1-1", "a1-2");
    assertThat(read().find("a1", 2)).isEqualTo(new GroundTruth("cold again", TIME, 3));
    removal.erase(Set.of("a1-1", "a1-2"));
    assertThat(read().isEmpty()).isTrue();
    truths.record(Map.of("c-1", "the first again"));
    assertThat(read().ids()).containsExactly("c-1");
  }

  @Test
  void changesNothingIfThereIsNothingToRemove() {
    removal.erase(Set.of("a1-1"));
    removal.trim(GroundTruths.Selection.ALL);
    assertThat(medium.journals().names()).isEmpty();
    truths.record(Map.of("a1-1", "yes"));
    removal.erase(Set.of("a1-2"));
    removal.erase(Set.of());
    removal.trim(GroundTruths.Selection.ALL);
    assertThat(state().first()).isEqualTo(1);
    assertThat(state().sequence()).isEqualTo(2);
  }

  /** The copy of a label may stand behind one that was recorded after it. */
  @Test
  void keepsTheOrderInWhichLabelsWereRecorded() {
    truths.record(Map.of("a1-1", "old"));
    truths.record(Map.of("a1-2", "gone"));
    truths.record(Map.of("a1-1", "new"));
    removal.erase(Set.of("a1-2"));
    assertThat(state().first()).as("only what must be is copied").isEqualTo(4);
    assertThat(read().find("a1", 1)).isEqualTo(new GroundTruth("new", TIME, 2));
    truths.record(Map.of("a1-3", "gone"));
    removal.erase(Set.of("a1-3"));
    assertThat(read().find("a1", 1)).isEqualTo(new GroundTruth("new", TIME, 2));
  }

  /** As a crash leaves them between the copies and the end of their originals. */
  @Test
  void doesNotCountACopyBesideItsOriginal() {
    truths.record(Map.of("a1-1", "old"));
    truths.record(Map.of("a1-1", "new"));
    truths.record(Map.of("a1-2", "gone"));
    try (Journal journal = medium.journals().shared(GroundTruths.journal("fraud"))) {
      byte[] copy = StorageForms.JSON.write(Line.of("a1-1", "old", TIME).copyOf(2));
      journal.append(Batch.of(copy, Durability.POWER));
    }
    assertThat(read().find("a1", 1)).isEqualTo(new GroundTruth("new", TIME, 2));
    removal.erase(Set.of("a1-2"));
    assertThat(read().find("a1", 1)).isEqualTo(new GroundTruth("new", TIME, 2));
    removal.erase(Set.of("a1-1"));
    assertThat(read().isEmpty()).isTrue();
  }

  @Test
  @OnlyLarger
  void trimsTheOldestThatAreNotNeededAndStopsWhereMostAre() {
    Map<String, Object> labels = new LinkedHashMap<>();
    for (int i = 1; i <= 35_000; i++) {
      labels.put("a1-" + i, "yes");
    }
    truths.record(labels);
    removal.trim(
        (session, number, time) -> (number > 12_000 && number < 30_000) || number % 5_000 == 0);
    assertThat(state().first()).as("two windows, and the header").isEqualTo(20_002);
    assertThat(read().ids().size()).isEqualTo(23_002);
    assertThat(read().find("a1", 5_000)).isNotNull();
    assertThat(read().find("a1", 12_000)).isNull();
    assertThat(read().find("a1", 30_001)).as("behind those that are needed").isNotNull();

    removal.trim((session, number, time) -> number > 34_900);
    assertThat(read().ids().size()).isEqualTo(100);
    assertThat(requireNonNull(read().find("a1", 35_000)).times()).isEqualTo(1);
  }

  @Test
  void holdsOnlyTheLabelsThatAreWanted() {
    truths.record(Map.of("a1-1", "yes", "a1-2", "yes", "b2-1", "no"));
    RecordedLabels some =
        GroundTruths.read(
            medium.journals(), "fraud", (session, number, time) -> session.equals("b2"));
    assertThat(some.ids()).containsExactly("b2-1");
  }

  @Test
  void recordsNothingOnceTheModelIsClosed() {
    truths.record(Map.of("a1-1", "yes"));
    truths.close();
    assertThatThrownBy(() -> truths.record(Map.of("a1-2", "yes")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model fraud is closed");
  }
}
