package io.lifecycle4j.core.retraining;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static io.lifecycle4j.contract.Fixtures.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.Retraining.End;
import io.lifecycle4j.retraining.Retraining.Stage;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetrainingLineTest {
  private static final String ID = "00000000000000a1";
  private static final BlobId HASH = new BlobId("0a".repeat(32));

  private static final RetrainingDecision DECISION =
      RetrainingDecision.builder(
              TIME, Outcome.BEGUN, "Trains anew: new_rows >= 50 (new rows is 100)")
          .condition("new_rows >= 50", List.of("new_rows >= 50"), Map.of("new_rows", 100.0))
          .retraining(ID)
          .build();

  private static Map<String, RetrainingLine> lines() {
    Map<String, RetrainingLine> lines = new LinkedHashMap<>();
    lines.put("decided", RetrainingLine.decided(DECISION));
    lines.put(
        "snapshot",
        RetrainingLine.snapshot(ID, TIME, new VersionRef("rides", 3, HASH), "0b".repeat(32)));
    lines.put("training", RetrainingLine.training(ID, TIME, "r1", null));
    lines.put("again", RetrainingLine.training(ID, TIME, "r2", Duration.ofSeconds(9)));
    lines.put("trained", RetrainingLine.trained(ID, TIME, 7, "fraud:7", Duration.ofSeconds(12)));
    lines.put("judged", RetrainingLine.judged(ID, TIME, "Passed: rmse is 2.5 (needs at most 3)"));
    lines.put("rollout", RetrainingLine.rollout(ID, TIME, "c3"));
    lines.put("promoted", RetrainingLine.promoted(ID, TIME, "fraud:7 is in production"));
    lines.put("ended", RetrainingLine.ended(ID, TIME, End.PROMOTED, "fraud:7 serves", null));
    lines.put("allowed", RetrainingLine.allowed(TIME, ALICE, "The source is mended"));
    lines.put("state", RetrainingLine.state(TIME, List.of(lines.get("allowed"))));
    return lines;
  }

  @Test
  void writesEveryByteAsDocumented() {
    Map<String, String> written = new LinkedHashMap<>();
    lines().forEach((name, line) -> written.put(name, Json.PLAIN.text(line)));
    assertThat(written).isEqualTo(FormatVectors.entries("retrainings-ID"));
    assertThat(Json.PLAIN.text(new RetrainingControl.Leads("leads", "fraud")))
        .isEqualTo(FormatVectors.entries("retraining-lead-ID").get("leads"));
  }

  @Test
  void readsARetrainingFromItsEntries() {
    RetrainingState state = new RetrainingState();
    Map<String, String> entries = FormatVectors.entries("retrainings-ID");
    entries.remove("state");
    entries
        .values()
        .forEach(text -> state.apply(new JournalEntry(1, text.getBytes(StandardCharsets.UTF_8))));

    Retraining read = state.find(ID).orElseThrow();

    assertThat(read.decision()).isEqualTo(DECISION);
    assertThat(read.steps())
        .extracting(Retraining.Step::stage)
        .containsExactly(
            Stage.BEGUN,
            Stage.SNAPSHOT,
            Stage.TRAINING,
            Stage.TRAINING,
            Stage.TRAINED,
            Stage.JUDGED,
            Stage.ROLLING_OUT,
            Stage.WATCHED,
            Stage.ENDED);
    assertThat(read.data()).contains(new VersionRef("rides", 3, HASH));
    assertThat(read.run()).contains("r2");
    assertThat(read.attempts()).isEqualTo(2);
    assertThat(read.training()).isEqualTo(Duration.ofSeconds(21));
    assertThat(read.version()).hasValue(7);
    assertThat(read.end()).contains(End.PROMOTED);
  }

  @Test
  void isTheSameFromOneEntryWithTheWholeState() {
    RetrainingState state = new RetrainingState();
    Map<String, RetrainingLine> lines = lines();
    lines.remove("state");
    lines.values().forEach(state::apply);
    RetrainingState other = new RetrainingState();
    List<RetrainingLine> whole = state.whole(1, TIME);
    other.apply(RetrainingLine.decided(DECISION));
    byte[] payload = Json.PLAIN.write(RetrainingLine.state(TIME.plusSeconds(1), whole));

    assertThat(other.apply(new JournalEntry(1, payload))).isEqualTo(TIME.plusSeconds(1));

    assertThat(other.retrainings()).isEqualTo(state.retrainings()).hasSize(1);
    assertThat(other.last()).isEqualTo(state.last()).isPresent();
    assertThat(other.next(TIME)).isEqualTo(TIME.plusSeconds(1));
    assertThat(other.trainedOn("0b".repeat(32))).isEqualTo(state.trainedOn("0b".repeat(32)));
    assertThat(other.whole(1, TIME)).isEqualTo(whole);
  }

  @Test
  void leavesOutRetrainingsThatEndedLongAgo() {
    RetrainingState state = new RetrainingState();
    for (int i = 0; i < 4; i++) {
      Instant time = TIME.plusSeconds(i);
      state.apply(
          RetrainingLine.decided(
              RetrainingDecision.builder(time, Outcome.BEGUN, "Trains anew")
                  .retraining("r" + i)
                  .build()));
      if (i < 3) {
        state.apply(RetrainingLine.ended("r" + i, time, End.PROMOTED, "Serves", null));
      }
    }
    assertThat(ids(state.whole(2, TIME))).containsExactly("r1", "r2", "r3");
    assertThat(ids(state.whole(9, TIME.plusSeconds(2)))).containsExactly("r2", "r3");
    assertThat(ids(state.whole(0, TIME.plusSeconds(9)))).containsExactly("r3");
  }

  private static List<String> ids(List<RetrainingLine> lines) {
    return lines.stream().map(RetrainingLine::retraining).distinct().toList();
  }

  @Test
  void ignoresEntriesOfANewerLibrary() {
    RetrainingState state = new RetrainingState();
    state.apply(RetrainingLine.decided(DECISION));
    String newer =
        Json.PLAIN.text(RetrainingLine.judged(ID, TIME, "Paused")).replace("judged", "paused");

    state.apply(new JournalEntry(2, newer.getBytes(StandardCharsets.UTF_8)));

    assertThat(state.current().orElseThrow().stage()).isEqualTo(Stage.BEGUN);
  }
}
