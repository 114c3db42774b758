package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinIndexTest {
  /** Spreads of the logarithm of edges: from evenly spread ones to those over all magnitudes. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 5, 50, 700})
  void aBinIsTheNumberOfEdgesThatAreNotAbove(double spread) {
    Random random = new Random((long) spread);
    for (int round = 0; round < 200; round++) {
      double[] edges =
          random
              .doubles(random.nextInt(40), -1, 1)
              .map(x -> Math.copySign(Math.exp(spread * x), random.nextGaussian()))
              .distinct()
              .sorted()
              .toArray();
      BinIndex bins = new BinIndex(edges);
      double[] values =
          DoubleStream.concat(
                  Arrays.stream(edges).flatMap(e -> near(e)),
                  random.doubles(50, -1, 1).map(x -> Math.exp(spread * x) * Math.signum(x)))
              .toArray();
      for (double value : values) {
        assertThat(bins.bin(value))
            .as("%s in %s", value, edges)
            .isEqualTo((int) Arrays.stream(edges).filter(e -> e <= value).count());
      }
    }
  }

  private static DoubleStream near(double edge) {
    return DoubleStream.of(edge, Math.nextDown(edge), Math.nextUp(edge), -edge, 0.0, -0.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-Double.MAX_VALUE, -1, -0.0, 0, 1, Double.MAX_VALUE})
  void isRightAtTheEndsOfTheRange(double value) {
    double[] edges = {-Double.MAX_VALUE, -Double.MIN_VALUE, 0, Double.MIN_VALUE, Double.MAX_VALUE};
    assertThat(new BinIndex(edges).bin(value))
        .isEqualTo((int) Arrays.stream(edges).filter(e -> e <= value).count());
    assertThat(new BinIndex(new double[0]).bin(value)).isZero();
    assertThat(new BinIndex(new double[] {0}).bin(value)).isEqualTo(value >= 0 ? 1 : 0);
  }
}
