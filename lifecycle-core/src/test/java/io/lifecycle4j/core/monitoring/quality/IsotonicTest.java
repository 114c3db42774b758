package io.lifecycle4j.core.monitoring.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The increasing function that fits best. */
class IsotonicTest {
  private static final Offset<Double> EXACTLY = within(1e-12);

  private static final double[] AT = {.6, .1, .2, .3, .2, .5, .4, .8};
  private static final boolean[] HITS = {true, false, true, false, false, false, true, true};

  private static double value(Isotonic isotonic, double[] fit, double at) {
    return Isotonic.value(fit, isotonic.position(at));
  }

  private static int[] once(int rows) {
    int[] once = new int[rows];
    Arrays.fill(once, 1);
    return once;
  }

  /** By hand: the blocks are 0.1; 0.2, 0.2 and 0.3; 0.4 and 0.5; 0.6 and 0.8. */
  @Test
  void isConstantOnBlocksAndLinearBetweenThem() {
    Isotonic isotonic = new Isotonic(AT, HITS);
    double[] fit = isotonic.fit(once(AT.length));
    assertThat(value(isotonic, fit, 0)).isZero();
    assertThat(value(isotonic, fit, 0.15)).isCloseTo(1 / 6.0, EXACTLY);
    assertThat(value(isotonic, fit, 0.25)).isCloseTo(1 / 3.0, EXACTLY);
    assertThat(value(isotonic, fit, 0.45)).isCloseTo(0.5, EXACTLY);
    assertThat(value(isotonic, fit, 0.55)).isCloseTo(0.75, EXACTLY);
    assertThat(value(isotonic, fit, 0.9)).isOne();
  }

  @Test
  void countsARowAsOftenAsItsWeight() {
    Isotonic isotonic = new Isotonic(AT, HITS);
    Random random = new Random(3);
    for (int run = 0; run < 100; run++) {
      int[] weights = random.ints(AT.length, 0, 3).toArray();
      weights[1] = 1 + random.nextInt(2);
      double[] repeated = repeated(weights);
      if (repeated.length > 0) {
        boolean[] hits = new boolean[repeated.length];
        int next = 0;
        for (int row = 0; row < weights.length; row++) {
          for (int i = 0; i < weights[row]; i++) {
            hits[next++] = HITS[row];
          }
        }
        Isotonic other = new Isotonic(repeated, hits);
        double[] fit = isotonic.fit(weights);
        double[] expected = other.fit(once(hits.length));
        for (double at : repeated) {
          assertThat(value(isotonic, fit, at)).isCloseTo(value(other, expected, at), EXACTLY);
        }
      }
    }
  }

  private static double[] repeated(int[] weights) {
    double[] all = new double[Arrays.stream(weights).sum()];
    int next = 0;
    for (int row = 0; row < weights.length; row++) {
      for (int i = 0; i < weights[row]; i++) {
        all[next++] = AT[row];
      }
    }
    return all;
  }

  /** No increasing function on the same points is nearer, and the mean is that of the hits. */
  @Test
  void hasTheMeanOfTheHitsAndIncreases() {
    Random random = new Random(4);
    for (int run = 0; run < 50; run++) {
      double[] at = random.doubles(200).map(x -> Math.rint(x * 50) / 50).toArray();
      boolean[] hits = new boolean[at.length];
      for (int i = 0; i < hits.length; i++) {
        hits[i] = random.nextDouble() < at[i] * at[i];
      }
      Isotonic isotonic = new Isotonic(at, hits);
      double[] fit = isotonic.fit(once(at.length));
      assertThat(fit).isSorted();
      double mean = Arrays.stream(at).map(x -> value(isotonic, fit, x)).average().orElseThrow();
      int count = 0;
      for (boolean hit : hits) {
        count += hit ? 1 : 0;
      }
      assertThat(mean).isCloseTo(count / 200.0, EXACTLY);
    }
  }
}
