package io.lifecycle4j.core.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.training.Examples;
import java.util.List;
import java.util.stream.IntStream;

/** Some rows of others. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SpreadExamples(Examples all, int[] places) implements Examples {
  /** Selects as many rows, which are spread evenly. */
  public static Examples of(Examples all, int rows) {
    long size = all.size();
    return rows >= size
        ? all
        : new SpreadExamples(
            all, IntStream.range(0, rows).map(row -> (int) (row * size / rows)).toArray());
  }

  @Override
  public int size() {
    return places.length;
  }

  @Override
  public List<TensorSpec> inputs() {
    return all.inputs();
  }

  @Override
  public List<TensorSpec> targets() {
    return all.targets();
  }

  @Override
  public void read(int[] rows, List<Tensor> inputs, List<Tensor> targets) {
    for (int row : rows) {
      check(
          row >= 0 && row < places.length,
          "Invalid row number: %s (there are %s, from 0)",
          row,
          places.length);
    }
    all.read(IntStream.of(rows).map(row -> places[row]).toArray(), inputs, targets);
  }
}
