package io.lifecycle4j.core.training;

import io.lifecycle4j.schema.TensorSpec;
import java.util.List;
import java.util.stream.IntStream;

/** Compares tensors of a file with those that are needed, whatever their names. */
final class TensorFit {
  private TensorFit() {}

  /**
   * Returns whether the numbers of a row lie in memory as needed: dimensions of 1 may be left out,
   * so that a column of numbers is a list of numbers, and a free dimension is any.
   */
  static boolean fits(TensorSpec found, TensorSpec needed) {
    return found.type() == needed.type()
        && (fits(found.row(), needed.row()) || fits(squeezed(found), squeezed(needed)));
  }

  private static List<Integer> squeezed(TensorSpec spec) {
    return spec.row().stream().filter(size -> size != 1).toList();
  }

  private static boolean fits(List<Integer> found, List<Integer> needed) {
    return found.size() == needed.size()
        && IntStream.range(0, found.size()).allMatch(i -> fits(found.get(i), needed.get(i)));
  }

  private static boolean fits(int found, int needed) {
    return found == needed || found == TensorSpec.FREE || needed == TensorSpec.FREE;
  }
}
