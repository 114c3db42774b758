package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * A training row with the exact bits of its preprocessed numbers, which are compared at every load.
 *
 * @param cells the cells in the order of the input columns: numbers in their shortest form, texts
 *     as they are, tensors as the Base64 of their 32-bit numbers, big-endian
 * @param prepared the Base64 of the resulting 32-bit numbers, big-endian
 */
public record GoldenInput(List<String> cells, String prepared) {
  /** Checks the parts. */
  public GoldenInput {
    cells = copy(cells, "cells of a golden row");
    required(prepared, "numbers of a golden row");
  }
}
