package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Rows are the same by their keys, or by what a model reads of more of them than by chance. */
class RowKeysTest {
  private static final int HELD_OUT = 200;
  private static final int LEARNED = 800;

  private final SplittableRandom random = new SplittableRandom(1);

  private long[] keys(int count) {
    return random.longs(count).toArray();
  }

  private static RowKeys.Others others(RowKeys keys, long[] rows, long[] inputs) {
    RowKeys.Others others = keys.others();
    LongStream.of(rows).forEach(others::row);
    LongStream.of(inputs).forEach(others::input);
    return others;
  }

  /** Draws what a model reads of rows, of so many combinations. */
  private long[] inputs(int count, int combinations) {
    return random.longs(count, 0, combinations).toArray();
  }

  @Test
  void areTheSameThoughWhatNoModelReadsDiffers() {
    long[] inputs = keys(HELD_OUT);
    RowKeys keys = RowKeys.of(keys(HELD_OUT), inputs);
    long[] learned = keys(LEARNED);
    System.arraycopy(inputs, 0, learned, 0, 100);
    assertThat(others(keys, keys(LEARNED), learned).met().cardinality()).isEqualTo(100);
    assertThat(others(keys, keys(LEARNED), learned).alike().cardinality()).isEqualTo(100);
  }

  @Test
  void areOtherRowsIfTheyAreAlikeByChance() {
    for (int combinations : new int[] {2, 20, 200, 2_000, 20_000, 2_000_000}) {
      for (int time = 0; time < 20; time++) {
        RowKeys keys = RowKeys.of(keys(HELD_OUT), inputs(HELD_OUT, combinations));
        assertThat(others(keys, keys(LEARNED), inputs(LEARNED, combinations)).met())
            .as("%s combinations", combinations)
            .isEqualTo(new BitSet());
      }
    }
  }

  @Test
  void areTheSameByTheirKeysHoweverFew() {
    long[] rows = keys(HELD_OUT);
    RowKeys keys = RowKeys.of(rows, inputs(HELD_OUT, 5));
    RowKeys.Others others = others(keys, new long[] {rows[7], rows[9], 1}, inputs(3, 5));
    assertThat(IntStream.of(7, 9).allMatch(row -> has(keys, others.met(), rows[row]))).isTrue();
    assertThat(others.met().cardinality()).isEqualTo(2);
    assertThat(others.alike().cardinality()).isZero();
  }

  private static boolean has(RowKeys keys, BitSet met, long row) {
    return met.stream().anyMatch(place -> keys.rows()[place] == row);
  }

  @Test
  void countEqualRowsOnce() {
    RowKeys keys = RowKeys.of(new long[] {3, 1, 3}, new long[] {8, 9, 8});
    assertThat(keys.rows()).containsExactly(1, 3);
    assertThat(keys.inputs()).containsExactly(8, 9);
  }
}
