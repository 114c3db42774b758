package io.lifecycle4j.core.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Frozen: hashes and numbers that were kept must come out the same for ever. */
class SplitMix64Test {
  @Test
  void givesTheNumbersThatArePublished() {
    assertThat(SplitMix64.number(0, 1)).isEqualTo(0xE220A8397B1DCDAFL);
    assertThat(SplitMix64.number(0, 2)).isEqualTo(0x6E789E6AA1B965F4L);
    assertThat(SplitMix64.number(0, 3)).isEqualTo(0x06C45D188009454FL);
    assertThat(SplitMix64.number(SplitMix64.GAMMA, 1)).isEqualTo(SplitMix64.number(0, 2));
  }

  @Test
  void hashesTextsAsEverBefore() {
    assertThat(SplitMix64.hash("")).isEqualTo(SplitMix64.number(0, 1));
    assertThat(SplitMix64.hash("mon")).isEqualTo(-1_550_678_585_803_572_439L);
  }

  @Test
  void sharesOutItsNumbers() {
    assertThat(SplitMix64.fraction(0)).isZero();
    assertThat(SplitMix64.fraction(-1)).isLessThan(1).isGreaterThan(0.999_999);
    assertThat(SplitMix64.isIn(0, 7, 1)).isFalse();
    assertThat(LongStream.range(0, 1_000).filter(n -> SplitMix64.isIn(0.25, 7, n)).count())
        .isBetween(200L, 300L);
    assertThat(LongStream.range(0, 1_000).allMatch(n -> SplitMix64.isIn(1, 7, n))).isTrue();
  }
}
