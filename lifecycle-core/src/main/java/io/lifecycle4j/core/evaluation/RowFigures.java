package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.data.HashedRows;
import io.lifecycle4j.core.model.Safetensors;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorType;
import io.lifecycle4j.storage.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of each row of an evaluation, so that two evaluations can be paired later: the
 * hashes of its cells and of its inputs, its targets and its outputs, from which each metric can be
 * computed again.
 */
final class RowFigures {
  /** Targets and outputs of a row that are more numbers are not kept. */
  static final int MOST_NUMBERS = 64;

  /** Begins the name of a tensor of targets. */
  static final String TARGET = "target/";

  /** Begins the name of a tensor of outputs. */
  static final String OUTPUT = "output/";

  private RowFigures() {}

  /** Returns the bytes of a file in the format of safetensors; empty if there would be too many. */
  static Optional<Content> of(ScoredRows rows, HashedRows hashed) {
    long numbers = numbers(rows.labels()) + numbers(rows.outputs());
    if (numbers > (long) MOST_NUMBERS * rows.rows()) {
      return Optional.empty();
    }
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(hashes("row", hashed.hashes()));
    tensors.add(hashes("inputs", hashed.inputHashes()));
    rows.labels().forEach(target -> tensors.add(named(TARGET, target)));
    rows.outputs().forEach(output -> tensors.add(named(OUTPUT, output)));
    return Optional.of(Safetensors.of(tensors, Map.of()));
  }

  private static Tensor hashes(String name, long[] hashes) {
    return new Tensor(name, TensorType.INT64, HashedRows.bytes(hashes), hashes.length);
  }

  private static long numbers(List<Tensor> tensors) {
    return tensors.stream().mapToLong(Tensor::size).sum();
  }

  private static Tensor named(String prefix, Tensor tensor) {
    return new Tensor(prefix + tensor.name(), tensor.type(), tensor.bytes(), tensor.shape());
  }
}
