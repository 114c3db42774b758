package io.lifecycle4j.tracking.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.Segment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RunBatchBuilderTest {
  private static final Instant TIME = Instant.EPOCH;
  private static final BlobId BLOB = new BlobId("a".repeat(64));
  private static final StoredFile FILE = new StoredFile("model.pt", BLOB, 12);
  private static final RunInput INPUT = new RunInput(new VersionRef("rides", 3, BLOB), "test");
  private static final MetricPoint POINT = new MetricPoint(1, 0.5, TIME);
  private static final RunEnd END = new RunEnd(RunStatus.FINISHED, TIME, "");

  /** Each adds one part other than points. */
  private static final List<UnaryOperator<RunBatch.Builder>> PARTS =
      List.of(
          batch -> batch.param("rate", 0.1),
          batch -> batch.tag("team", "blue"),
          batch -> batch.removeTag("team"),
          batch -> batch.artifact(FILE),
          batch -> batch.input(INPUT),
          batch -> batch.checkpoint(1, FILE),
          batch -> batch.environment(BLOB),
          batch -> batch.segment(2, TIME),
          batch -> batch.end(END));

  @Test
  void keepsAllPartsInTheirOrder() {
    RunBatch.Builder builder = RunBatch.builder().token(new UUID(1, 2)).point("loss", POINT);
    PARTS.forEach(part -> assertThat(part.apply(builder)).isSameAs(builder));
    RunBatch batch = builder.build();

    assertThat(batch.token()).isEqualTo(new UUID(1, 2));
    assertThat(batch.points()).containsExactly(new RunBatch.Point("loss", POINT));
    assertThat(batch.params()).isEqualTo(Map.of("rate", Param.of(0.1)));
    assertThat(batch.tags()).isEqualTo(Map.of("team", Optional.empty())); // the last one counts
    assertThat(batch.artifacts()).isEqualTo(Map.of("model.pt", FILE));
    assertThat(batch.inputs()).containsExactly(INPUT);
    assertThat(batch.checkpoints()).containsExactly(new Checkpoint(1, FILE));
    assertThat(batch.environment()).contains(BLOB);
    assertThat(batch.segment()).contains(new Segment(2, TIME));
    assertThat(batch.end()).contains(END);
  }

  @Test
  void isEmptyWithoutAnyPartAndHasOnlyPointsWithoutAnyOther() {
    assertThat(RunBatch.builder().isEmpty()).isTrue();
    RunBatch.Builder points = RunBatch.builder().point(new RunBatch.Point("loss", POINT));
    assertThat(points.isEmpty()).isFalse();
    assertThat(points.build().onlyPoints()).isTrue();
    for (UnaryOperator<RunBatch.Builder> part : PARTS) {
      assertThat(part.apply(RunBatch.builder()).isEmpty()).isFalse();
      assertThat(part.apply(RunBatch.builder().point("loss", POINT)).build().onlyPoints())
          .isFalse();
    }
  }

  @Test
  void addsTheDataOfAnotherBatchButNotItsEnd() {
    RunBatch.Builder other = RunBatch.builder().point("loss", POINT);
    PARTS.forEach(part -> assertThat(part.apply(other)).isSameAs(other));
    RunBatch both = RunBatch.builder().param("epochs", 3).add(other.build()).build();

    assertThat(both.params()).containsOnlyKeys("epochs", "rate");
    assertThat(both.points()).hasSize(1);
    assertThat(both.tags()).containsOnlyKeys("team");
    assertThat(both.artifacts()).containsOnlyKeys("model.pt");
    assertThat(both.inputs()).containsExactly(INPUT);
    assertThat(both.checkpoints()).hasSize(1);
    assertThat(both.environment()).contains(BLOB);
    assertThat(both.segment()).contains(new Segment(2, TIME));
    assertThat(both.end()).isEmpty();
  }

  @Test
  void rejectsAnotherValueOfAParameterAndInvalidNames() {
    RunBatch.Builder batch = RunBatch.builder().param("rate", 1).param("rate", 1L);
    assertThatThrownBy(() -> batch.param("rate", 2))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Parameter already exists: rate is '1' (cannot become '2')");
    assertThatThrownBy(() -> batch.tag(" team", "blue")).isInstanceOf(InvalidNameException.class);
  }
}
