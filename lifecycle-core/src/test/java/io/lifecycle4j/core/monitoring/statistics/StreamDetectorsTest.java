package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoublePredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The alarms of MOA 2024.07.0 with its defaults, on streams of {@link Random}. */
class StreamDetectorsTest {
  @Test
  void findsAGreatChangeOnce() {
    alarms(stream(2_000, 974, i -> i < 1_000 ? 0.2 : 0.8), List.of(1_023, 1_055, 1_119), 1_074);
  }

  @Test
  void isQuietWithoutChange() {
    alarms(stream(100_000, 9_950, i -> 0.1), List.of());
  }

  @Test
  void findsASmallChangeLater() {
    alarms(
        stream(100_000, 12_486, i -> i < 50_000 ? 0.1 : 0.15),
        List.of(50_527, 50_783, 51_007, 51_039, 51_999, 54_751),
        51_826);
  }

  @Test
  void ignoresThatTheMeanDecreases() {
    alarms(
        stream(15_000, 2_437, i -> i >= 5_000 && i < 10_000 ? 0.3 : 0.1),
        List.of(5_055, 5_087, 5_119, 5_151, 5_215),
        5_107);
  }

  @Test
  void watchesNumbers() {
    Random random = new Random(7);
    double[] values =
        IntStream.range(0, 4_000)
            .mapToDouble(i -> random.nextDouble() + (i < 2_000 ? 0 : 0.2))
            .toArray();
    alarms(values, List.of(2_111, 2_175, 2_207, 2_815), 2_355);
  }

  @Test
  void keepsTheMeanOfWhatHasNotChanged() {
    Adwin adwin = new Adwin();
    for (double value : stream(2_000, 974, i -> i < 1_000 ? 0.2 : 0.8)) {
      adwin.add(value);
    }
    assertThat(adwin.size()).isBetween(800L, 1_100L);
    assertThat(adwin.mean()).isEqualTo(0.8, within(0.05));
  }

  private static void alarms(double[] values, List<Integer> adwin, Integer... pageHinkley) {
    assertThat(alarms(values, new Adwin()::add)).isEqualTo(adwin);
    assertThat(alarms(values, PageHinkley.usual()::add)).containsExactly(pageHinkley);
  }

  private static List<Integer> alarms(double[] values, DoublePredicate detector) {
    List<Integer> alarms = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (detector.test(values[i])) {
        alarms.add(i);
      }
    }
    return alarms;
  }

  private static double[] stream(int length, int sum, IntToDoubleFunction share) {
    Random random = new Random(42);
    double[] values =
        IntStream.range(0, length)
            .mapToDouble(i -> random.nextDouble() < share.applyAsDouble(i) ? 1 : 0)
            .toArray();
    assertThat(IntStream.range(0, length).mapToDouble(i -> values[i]).sum()).isEqualTo(sum);
    return values;
  }
}
