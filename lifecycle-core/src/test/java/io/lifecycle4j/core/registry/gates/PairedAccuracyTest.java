package io.lifecycle4j.core.registry.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.Counts;
import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Tensor;
import java.util.Arrays;
import java.util.List;
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
    "0, 5, 200, 0.05, 1.622214",
    "9, 4, 100, 0, 1.386750",
    "0, 0, 100, 0, 0"
  })
  void scoresTheKnownTables(int gained, int lost, int rows, double margin, double score) {
    assertThat(new PairedAccuracy(gained, lost, rows).score(margin)).isEqualTo(score, within(1e-6));
  }

  /** The normal distribution of the scores above. */
  @ParameterizedTest
  @CsvSource({
    "9, 4, 100, 0, 0.917241",
    "4, 9, 100, 0, 0.082759",
    "0, 5, 200, 0.05, 0.947621",
    "0, 0, 100, 0, 0.5",
    "0, 100, 100, 1, 1"
  })
  void tellsTheChanceOfSoMuchWorseRows(
      int gained, int lost, int rows, double margin, double chance) {
    assertThat(new PairedAccuracy(gained, lost, rows).chanceNotWorse(margin))
        .isEqualTo(chance, within(1e-6));
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

  @Test
  void passesAnEquallyGoodCandidateAsBetterOnceInTwenty() {
    SplittableRandom random = new SplittableRandom(8);
    for (double differing : new double[] {0.01, 0.04, 0.2}) {
      int passed = 0;
      for (int i = 0; i < 4_000; i++) {
        int gained = 0;
        int lost = 0;
        for (int row = 0; row < 100; row++) {
          double draw = random.nextDouble();
          gained += draw < differing ? 1 : 0;
          lost += draw >= differing && draw < 2 * differing ? 1 : 0;
        }
        passed += new PairedAccuracy(gained, lost, 100).score(0) >= 1.6449 ? 1 : 0;
      }
      assertThat(passed).as("%s", differing).isLessThan(241);
    }
  }

  @ParameterizedTest
  @CsvSource({"80, 1000, 0.005, 19784", "80, 1000, 0.01, 4946", "80, 1000, 0.02, 1237"})
  void saysHowManyRowsDecide(int differing, int rows, double margin, long needed) {
    assertThat(
            new PairedAccuracy(differing / 2, differing / 2, rows).rowsNeeded(margin, Level.USUAL))
        .isBetween(needed - 1, needed + 1);
  }

  /** Each share of rows that differ, and each number of rows. */
  @Test
  void saysWhichDifferenceRowsCanShow() {
    assertThat(new PairedAccuracy(40, 40, 1_000).detectable(Level.USUAL))
        .isEqualTo(0.022240, within(1e-6));
    for (int differing = 0; differing <= 100; differing += 10) {
      PairedAccuracy pairs = new PairedAccuracy(differing / 2, differing / 2, 500);
      assertThat(pairs.rowsNeeded(pairs.detectable(Level.USUAL) * 1.001, Level.USUAL))
          .isLessThanOrEqualTo(500);
      assertThat(pairs.rowsNeeded(pairs.detectable(Level.USUAL) * 0.99, Level.USUAL))
          .isGreaterThan(500);
    }
  }

  /** A challenger that is better by 3 points: 5.5 % of the rows gained, 2.5 % lost. */
  @Test
  void showsADifferenceWithAPowerOfEightyPercentOnTheRowsThatItNames() {
    SplittableRandom random = new SplittableRandom(12);
    long rows = new PairedAccuracy(55, 25, 1_000).rowsToBeBetter(Level.USUAL);
    assertThat(rows).isEqualTo(550);
    int passed = 0;
    for (int i = 0; i < 2_000; i++) {
      int gained = 0;
      int lost = 0;
      for (int row = 0; row < rows; row++) {
        double draw = random.nextDouble();
        gained += draw < 0.055 ? 1 : 0;
        lost += draw >= 0.055 && draw < 0.08 ? 1 : 0;
      }
      passed += new PairedAccuracy(gained, lost, (int) rows).score(0) >= 1.6449 ? 1 : 0;
    }
    // 80 % of 2000, and three standard deviations below it.
    assertThat(passed).isGreaterThan(1_546);
  }

  @Test
  void needsRowsEvenWhenTheModelsAgreeOnAll() {
    PairedAccuracy agreeing = new PairedAccuracy(0, 0, 50);

    assertThat(agreeing.rowsNeeded(0.02, Level.USUAL)).isEqualTo(133);
    assertThat(new PairedAccuracy(0, 0, 133).score(0.02)).isGreaterThan(1.6449);
    assertThat(new PairedAccuracy(0, 0, 132).score(0.02)).isLessThan(1.6449);
  }

  @Test
  void countsOnlyTheRowsThatTheShareIsOf() {
    assertThat(PairedAccuracy.of(right("a:2", 0, 10), right("a:1", 4, 30), rows(20)))
        .isEqualTo(new PairedAccuracy(10, 0, 80));
  }

  @Test
  void countsTheRowsThatAShareOfErrorsLeavesOut() {
    ScoredRows better = counts(0, 0, 1);
    ScoredRows worse = counts(3, 1, 0);

    assertThat(PairedAccuracy.of("wrong", better, worse)).hasValue(new PairedAccuracy(2, 1, 3));
    assertThat(PairedAccuracy.of("miscounted", better, worse)).isEmpty();
  }

  /** Rows whose label is two zeros, with the first output of each. */
  private static ScoredRows counts(double... outputs) {
    Counts task = new Counts("cats", "dogs");
    List<Tensor> made = Tensor.allocate(task.outputs(), outputs.length);
    for (int row = 0; row < outputs.length; row++) {
      made.get(0).set(2 * row, outputs[row]);
    }
    List<Tensor> zeros = Tensor.allocate(task.targets(), outputs.length);
    return new ScoredRows(TaskCalls.judging("streets:1", task), made, zeros);
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
