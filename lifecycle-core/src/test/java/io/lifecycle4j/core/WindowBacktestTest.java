package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.drift;
import static io.lifecycle4j.monitoring.Drift.psi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftMonitorBuilder;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.serving.LoggedInputs;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Windows that are judged again from their stored summaries, although no input was logged. */
@Timeout(60)
class WindowBacktestTest {
  private static final int WINDOW = 200;
  private static final Instant FUTURE = Instant.parse("2200-01-01T00:00:00Z");
  private static final Instant NEVER = Instant.EPOCH;

  @TempDir private Path directory;

  private static DriftMonitorBuilder monitor() {
    return DriftMonitor.builder().falseAlarmRate(0.001);
  }

  private static ManagedModel<Flower, String> model(Lifecycle home, DriftMonitorBuilder served) {
    return Flowers.model(home).monitor(served.build()).loggedInputs(LoggedInputs.none()).open();
  }

  private static List<Flower> flowers(Split split) {
    List<Flower> flowers = new ArrayList<>();
    split
        .rows(SplitRole.TRAIN)
        .forEach(row -> flowers.add(new Flower(row.number(0), row.number(1), row.text(2))));
    return flowers;
  }

  private static void predict(ManagedModel<Flower, String> model, List<Flower> flowers) {
    model.predict(flowers);
    assertThat(model.monitoring().findDrift()).isPresent(); // it is judged now
  }

  private static List<Flower> inches(List<Flower> flowers) {
    return flowers.stream()
        .map(flower -> new Flower(flower.length() / 2.54, flower.width(), flower.soil()))
        .toList();
  }

  @Test
  void sayWhatAnotherMonitorWouldHaveDone() {
    Split split;
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = model(home, monitor().window(WINDOW))) {
      split = Flowers.commit(home, 1, 2_000).split(Flowers.PLAN);
      Flowers.promoted(model, split);
      predict(model, flowers(split).subList(0, WINDOW));
      predict(model, flowers(split).subList(WINDOW, 2 * WINDOW));
      predict(model, inches(flowers(split).subList(2 * WINDOW, 3 * WINDOW)));
    }
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = model(home, monitor().window(WINDOW))) {
      predict(model, inches(flowers(split).subList(3 * WINDOW, 4 * WINDOW)));
      DriftMonitor same = monitor().window(WINDOW).build();
      assertThat(model.backtest(same).between(NEVER, FUTURE).leftOut())
          .containsOnlyKeys("without input");

      DriftBacktest again = model.backtest(same).windowsBetween(NEVER, FUTURE);
      assertThat(again.rows()).isEqualTo(4 * WINDOW);
      assertThat(again.leftOut()).isEmpty();
      assertThat(again.windows()).isEqualTo(4);
      assertThat(again.reports())
          .extracting(DriftReport::columns)
          .as("the same figures")
          .isEqualTo(
              model.reports().between(NEVER, FUTURE).stream()
                  .filter(DriftReport::drifted)
                  .map(DriftReport::columns)
                  .toList());
      assertThat(again.alerts()).isNotEmpty();

      DriftMonitor wide =
          monitor().window(2 * WINDOW).alarmWhen(drift("length", psi()).above(0.25)).build();
      DriftBacktest other = model.backtest(wide).windowsBetween(NEVER, FUTURE);
      assertThat(other.windows()).isEqualTo(2);
      assertThat(other.reports()).extracting(DriftReport::rows).containsExactly(2L * WINDOW);
      assertThat(other.thresholds()).extracting(each -> each.windows()).containsExactly(1L);

      Instant last = model.reports().findNewest().orElseThrow().closed();
      assertThat(model.backtest(same).windowsBetween(last, FUTURE).windows()).isEqualTo(1);
    }
  }

  @Test
  void haveNoRowTwiceIfTheyOverlapped() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = model(home, monitor().window(WINDOW).sliding(2))) {
      Split split = Flowers.commit(home, 1, 2_000).split(Flowers.PLAN);
      Flowers.promoted(model, split);
      for (int i = 0; i < 6; i++) {
        model.predict(flowers(split).subList(i * WINDOW / 2, (i + 1) * WINDOW / 2));
        model.monitoring().findDrift();
      }
      assertThat(model.reports().between(NEVER, FUTURE)).hasSize(5);
      DriftBacktest parts =
          model.backtest(monitor().window(WINDOW / 2).build()).windowsBetween(NEVER, FUTURE);
      assertThat(parts.windows()).isEqualTo(5);
      assertThat(parts.rows()).as("without the part that ended no window").isEqualTo(500);
    }
  }

  @Test
  void areLeftOutIfTheyWereCountedOtherwise() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = model(home, monitor().window(WINDOW))) {
      Split split = Flowers.commit(home, 1, 2_000).split(Flowers.PLAN);
      Flowers.promoted(model, split);
      predict(model, flowers(split).subList(0, WINDOW));
      DriftMonitor divided = monitor().reference(split.version()).by("soil").build();
      DriftBacktest backtest = model.backtest(divided).windowsBetween(NEVER, FUTURE);
      assertThat(backtest.windows()).isZero();
      assertThat(backtest.leftOut())
          .containsExactly(Map.entry("counted for another reference", 200L));
      assertThatThrownBy(() -> model.backtest(divided).windowsBetween(FUTURE, NEVER))
          .isInstanceOf(InvalidValueException.class);
    }
  }
}
