package io.lifecycle4j.djl.training;

import io.lifecycle4j.core.hash.SplitMix64;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The order of the rows and the random numbers of a training, all derived from one seed.
 *
 * <p>Derivation 1: the order of an epoch is a Fisher-Yates shuffle by {@link Random}, whose
 * sequence is specified by its documentation, seeded with number {@code -epoch} of {@link
 * SplitMix64}; the PyTorch seed of a step is number {@code step}, and that of the initial weights
 * is number 0.
 */
record Order(long seed, int rows, int batchSize) {
  /** Counts the batches of an epoch; a single remaining row joins the previous batch. */
  int batches() {
    int full = rows / batchSize;
    int left = rows % batchSize;
    return left == 0 || (left == 1 && full > 0) ? full : full + 1;
  }

  /** Returns the size of the largest batch. */
  int largest() {
    return rows < batchSize ? rows : batchSize + (rows % batchSize == 1 ? 1 : 0);
  }

  /** Shuffles the rows for an epoch, from 1. */
  int[] shuffled(int epoch) {
    Random random = new Random(SplitMix64.number(seed, -epoch));
    int[] order = IntStream.range(0, rows).toArray();
    for (int i = rows - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int row = order[i];
      order[i] = order[j];
      order[j] = row;
    }
    return order;
  }

  /** Returns a batch, from 0, of the order of an epoch. */
  int[] batch(int[] order, int batch) {
    int from = batch * batchSize;
    return Arrays.copyOfRange(order, from, batch == batches() - 1 ? rows : from + batchSize);
  }

  /** Counts the rows of some batches of an epoch, from 0. */
  int rows(int from, int end) {
    return (end == batches() ? rows : end * batchSize) - from * batchSize;
  }

  /** Returns the PyTorch seed of a step, from 1; 0 is for the initial weights. */
  int seedOf(long step) {
    return (int) (SplitMix64.number(seed, step) >>> 32);
  }
}
