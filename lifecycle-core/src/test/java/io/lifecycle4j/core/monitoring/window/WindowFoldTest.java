package io.lifecycle4j.core.monitoring.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftMonitorBuilder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowFoldTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private final List<ClosedWindow> closed = new ArrayList<>();
  private OpenWindow window = OpenWindow.of("fraud:1");

  private static WindowFold fold(DriftMonitorBuilder monitor) {
    return new WindowFold(
        WindowPlan.of(monitor.build()),
        (one, two) -> DriftSummary.of(one.rows() + two.rows(), new byte[0]));
  }

  private static Slice slice(Duration after, long rows) {
    Instant from = NOON.plus(after);
    return new Slice(
        "fraud:1",
        from,
        from.plusSeconds(5),
        DriftSummary.of(rows, new byte[0]),
        TrafficCounts.of(1, 2, List.of(100L, rows + 3)));
  }

  private void add(WindowFold fold, Duration after, long rows) {
    keep(fold.add(window, slice(after, rows)));
  }

  private void pass(WindowFold fold, Duration after) {
    keep(fold.pass(window, NOON.plus(after)));
  }

  private void keep(WindowFold.Step step) {
    window = step.open();
    closed.addAll(step.closed());
  }

  private List<Long> rows() {
    return closed.stream().map(each -> each.summary().rows()).toList();
  }

  @Test
  void closesWhenItsRowsAreThere() {
    WindowFold fold = fold(DriftMonitor.builder().window(100));
    add(fold, Duration.ZERO, 60);
    assertThat(closed).isEmpty();
    assertThat(window.openRows()).isEqualTo(60);
    add(fold, HOUR, 70);
    add(fold, HOUR.multipliedBy(2), 99);
    pass(fold, Duration.ofDays(99));

    assertThat(rows()).containsExactly(130L);
    assertThat(closed.get(0).opened()).isEqualTo(NOON);
    assertThat(closed.get(0).closed()).isEqualTo(NOON.plus(HOUR).plusSeconds(5));
    assertThat(closed.get(0).early()).isFalse();
    assertThat(closed.get(0).traffic().requests())
        .as("with those refused and failed")
        .isEqualTo(136);
    assertThat(closed.get(0).traffic().refusals()).isEqualTo(4);
    assertThat(closed.get(0).traffic().errors()).isEqualTo(2);
    assertThat(window.openRows()).isEqualTo(99);
  }

  @Test
  void closesWhenItsTimeIsOverAndSaysIfItHasFewRows() {
    WindowFold fold = fold(DriftMonitor.builder().window(HOUR));
    add(fold, Duration.ofMinutes(10), 49);
    pass(fold, Duration.ofMinutes(59));
    assertThat(closed).isEmpty();
    pass(fold, HOUR);
    add(fold, HOUR, 40);
    add(fold, HOUR.plusMinutes(59), 10);
    add(fold, HOUR.multipliedBy(5), 7); // of a later hour: the one before is over

    assertThat(rows()).containsExactly(49L, 50L);
    assertThat(closed).extracting(ClosedWindow::early).containsExactly(true, false);
    assertThat(closed)
        .extracting(ClosedWindow::closed)
        .containsExactly(NOON.plus(HOUR), NOON.plus(HOUR).plus(HOUR));
    assertThat(window.openRows()).isEqualTo(7);
  }

  @Test
  void closesAtRowsOrTimeWhicheverIsFirst() {
    WindowFold fold = fold(DriftMonitor.builder().window(100).window(HOUR));
    add(fold, Duration.ZERO, 100);
    add(fold, Duration.ofMinutes(30), 80);
    add(fold, HOUR, 100);

    assertThat(rows()).containsExactly(100L, 80L, 100L);
    assertThat(closed).extracting(ClosedWindow::early).containsExactly(false, true, false);
  }

  @Test
  void slidesByItsParts() {
    WindowFold fold = fold(DriftMonitor.builder().window(400).sliding(4));
    for (int i = 0; i < 6; i++) {
      add(fold, HOUR.multipliedBy(i), 100 + i);
    }

    assertThat(rows()).containsExactly(100L + 101 + 102 + 103, 101L + 102 + 103 + 104, 414L);
    assertThat(closed.get(2).opened()).isEqualTo(NOON.plus(HOUR.multipliedBy(2)));
    assertThat(window.full()).hasSize(3);
  }

  @Test
  void forgetsPartsThatAreTooOldForAWindowOfTime() {
    WindowFold fold = fold(DriftMonitor.builder().window(HOUR.multipliedBy(4)).sliding(4));
    add(fold, Duration.ZERO, 100);
    add(fold, HOUR, 200);
    pass(fold, HOUR.multipliedBy(2));
    add(fold, HOUR.multipliedBy(4), 1_000);
    pass(fold, HOUR.multipliedBy(5));

    assertThat(rows()).containsExactly(100L, 300L, 1_200L);
  }
}
