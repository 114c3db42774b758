package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.profile.Moments;
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
}
