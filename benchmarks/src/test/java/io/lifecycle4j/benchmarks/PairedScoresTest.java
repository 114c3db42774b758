package io.lifecycle4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PairedScoresTest {
  private static final List<Double> NINES = Collections.nCopies(10, 0.9);

  private final PairedScores accuracy = new PairedScores("wine", "mlp", false, -0.02);
  private final PairedScores error = new PairedScores("diabetes", "mlp", true, -0.03);

  @Test
  void boundsTheMeanOfThePairedDifferences() {
    List<Double> ours = Stream.iterate(0.90, x -> x + 0.01).limit(10).toList();

    // NumPy: d.mean() - 2.262157162798205 * d.std(ddof=1) / 10 ** 0.5
    assertThat(accuracy.bound(ours, NINES)).isCloseTo(0.02334149, within(1e-7));
  }

  @Test
  void comparesErrorsAsSharesOfThePeersError() {
    assertThat(error.bound(Collections.nCopies(10, 0.99), NINES)).isCloseTo(-0.1, within(1e-12));
    assertThat(error.bound(Collections.nCopies(10, 0.81), NINES)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void judgesThePrintedBound() {
    assertThat(accuracy.lines(NINES, NINES).lines())
        .containsExactly(
            "  mean accuracy of 10 splits: ours 0.9000, mlp 0.9000",
            "wine lower-bound 0.0000 floor -0.02 met");
    assertThat(error.lines(Collections.nCopies(10, 0.92708), NINES))
        .endsWith("diabetes lower-bound -0.0301 floor -0.03 missed");
  }

  @Test
  void refusesAnyOtherNumberOfSplits() {
    assertThatThrownBy(() -> accuracy.bound(NINES, List.of(0.9)))
        .hasMessage("Invalid scores: 10 and 1 (must be both 10 or both 40)");
    assertThatThrownBy(() -> accuracy.bound(List.of(0.9), List.of(0.9)))
        .hasMessage("Invalid scores: 1 and 1 (must be both 10 or both 40)");
  }
}
