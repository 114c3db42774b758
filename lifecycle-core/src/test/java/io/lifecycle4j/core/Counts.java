package io.lifecycle4j.core;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.spi.TaskProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A task that the library does not know: two counts at once, answered as a pair of whole numbers.
 *
 * @param first a column of counts
 * @param second another
 */
public record Counts(String first, String second) implements Task<Counts.Pair> {
  /** An answer. */
  record Pair(long first, long second) {}

  /** Names the class in model versions. */
  public static final class Provider implements TaskProvider {
    @Override
    public Map<String, Class<? extends Task<?>>> tasks() {
      return Map.of("counts", Counts.class);
    }
  }

  @Override
  public String id() {
    return "counts";
  }

  @Override
  public List<String> labels() {
    return List.of(first, second);
  }

  @Override
  public List<TensorSpec> targets() {
    return List.of(TensorSpec.float32("counts", 2));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(TensorSpec.float32("counts", 2));
  }

  @Override
  public void encode(Row row, List<Tensor> targets, int place) {
    for (int i = 0; i < 2; i++) {
      double count = row.number(row.schema().indexOf(labels().get(i)));
      if (!(count >= 0)) {
        throw new InvalidDataException("Invalid count: " + count + " (must not be negative)");
      }
      targets.get(0).set(2 * place + i, count);
    }
  }

  @Override
  public Pair decode(List<Tensor> outputs, int place) {
    Tensor counts = outputs.get(0);
    return new Pair(Math.round(counts.number(2 * place)), Math.round(counts.number(2 * place + 1)));
  }

  @Override
  public List<Metric> metrics() {
    return List.of(new Metric("miscounted", Better.LOWER), new Metric("wrong", Better.LOWER));
  }

  @Override
  public Scores score(List<Tensor> outputs, List<Tensor> targets) {
    double[] errors = new double[(int) targets.get(0).shape()[0]];
    for (int i = 0; i < errors.length; i++) {
      errors[i] =
          Math.abs(outputs.get(0).number(2 * i) - targets.get(0).number(2 * i))
              + Math.abs(outputs.get(0).number(2 * i + 1) - targets.get(0).number(2 * i + 1));
    }
    return new Scores() {
      @Override
      public ToDoubleFunction<String> measure(int[] weights) {
        return name -> {
          double sum = 0;
          for (int row = 0; row < errors.length; row++) {
            double error = errors[row];
            sum += weights[row] * (name.equals("wrong") ? Math.signum(error) : error);
          }
          return sum / Arrays.stream(weights).sum();
        };
      }

      @Override
      public Optional<boolean[]> counted(String name) {
        boolean[] wrong = new boolean[errors.length];
        for (int row = 0; row < wrong.length; row++) {
          wrong[row] = errors[row] > 0;
        }
        return name.equals("wrong") ? Optional.of(wrong) : Optional.empty();
      }
    };
  }

  @Override
  public DataType answerType() {
    return DataType.STRING;
  }
}
