package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A newer version of the library recorded more of a run than this one knows. */
class NewerRunTest {
  private static final RunInfo INFO = new RunInfo("a", "fraud", Fixtures.TIME);
  private static final String END =
      "{'end':{'cause':'','status':'FINISHED','time':'2026-01-01T00:00:00Z'}}";

  private final Medium medium = Media.memory();
  private final ExperimentTracker tracker = Tracking.over(medium);

  @AfterEach
  void close() {
    medium.close();
  }

  /** Records a run as somebody did who died before the catalog knew of its end. */
  private RunRecord recorded(String... facts) {
    new RunCatalog(medium.journals()).start(INFO, "run-x");
    try (Journal journal = medium.journals().owned("run-x")) {
      for (String json : facts) {
        byte[] payload = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        journal.append(Batch.of(payload, Durability.POWER));
      }
    }
    return tracker.find("a").orElseThrow();
  }

  /** Tells whether the catalog keeps a state, which nobody looks behind. */
  private boolean isPinned() {
    return new RunCatalog(medium.journals()).get("a").ended() != null;
  }

  @Test
  void isPinnedIfAllOfItIsKnown() {
    assertThat(recorded("{'tags':{'team':'blue'}}", END).tags()).containsEntry("team", "blue");
    assertThat(isPinned()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'tags':{'team':'blue'},'weather':'rain'}",
        "{'params':{'lr':{'text':'0x1p-3','type':'HEXADECIMAL'}},'tags':{'team':'blue'}}"
      })
  void isReadAndNotPinnedIfThereIsMore(String facts) {
    assertThat(recorded(facts, END).tags()).containsEntry("team", "blue");
    assertThat(isPinned()).isFalse();
    try (Journal journal = medium.journals().owned("run-x")) {
      assertThat(journal.sequence()).isEqualTo(2); // and nothing was added
    }
  }

  @Test
  void hasATextWhereTheTypeOfAParameterIsNotKnown() {
    RunRecord run = recorded("{'params':{'lr':{'text':'0x1p-3','type':'HEXADECIMAL'}}}", END);
    assertThat(run.params()).containsEntry("lr", new Param("0x1p-3", Param.Type.TEXT));
  }

  @Test
  void isNotPinnedIfItEndedInAnotherWay() {
    RunRecord run = recorded("{'tags':{'team':'blue'}}", END.replace("FINISHED", "PAUSED"));
    assertThat(run.status()).isEqualTo(RunStatus.UNKNOWN);
    assertThat(isPinned()).isFalse();
  }
}
