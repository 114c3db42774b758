package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComputedNumbersTest {
  private static final Schema COLUMN =
      Schema.builder().column("prediction", DataType.FLOAT64).build();

  private static ColumnProfile profile(double... numbers) {
    Profiler profiler = new Profiler(COLUMN);
    profiler.add(0, numbers, 0, numbers.length);
    return profiler.profile().columns().get(0);
  }

  private static BinIndex bins(double... numbers) {
    Profile chosen = new Profile(numbers.length, List.of(profile(numbers)));
    List<Double> edges =
        ComputedNumbers.cells(chosen, "prediction"::equals)
            .columns()
            .get(0)
            .histogram()
            .orElseThrow()
            .edges();
    return new BinIndex(edges.stream().mapToDouble(Double::doubleValue).toArray());
  }

  @Test
  void areInTheSameBinHoweverTheyAreRounded() {
    double[] numbers = {-2, -0.75, 0, 1e-3, 0.5, 0.999, 1, 40};
    BinIndex bins = bins(numbers);
    int[] places = Arrays.stream(numbers).mapToInt(bins::bin).toArray();

    assertThat(places)
        .as("a bin each, and one between them")
        .containsExactly(1, 3, 5, 7, 9, 11, 13, 15);
    for (double number : numbers) {
      double error = 5e-6 * Math.abs(number) + 1e-5;
      assertThat(bins.bin(number - error)).isEqualTo(bins.bin(number));
      assertThat(bins.bin(number + error)).isEqualTo(bins.bin(number));
    }
  }

  @Test
  void shareABinIfNoRoundingSeparatesThem() {
    BinIndex bins = bins(0.25, 0.5, 0.500_001, 0.500_002, 0.75);

    assertThat(bins.bin(0.5)).isEqualTo(bins.bin(0.500_002)).isEqualTo(bins.bin(0.499_999));
    assertThat(bins.bin(0.4)).isEqualTo(bins.bin(0.5) - 1);
    assertThat(bins.bin(0.6)).isEqualTo(bins.bin(0.5) + 1);
    assertThat(bins.bin(0.75)).isEqualTo(bins.bin(0.5) + 2);
  }

  @Test
  void keepTheirQuantiles() {
    double[] numbers = new double[2_000];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i < 200 ? 0 : (i - 1_000) * 1e-9;
    }
    List<Double> exact = profile(numbers).histogram().orElseThrow().edges();
    List<Double> edges = ComputedNumbers.edges(exact);

    assertThat(edges).hasSameSizeAs(exact).isSorted().doesNotHaveDuplicates();
    for (int i = 0; i < edges.size(); i++) {
      assertThat(edges.get(i)).isCloseTo(exact.get(i), within(1.2e-11));
    }
    assertThat(ComputedNumbers.edges(List.of(0.0, Double.MIN_VALUE)))
        .containsExactly(0.0, Double.MIN_VALUE);
    assertThat(ComputedNumbers.edges(List.of(-Double.MAX_VALUE, Double.MAX_VALUE)))
        .as("no edge is infinite")
        .hasSize(1);
  }
}
