package io.lifecycle4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeerComparisonTest {
  private final PeerComparison comparison = new PeerComparison("predict", "default", 1, 1.3);

  @Test
  void printsTheMedianOfTheRatios() {
    assertThat(comparison.line(List.of(9.0, 1.5, 0.1, 1.31, 1.4)))
        .isEqualTo("predict ratio 1.400 floor 1.3 met");
  }

  @Test
  void saysThatAFloorIsMissedHoweverNearly() {
    assertThat(comparison.line(List.of(1.2999))).isEqualTo("predict ratio 1.299 floor 1.3 missed");
  }

  @Test
  void findsFiguresAmongWhateverAProcessPrints() {
    Figures figures = Figures.of(new long[] {3_000, 1_000, 2_000, 4_000}, 2, 6e-6);
    assertThat(Figures.parse("WARN something\n" + figures.line() + "\n"))
        .isEqualTo(figures)
        .hasToString("2/s, cpu 1.5 us, p50 3.0 us, p99 4.0 us");
  }
}
