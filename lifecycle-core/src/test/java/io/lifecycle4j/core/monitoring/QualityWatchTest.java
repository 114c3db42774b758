package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.AlertSeverity;
import io.lifecycle4j.monitoring.LiveLoss;
import io.lifecycle4j.monitoring.LiveLoss.Verdict;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the quality is measured, and what that means for its alert. */
class QualityWatchTest {
  private static final AlertCause ERROR = AlertCause.quality("error");

  private final TestClock clock = new TestClock(Fixtures.TIME);
  private final Medium medium = Media.memory();
  private final ModelRegistry registry = Registries.over(medium, clock);
  private final ModelVersions versions = new ModelVersions("fraud", registry);
  private final ModelAlerts alerts =
      new ModelAlerts(medium, versions, clock, AlertPolicy.builder().build(), Map.of());
  private final Labels labels = new Labels();
  private final QualityWatch watch = new QualityWatch(versions, labels, alerts, medium, clock);

  /** Labels, most of which are those of the version. */
  private static final class Labels implements QualityWatch.Source {
    private long newest;
    private double mean = 0.1;
    private double recent = 0.1;
    private boolean broken;

    @Override
    public long labels() {
      return newest;
    }

    @Override
    public Optional<LiveLoss> loss(int version) {
      if (broken) {
        throw new CorruptDataException("Corrupt predictions of fraud: some are not stored");
      }
      return Optional.of(
          new LiveLoss(
              "fraud:" + version,
              "error",
              new LiveLoss.Expected(0.1, 0.15, 1_000),
              new LiveLoss.Seen(
                  mean, new Interval(mean - 0.05, mean + 0.05), newest, recent, newest / 2),
              mean > 0.15 ? 0.0001 : 1,
              Optional.empty(),
              mean > 0.15 ? Verdict.WORSE : Verdict.NOT_WORSE));
    }
  }

  @BeforeEach
  void promote() {
    ModelManifest manifest =
        Fixtures.model(registry.put(new NamedContent("w", Content.of("weights"))));
    registry.register("fraud", manifest, Fixtures.ALICE, "trained");
    registry.register("fraud", manifest, Fixtures.ALICE, "trained");
    move(0, 1);
  }

  private void move(int from, int to) {
    registry.apply(
        Transition.builder(Fixtures.ALICE, "For the test")
            .change(Moves.moved("fraud", from, to, Direction.FORWARD))
            .build());
  }

  @AfterEach
  void close() {
    watch.close();
    alerts.close();
    registry.close();
    medium.close();
  }

  private boolean isMeasuredAt(long newest) {
    labels.newest = newest;
    return watch.judge(false).isPresent();
  }

  private Alert alert() {
    return alerts
        .alerts(
            () -> {
              throw new IllegalStateException("not asked for");
            },
            version -> {
              throw new IllegalStateException("not asked for");
            })
        .find(ERROR)
        .orElseThrow();
  }

  @Test
  void measuresWhenEnoughLabelsCame() {
    assertThat(isMeasuredAt(0)).isFalse();
    assertThat(isMeasuredAt(200)).as("the first ones").isTrue();
    assertThat(isMeasuredAt(200)).as("none since").isFalse();
    assertThat(isMeasuredAt(209)).as("less than a twentieth more").isFalse();
    assertThat(isMeasuredAt(210)).as("a twentieth more").isTrue();
    clock.pass(Duration.ofHours(1));
    assertThat(isMeasuredAt(210)).as("none, after an hour").isFalse();
    assertThat(isMeasuredAt(211)).as("one more, after an hour").isTrue();
    move(1, 2);
    assertThat(isMeasuredAt(211)).as("of another version").isTrue();
    labels.newest = 212;
    assertThat(watch.judge()).as("when asked").isPresent();
  }

  @Test
  void goesOnAfterAFailure() {
    labels.broken = true;
    assertThatThrownBy(() -> isMeasuredAt(100)).isInstanceOf(CorruptDataException.class);
    labels.broken = false;
    assertThat(isMeasuredAt(100)).isTrue();
  }

  @Test
  void clearsAnAlertOnceTheNewestAnswersAreAsGoodAsBefore() {
    labels.mean = 0.3;
    labels.recent = 0.3;
    isMeasuredAt(100);
    assertThat(alert().severity()).isEqualTo(AlertSeverity.WARNING);
    assertThat(alert().isOpen()).isTrue();
    labels.mean = 0.4;
    isMeasuredAt(200);
    assertThat(alert().severity()).as("twice what was expected").isEqualTo(AlertSeverity.CRITICAL);

    labels.recent = 0.12;
    isMeasuredAt(300);
    isMeasuredAt(400);

    assertThat(alert().state()).isEqualTo(Alert.State.CLEARED);
  }

  @Test
  void measuresNothingOnceClosed() {
    watch.close();
    assertThat(isMeasuredAt(100)).isFalse();
    try (QualityWatch next = new QualityWatch(versions, labels, alerts, medium, clock)) {
      assertThat(next.judge()).as("but another process does").isPresent();
    }
  }
}
