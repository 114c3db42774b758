package io.lifecycle4j.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunRecordTest {
  private static final Instant NOW = Instant.EPOCH;
  private static final RunInfo INFO = new RunInfo("run-1", "fraud", NOW);

  private static RunRecord record(RunRecord.End end, Map<String, String> params) {
    return new RunRecord(
        INFO, end, params, Map.of("loss", new MetricPoint(3, 0.5, NOW)), Map.of(), Map.of());
  }

  @Test
  void keepsItsOwnCopySortedByName() {
    Map<String, String> params = new HashMap<>(Map.of("lr", "0.1", "epochs", "3"));
    RunRecord run = record(new RunRecord.End(RunStatus.FINISHED, NOW, ""), params);
    params.clear();

    assertThat(run.params().keySet()).containsExactly("epochs", "lr");
    assertThat(run.params()).isUnmodifiable();
    assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
  }

  @Test
  void findsTheLatestValueOfAMetric() {
    RunRecord run = record(new RunRecord.End(RunStatus.FAILED, NOW, "out of memory"), Map.of());

    assertThat(run.metric("loss")).contains(0.5);
    assertThat(run.metric("auc")).isEmpty();
  }

  @Test
  void runsUntilItEnds() {
    RunRecord run = new RunRecord(INFO, null, Map.of(), Map.of(), Map.of(), Map.of());

    assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void recordsWhatHappens() {
    BlobId blob = new BlobId("0".repeat(64));

    assertThat(RunEvent.param(NOW, "lr", "0.1"))
        .isEqualTo(new RunEvent(NOW, RunEvent.Kind.PARAM, "lr", "0.1", 0, 0));
    assertThat(RunEvent.metric(NOW, "loss", 0.5, 3))
        .isEqualTo(new RunEvent(NOW, RunEvent.Kind.METRIC, "loss", "", 0.5, 3));
    assertThat(RunEvent.tag(NOW, "by", "alice"))
        .isEqualTo(new RunEvent(NOW, RunEvent.Kind.TAG, "by", "alice", 0, 0));
    assertThat(RunEvent.artifact(NOW, "plot.png", blob))
        .isEqualTo(new RunEvent(NOW, RunEvent.Kind.ARTIFACT, "plot.png", blob.sha256(), 0, 0));
    assertThat(RunEvent.end(NOW, RunStatus.FAILED, "out of memory"))
        .isEqualTo(new RunEvent(NOW, RunEvent.Kind.END, "FAILED", "out of memory", 0, 0));
  }

  @Test
  void checksNames() {
    assertThatThrownBy(() -> RunEvent.param(NOW, "", "0.1"))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid param name: '' (must not be empty)");
    assertThatThrownBy(() -> RunEvent.metric(NOW, "", 1, 0))
        .hasMessage("Invalid metric name: '' (must not be empty)");
    assertThatThrownBy(() -> RunEvent.artifact(NOW, "../x", new BlobId("0".repeat(64))))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Invalid artifact name: '../x' (");
    assertThatThrownBy(() -> new RunInfo("run-1", "", NOW))
        .hasMessage("Invalid experiment name: '' (must not be empty)");
    assertThatThrownBy(() -> new RunInfo("", "fraud", NOW))
        .hasMessage("Invalid run name: '' (must not be empty)");
  }
}
