package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lifecycle4j.profile.Moments;
import io.lifecycle4j.profile.Shape;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunningMomentsTest {
  @Test
  void joinsBlocksAsIfTheirNumbersCameOneByOne() {
    RunningMoments blocks = new RunningMoments();
    blocks.add(new float[] {1, Float.NaN, 5, 99}, 3);
    blocks.add(new float[] {-2, 8}, 2);
    RunningMoments single = new RunningMoments();
    for (double value : new double[] {1, 5, -2, 8}) {
      single.add(value);
    }
    assertThat(blocks.count()).isEqualTo(4);
    assertThat(blocks.mean()).isCloseTo(single.mean(), within(1e-12));
    assertThat(blocks.squares()).isCloseTo(single.squares(), within(1e-12));
    assertThat(blocks.toMoments()).isEqualTo(new Moments(-2, 8, 3, Math.sqrt(58.0 / 4)));
  }

  @Test
  void leavesABlockWithoutNumbersOut() {
    RunningMoments moments = new RunningMoments();
    moments.add(new float[] {Float.NaN, Float.POSITIVE_INFINITY}, 2);
    assertThat(moments.count()).isZero();
    assertThatThrownBy(moments::toMoments)
        .hasMessage("Invalid moments: no numbers (needs at least 1)");
  }

  @Test
  void saysTheSameOfABlockAsOfItsNumbers() {
    double[] values = new Random(4).doubles(1_003, 1e6, 1e6 + 1).map(x -> x * x).toArray();
    RunningMoments single = new RunningMoments();
    for (double value : values) {
      single.add(value);
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
    RunningMoments moments = new RunningMoments();
    moments.add(new double[] {1.5e308, 1.5e308, 1.5e308}, 0, 3);
    assertThat(moments.mean()).isEqualTo(1.5e308);
    assertThat(moments.count()).isEqualTo(3);
  }
}
