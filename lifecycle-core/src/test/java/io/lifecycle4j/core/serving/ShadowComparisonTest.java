package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.serving.ShadowReport;
import io.lifecycle4j.serving.ShadowReport.Difference;
import io.lifecycle4j.serving.ShadowReport.State;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShadowComparisonTest {
  private static <O> void add(ShadowComparison<O> comparison, String id, O served, O shadowed) {
    comparison.add(id, served, Double.NaN, shadowed, Double.NaN);
  }

  @Test
  void allowsNumbersToDifferByTheTolerance() {
    ShadowComparison<Double> comparison = new ShadowComparison<>(0.5);
    add(comparison, "a", 1.0, 1.5);
    add(comparison, "b", 1.0, 0.25);
    add(comparison, "c", 1.0, 3.0);
    ShadowReport<Double> report = comparison.report(State.RUNNING, 7);
    assertThat(report.compared()).isEqualTo(3);
    assertThat(report.different()).isEqualTo(2);
    assertThat(report.dropped()).isEqualTo(7);
    assertThat(report.largest())
        .containsExactly(
            new Difference<>("c", 1.0, 3.0, 2), new Difference<>("b", 1.0, 0.25, 0.75));
    assertThat(report.latencies()).isEmpty();
  }

  @Test
  void comparesListsOfNumbersByTheirLargestDifference() {
    ShadowComparison<List<Double>> comparison = new ShadowComparison<>(0.5);
    add(comparison, "a", List.of(1.0, 2.0), List.of(1.5, 2.0));
    add(comparison, "b", List.of(1.0, 2.0), List.of(1.5, 1.0));
    add(comparison, "c", List.of(1.0, 2.0), List.of(1.0));
    assertThat(comparison.report(State.ENDED, 0).largest())
        .extracting(Difference::size)
        .containsExactly(1.0, 1.0);
  }

  @Test
  void showsTheClassesFirstOfWhichBothAreSure() {
    ShadowComparison<String> comparison = new ShadowComparison<>(100);
    comparison.add("same", "a", 0.9, "a", 0.2);
    comparison.add("sure", "a", 0.9, "b", 0.8);
    comparison.add("unsure", "a", 0.9, "b", 0.6);
    ShadowReport<String> report = comparison.report(State.RUNNING, 0);
    assertThat(report.different()).isEqualTo(2);
    assertThat(report.largest()).extracting(Difference::id).containsExactly("sure", "unsure");
  }

  @Test
  void keepsTheLargestTwenty() {
    ShadowComparison<Double> comparison = new ShadowComparison<>(0);
    for (int i = 1; i <= 100; i++) {
      add(comparison, "low " + i, 0.0, i / 1_000.0);
      add(comparison, "high " + i, 0.0, 1_000.0 - i);
    }
    ShadowReport<Double> report = comparison.report(State.RUNNING, 0);
    assertThat(report.different()).isEqualTo(200);
    assertThat(report.largest())
        .extracting(Difference::id)
        .containsExactlyElementsOf(
            Stream.iterate(1, i -> i + 1).limit(20).map(i -> "high " + i).toList());
    assertThat(Collections.max(report.largest(), (a, b) -> Double.compare(a.size(), b.size())))
        .isEqualTo(report.largest().get(0));
  }

  @Test
  void summarizesTheLatestLatencies() {
    ShadowComparison<Double> comparison = new ShadowComparison<>(0);
    for (int i = 0; i < 5_000; i++) {
      comparison.took(i < 3_000 ? 1_000_000 : 10, i < 4_999 ? 20 : 30);
    }
    assertThat(comparison.report(State.RUNNING, 0).latencies())
        .contains(
            new ShadowReport.Latencies(
                Duration.ofNanos(10),
                Duration.ofNanos(10),
                Duration.ofNanos(20),
                Duration.ofNanos(20)));
  }
}
