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
 * is number 0. With blocks, the order of the blocks is shuffled first, then the rows of each
 * {@value #WINDOW} of them together, by the same sequence: rows that are read together are then
 * near each other in a file.
 *
 * @param block how many rows one after the other are a block; 0 if all rows are shuffled together
 */
record Order(long seed, int rows, int batchSize, int block) {
  /** How many blocks are shuffled together. */
  static final int WINDOW = 16;

  /** An order without blocks. */
  Order(long seed, int rows, int batchSize) {
    this(seed, rows, batchSize, 0);
  }

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
    int[] order = block == 0 ? IntStream.range(0, rows).toArray() : blocks(random);
    int window = block == 0 ? rows : (int) Math.min((long) WINDOW * block, rows);
    for (int from = 0; from < rows; from += Math.min(window, rows - from)) {
      shuffle(order, from, Math.min(window, rows - from), random);
    }
    return order;
  }

  /** Returns the rows with their blocks in another order. */
  private int[] blocks(Random random) {
    int[] blocks = IntStream.range(0, (rows - 1) / block + 1).toArray();
    shuffle(blocks, 0, blocks.length, random);
    int[] order = new int[rows];
    int place = 0;
    for (int each : blocks) {
      int first = each * block;
      for (int row = first; row < first + Math.min(block, rows - first); row++) {
        order[place++] = row;
      }
    }
    return order;
  }

  private static void shuffle(int[] numbers, int from, int count, Random random) {
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int number = numbers[from + i];
      numbers[from + i] = numbers[from + j];
      numbers[from + j] = number;
    }
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
