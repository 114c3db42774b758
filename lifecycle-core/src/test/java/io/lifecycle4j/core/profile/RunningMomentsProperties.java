package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.profile.Profile.Moments;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Moments are those of the textbook, of the least numbers as of the greatest. */
class RunningMomentsProperties {
  private static final MathContext DIGITS = new MathContext(60);

  private static double[] block(Random random, int exponent) {
    double[] values = new double[1 + random.nextInt(40)];
    Arrays.setAll(values, i -> Math.scalb(2 * random.nextDouble() - 1, exponent));
    return values;
  }

  private static BigDecimal mean(double[] values) {
    BigDecimal sum =
        Arrays.stream(values)
            .mapToObj(BigDecimal::new)
            .reduce(BigDecimal.ZERO, (a, b) -> a.add(b, DIGITS));
    return sum.divide(BigDecimal.valueOf(values.length), DIGITS);
  }

  private static double deviation(double[] values) {
    BigDecimal mean = mean(values);
    BigDecimal sum = BigDecimal.ZERO;
    for (double value : values) {
      BigDecimal delta = new BigDecimal(value).subtract(mean, DIGITS);
      sum = sum.add(delta.multiply(delta, DIGITS), DIGITS);
    }
    return sum.divide(BigDecimal.valueOf(values.length), DIGITS).sqrt(DIGITS).doubleValue();
  }

  @Property(tries = 300)
  void momentsAreThoseOfTheTextbookWhateverTheSizeOfNumbers(
      @ForAll long seed,
      @ForAll @Size(min = 1, max = 5)
          List<@IntRange(min = -1_060, max = 1_024) Integer> exponents) {
    Random random = new Random(seed);
    RunningMoments joined = new RunningMoments();
    double[] all = new double[0];
    for (int exponent : exponents) {
      double[] values = block(random, exponent);
      joined.add(values, 0, values.length);
      all = DoubleStream.concat(Arrays.stream(all), Arrays.stream(values)).toArray();
    }
    Moments moments = joined.toMoments();
    double size = Math.max(-moments.min(), moments.max());
    double least = 4 * Double.MIN_VALUE; // below it no number has more digits
    assertThat(moments.mean()).isCloseTo(mean(all).doubleValue(), within(1e-12 * size + least));
    assertThat(moments.deviation()).isCloseTo(deviation(all), within(1e-12 * size + least));
  }
}
