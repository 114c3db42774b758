package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedAccuracyTest {
  @ParameterizedTest
  @CsvSource({
    "70, 80, 2000, 0.01, 0.813723",
    "70, 80, 2000, 0.005, 0",
    "160, 200, 5000, 0.01, 0.526472",
    "0, 0, 100, 0.01, 1.005038",
    "0, 5, 200, 0.05, 1.622214"
  })
  void scoresTheKnownTables(int gained, int lost, int rows, double margin, double score) {
    assertThat(new PairedAccuracy(gained, lost, rows).score(margin)).isEqualTo(score, within(1e-6));
  }

  @Test
  void countsTheRowsOnWhichOnlyOneIsRight() {
    PairedAccuracy pairs = PairedAccuracy.of(right("a:2", 0, 10), right("a:1", 4, 30), rows(0));

    assertThat(pairs).isEqualTo(new PairedAccuracy(20, 4, 100));
    assertThat(pairs.difference()).isEqualTo(0.16, within(1e-12));
  }

  @Test
  void passesACandidateThatIsWorseByTheMarginOnceInTwenty() {
    SplittableRandom random = new SplittableRandom(7);
    int passed = 0;
    for (int i = 0; i < 4_000; i++) {
      int gained = 0;
      int lost = 0;
      for (int row = 0; row < 1_000; row++) {
        double draw = random.nextDouble();
        gained += draw < 0.03 ? 1 : 0;
        lost += draw >= 0.03 && draw < 0.08 ? 1 : 0;
      }
      passed += new PairedAccuracy(gained, lost, 1_000).score(0.02) >= 1.6449 ? 1 : 0;
    }
    // 5 % of 4000, and three standard deviations around it.
    assertThat(passed).isBetween(159, 241);
  }

  @ParameterizedTest
  @CsvSource({"80, 1000, 0.005, 19776", "80, 1000, 0.01, 4944", "80, 1000, 0.02, 1236"})
  void saysHowManyRowsDecide(int differing, int rows, double margin, long needed) {
    assertThat(new PairedAccuracy(differing / 2, differing / 2, rows).rowsNeeded(margin))
        .isBetween(needed - 1, needed + 1);
  }

  @Test
  void needsRowsEvenWhenTheModelsAgreeOnAll() {
    PairedAccuracy agreeing = new PairedAccuracy(0, 0, 50);

    assertThat(agreeing.rowsNeeded(0.02)).isEqualTo(133);
    assertThat(new PairedAccuracy(0, 0, 133).score(0.02)).isGreaterThan(1.6449);
    assertThat(new PairedAccuracy(0, 0, 132).score(0.02)).isLessThan(1.6449);
  }

  @Test
  void countsOnlyTheRowsThatTheShareIsOf() {
    assertThat(PairedAccuracy.of(right("a:2", 0, 10), right("a:1", 4, 30), rows(20)))
        .isEqualTo(new PairedAccuracy(10, 0, 80));
  }

  /** All rows but the first ones. */
  private static boolean[] rows(int from) {
    boolean[] rows = new boolean[100];
    Arrays.fill(rows, from, 100, true);
    return rows;
  }

  private static boolean[] right(String label, int from, int to) {
    return Subjects.wrongOn(label, 100, from, to).rows().counted("accuracy").orElseThrow();
  }
}
