package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.Shape;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunningMomentsTest {
  private static RunningMoments of(double... values) {
    RunningMoments moments = new RunningMoments();
    moments.add(values, 0, values.length);
    return moments;
  }

  @Test
  void joinsBlocks() {
    RunningMoments blocks = of(1, 5);
    blocks.merge(of(-2, 8));
    assertThat(blocks.count()).isEqualTo(4);
    assertThat(blocks.toMoments()).isEqualTo(new Moments(-2, 8, 3, Math.sqrt(58.0 / 4)));
  }

  @Test
  void hasNoMomentsOfNoNumbers() {
    RunningMoments moments = of();
    assertThat(moments.count()).isZero();
    assertThatThrownBy(moments::toMoments)
        .hasMessage("Invalid moments: no numbers (needs at least 1)");
  }

  @Test
  void saysTheSameOfABlockAsOfItsParts() {
    double[] values = new Random(4).doubles(1_003, 1e6, 1e6 + 1).map(x -> x * x).toArray();
    RunningMoments single = new RunningMoments();
    for (double value : values) {
      single.merge(of(value));
    }
    RunningMoments block = new RunningMoments();
    block.add(values, 0, 300);
    block.add(values, 300, 300);
    block.add(values, 300, values.length);
    Shape expected = Objects.requireNonNull(single.toShape());
    Shape shape = Objects.requireNonNull(block.toShape());
    assertThat(shape.skewness()).isCloseTo(expected.skewness(), within(1e-9));
    assertThat(shape.kurtosis()).isCloseTo(expected.kurtosis(), within(1e-9));
    assertThat(block.toMoments().deviation())
        .isCloseTo(single.toMoments().deviation(), withinPercentage(1e-6));
    assertThat(block.toMoments().min()).isEqualTo(single.toMoments().min());
    assertThat(block.toMoments().max()).isEqualTo(single.toMoments().max());
  }

  @Test
  void keepsTheMeanOfNumbersWhoseSumOverflows() {
    assertThat(of(1.5e308, 1.5e308, 1.5e308).toMoments().mean()).isEqualTo(1.5e308);
    RunningMoments ends = of(1.7e308, 1.7e308);
    ends.merge(of(-1.7e308, -1.7e308));
    assertThat(ends.toMoments()).isEqualTo(new Moments(-1.7e308, 1.7e308, 0, 1.7e308));
  }

  @Test
  void staysFiniteAtTheEndsOfWhatANumberHolds() {
    double[] same = new double[511];
    Arrays.fill(same, Double.MAX_VALUE);
    RunningMoments moments = of(same);
    assertThat(moments.toMoments())
        .isEqualTo(new Moments(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE, 0));
    Arrays.fill(same, -Double.MAX_VALUE);
    moments.merge(of(same));
    assertThat(moments.toMoments())
        .isEqualTo(new Moments(-Double.MAX_VALUE, Double.MAX_VALUE, 0, Double.MAX_VALUE));
  }

  @Test
  void knowsTheSpreadOfNumbersWhoseSquaresLeaveTheRange() {
    for (double size : new double[] {1e200, 1e-200, 1e-300}) {
      RunningMoments moments = of(-size, size, -size, size);
      assertThat(moments.toMoments().deviation()).isCloseTo(size, withinPercentage(1e-9));
      assertThat(moments.toShape()).isEqualTo(new Shape(0, 1));
    }
    double least = 1e-320; // below the least normal number, with few digits of its own
    assertThat(of(-least, least).toMoments()).isEqualTo(new Moments(-least, least, 0, least));
  }

  @Test
  void joinsNumbersOfAnySizes() {
    RunningMoments moments = of(1e-310, 3e-310);
    moments.merge(of(2, 4));
    assertThat(moments.toMoments().mean()).isEqualTo(1.5);
    assertThat(moments.toMoments().deviation()).isEqualTo(Math.sqrt(2.75));
    moments.merge(of(1e300));
    assertThat(moments.toMoments().mean()).isCloseTo(2e299, withinPercentage(1e-9));
    assertThat(moments.toMoments().deviation()).isCloseTo(4e299, withinPercentage(1e-9));
  }

  @Test
  void findsNoSpreadInEqualNumbers() {
    double[] same = new double[1_000];
    Arrays.fill(same, 0.1);
    assertThat(of(same).toMoments()).isEqualTo(new Moments(0.1, 0.1, 0.1, 0));
    assertThat(of(same).toShape()).isNull();
  }
}
