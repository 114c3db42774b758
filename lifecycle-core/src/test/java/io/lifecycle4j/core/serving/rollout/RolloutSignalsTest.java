package io.lifecycle4j.core.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.core.serving.traffic.TrafficRecorder;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which process decides, and which counts it misses. */
@Timeout(60)
@SuppressWarnings("try") // closed early, as if its process ended
class RolloutSignalsTest {
  private final Medium medium = Media.memory();
  private final JournalStore journals = medium.journals();
  private final RolloutSignals one = new RolloutSignals(journals, "fraud");
  private final RolloutSignals other = new RolloutSignals(journals, "fraud");
  private final RolloutState first = state("a1", 0);

  @AfterEach
  void close() {
    one.close();
    other.close();
    medium.close();
  }

  private static RolloutState state(String rollout, int step) {
    return new RolloutState(
        Moves.rollout("fraud", 1, 2, rollout),
        Optional.empty(),
        Fixtures.TIME,
        step,
        RolloutFigures.NONE,
        Optional.empty());
  }

  /** Counts requests of both arms, as a process does that ends then. */
  private static void count(Medium home, RolloutState state, int requests) {
    CountedCalls calls = new CountedCalls();
    RolloutWorker.count(calls, state, requests, 0);
    try (TrafficRecorder recorder = new TrafficRecorder(calls, home.journals(), "fraud")) {
      recorder.recordAll(Fixtures.TIME);
    }
  }

  @Test
  void missesNoCountsInAJournalThatWasCorruptBeforeTheRollout(@TempDir Path home)
      throws IOException {
    try (Medium files = Media.file(home);
        RolloutSignals signals = new RolloutSignals(files.journals(), "fraud")) {
      count(files, state("a0", 0), 10);
      String old = counts(files, "");
      damage(home, old);
      assertThat(signals.sum(first).corrupt()).contains(old);
      assertThat(signals.leads(first)).isTrue();
      assertThat(signals.sum(first).corrupt()).isEmpty();
      signals.close();
      assertThat(signals.leads(first)).isTrue();
      assertThat(signals.sum(first).corrupt()).as("it leads again").isEmpty();
      count(files, first, 10);
      assertThat(signals.sum(first).canary().requests()).isEqualTo(10);
    }
  }

  @Test
  void missesCountsInAJournalThatIsDamagedLater(@TempDir Path home) throws IOException {
    try (Medium files = Media.file(home);
        RolloutSignals signals = new RolloutSignals(files.journals(), "fraud");
        RolloutSignals next = new RolloutSignals(files.journals(), "fraud")) {
      assertThat(signals.leads(first)).isTrue();
      count(files, first, 10);
      damage(home, counts(files, ""));
      signals.close();
      assertThat(next.leads(first)).isTrue();
      assertThat(next.sum(first).corrupt()).contains(counts(files, ""));
    }
  }

  @Test
  void missesNoCountsInThatJournalWhenAnotherProcessDecides(@TempDir Path home) throws IOException {
    try (Medium files = Media.file(home);
        RolloutSignals signals = new RolloutSignals(files.journals(), "fraud");
        RolloutSignals next = new RolloutSignals(files.journals(), "fraud")) {
      count(files, state("a0", 0), 10);
      damage(home, counts(files, ""));
      assertThat(signals.leads(first)).isTrue();
      signals.close();
      assertThat(next.leads(state("a1", 1))).isTrue();
      assertThat(next.sum(state("a1", 1)).corrupt()).isEmpty();
      next.close();
      assertThat(signals.leads(state("b1", 0))).isTrue();
      assertThat(signals.sum(state("b1", 0)).corrupt()).as("nor in the next").isEmpty();
    }
  }

  @Test
  void decidesThoughTheJournalOfWhoDecidesIsCorrupt(@TempDir Path home) throws IOException {
    try (Medium files = Media.file(home);
        RolloutSignals signals = new RolloutSignals(files.journals(), "fraud");
        RolloutSignals next = new RolloutSignals(files.journals(), "fraud")) {
      assertThat(signals.leads(first)).isTrue();
      damage(home, files.journals().names().get(0));
      assertThat(next.leads(first)).as("while its owner still leads").isFalse();
      signals.close();
      assertThat(next.leads(first)).isTrue();
      assertThat(signals.leads(first)).isFalse();
    }
  }

  @Test
  void missesCountsInAJournalThatMayBeCorruptSinceTheRolloutBegan(@TempDir Path home)
      throws IOException {
    try (Medium files = Media.file(home);
        RolloutSignals signals = new RolloutSignals(files.journals(), "fraud");
        RolloutSignals next = new RolloutSignals(files.journals(), "fraud")) {
      RolloutState second = state("b1", 0);
      assertThat(signals.leads(first)).isTrue();
      assertThat(signals.leads(second)).as("it goes on with the next rollout").isTrue();
      count(files, second, 10);
      damage(home, counts(files, ""));
      signals.close();
      assertThat(next.leads(second)).isTrue();
      assertThat(next.sum(second).corrupt()).isPresent();
      next.close();
      RolloutState third = state("c1", 1);
      assertThat(next.leads(third)).isTrue();
      assertThat(next.sum(third).corrupt()).as("in a later step").isPresent();
    }
  }

  @Test
  void missesTheCountsOfAProcessWhoseJournalIsCorrupt(@TempDir Path home) throws IOException {
    CountedCalls calls = new CountedCalls();
    RolloutWorker.count(calls, state("a0", 0), 10, 0);
    try (Medium files = Media.file(home);
        TrafficRecorder counting = new TrafficRecorder(calls, files.journals(), "fraud");
        RolloutSignals leading = new RolloutSignals(files.journals(), "fraud")) {
      counting.recordAll(Fixtures.TIME);
      String name = counts(files, "");
      damage(home, name);
      assertThat(leading.leads(first)).isTrue();
      assertThat(leading.sum(first).corrupt()).contains(name);
    }
  }

  private static String counts(Medium files, String except) {
    return files.journals().names().stream()
        .filter(name -> name.startsWith("traffic-") && !name.equals(except))
        .findFirst()
        .orElseThrow();
  }

  private static void damage(Path home, String journal) throws IOException {
    Path segment = Tree.journal(home, journal);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[0] ^= 1;
    Files.write(segment, bytes);
  }

  @Test
  void letsOneProcessDecideUntilItIsGone() {
    assertThat(one.leads(first)).isTrue();
    assertThat(other.leads(first)).isFalse();
    assertThat(one.leads(first)).isTrue();
    RolloutSignals ofOther = new RolloutSignals(journals, "flowers");
    assertThat(ofOther.leads(first)).as("of another model").isTrue();
    ofOther.close();
    one.close();
    assertThat(other.leads(first)).isTrue();
  }

  @Test
  void writesEveryByteAsDocumented() {
    one.leads(first);
    String leaders = journals.names().get(0);
    assertThat(leaders).matches("rollout-lead-[0-9a-z]{16}");
    assertThat(Fixtures.texts(journals.read(leaders, 1)))
        .containsExactly(FormatVectors.entries("rollout-lead-ID").get("leads"));
  }
}
