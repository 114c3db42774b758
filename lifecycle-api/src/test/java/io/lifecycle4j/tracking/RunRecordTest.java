package io.lifecycle4j.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RunRecordTest {
  private static final Instant START = Instant.EPOCH;
  private static final BlobId BLOB = new BlobId("a".repeat(64));
  private static final StoredFile FILE = new StoredFile("model.pt", BLOB, 12);
  private static final RunInput INPUT = new RunInput(new VersionRef("rides", 3, BLOB), "test");

  /** Each sets one part. */
  private static final List<UnaryOperator<RunRecordBuilder>> PARTS =
      List.of(
          run -> run.end(new RunEnd(RunStatus.FINISHED, START.plusSeconds(90), "")),
          run -> run.params(Map.of("rate", Param.of(0.1))),
          run -> run.metrics(Map.of("loss", last(0.123456789), "system/cpu", last(1))),
          run -> run.tags(Map.of(RunRecord.NOTE, "better")),
          run -> run.artifacts(Map.of("model.pt", FILE)),
          run -> run.inputs(List.of(INPUT)),
          run -> run.checkpoints(List.of(new Checkpoint(1, FILE))),
          run -> run.segments(List.of(new Segment(2, START))),
          run -> run.environment(BLOB),
          RunRecordBuilder::deleted);

  private static RunRecordBuilder empty() {
    return RunRecord.builder(new RunInfo("r1", "fraud", START));
  }

  private static MetricSummary last(double value) {
    MetricPoint point = new MetricPoint(1, value, START);
    return new MetricSummary(point, Optional.of(point), Optional.of(point), 1);
  }

  @Test
  void isActiveAndEmptyAtFirst() {
    RunRecord run = empty().build();
    assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(run.duration()).isEmpty();
    assertThat(run.metric("loss")).isEmpty();
    assertThat(run.param("rate")).isEmpty();
    assertThat(run.note()).isEmpty();
    assertThat(run.deleted()).isFalse();
  }

  @Test
  void returnsItsParts() {
    RunRecordBuilder builder = empty();
    PARTS.forEach(part -> assertThat(part.apply(builder)).isSameAs(builder));
    RunRecord run = builder.build();

    assertThat(run.duration()).contains(Duration.ofSeconds(90));
    assertThat(run.metric("loss")).contains(0.123456789);
    assertThat(run.param("rate")).contains(Param.of(0.1));
    assertThat(run.note()).isEqualTo("better");
    assertThat(run.artifacts()).containsOnlyKeys("model.pt");
    assertThat(run.inputs()).containsExactly(INPUT);
    assertThat(run.checkpoints()).hasSize(1);
    assertThat(run.segments()).hasSize(1);
    assertThat(run.environment()).contains(BLOB);
    assertThat(run).hasToString("fraud/r1 FINISHED deleted loss=0.123457");
    assertThat(run.toBuilder().build()).isEqualTo(run).hasSameHashCodeAs(run);
    assertThat(run.toBuilder().notDeleted().build()).isNotEqualTo(run);
  }

  @Test
  void differsFromARecordThatHasOnePartMore() {
    for (UnaryOperator<RunRecordBuilder> part : PARTS) {
      assertThat(part.apply(empty()).build()).isNotEqualTo(empty().build());
    }
  }
}
