package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.hash.SplitMix64;
import java.util.Arrays;

/**
 * A few features of the numbers of a tensor: the numbers themselves if they are few, otherwise sums
 * of them, each number in one sum with a random sign (feature hashing; Weinberger et al. 2009). One
 * pass, whatever the size of an image.
 */
final class TensorFeatures {
  /** The most features. */
  static final int MOST = 32;

  private static final int BUCKETS = MOST - 1;

  private TensorFeatures() {}

  /** Returns how many features a tensor of so many numbers has. */
  static int size(int numbers) {
    return Math.min(numbers, MOST);
  }

  /** Sets the features of the first numbers of an array. */
  static void of(float[] tensor, int numbers, float[] features) {
    if (numbers <= MOST) {
      System.arraycopy(tensor, 0, features, 0, numbers);
      return;
    }
    Arrays.fill(features, 0);
    for (int i = 0; i < numbers; i++) {
      long hash = SplitMix64.mix(i + SplitMix64.GAMMA);
      features[(int) hash & BUCKETS] += hash < 0 ? -tensor[i] : tensor[i];
    }
  }
}
