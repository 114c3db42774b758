package io.lifecycle4j.examples;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.spi.TaskProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Predicts one of several levels that have an order, such as one to five stars.
 *
 * <p>The network outputs a score for each level but the last: whether the row is above that level.
 * The predicted level is as high as the number of positive scores. Unlike a classification, this
 * knows that two levels off is worse than one.
 *
 * @param label the column with the name of the true level
 * @param levels the names of the levels, the lowest first, at least two
 */
public record OrdinalRegression(String label, List<String> levels) implements Task<String> {
  /** Checks and copies the levels. */
  public OrdinalRegression {
    levels = List.copyOf(levels);
    if (levels.size() < 2) {
      throw new InvalidValueException("Invalid levels: " + levels + " (needs at least 2)");
    }
  }

  /** Names the class for model versions; registered in META-INF/services. */
  public static final class Provider implements TaskProvider {
    /** Creates the provider, for {@link java.util.ServiceLoader}. */
    public Provider() {}

    @Override
    public Map<String, Class<? extends Task<?>>> tasks() {
      return Map.of("ordinal", OrdinalRegression.class);
    }
  }

  @Override
  public String id() {
    return "ordinal";
  }

  @Override
  public List<String> labels() {
    return List.of(label);
  }

  @Override
  public List<TensorSpec> targets() {
    return List.of(TensorSpec.float32("above", steps()));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(TensorSpec.float32("scores", steps()));
  }

  private int steps() {
    return levels.size() - 1;
  }

  @Override
  public void encode(Row row, List<Tensor> targets, int place) {
    String name = row.text(row.schema().indexOf(label));
    int level = levels.indexOf(name);
    if (level < 0) {
      throw new InvalidDataException(
          "Invalid level: '" + name + "' (must be one of " + levels + ")");
    }
    for (int step = 0; step < steps(); step++) {
      targets.get(0).set(place * steps() + step, level > step ? 1 : 0);
    }
  }

  @Override
  public String decode(List<Tensor> outputs, int place) {
    return levels.get(level(outputs.get(0), place, 0));
  }

  /** Counts the numbers of a row that are above a limit. */
  private int level(Tensor tensor, int row, double limit) {
    int level = 0;
    for (int step = 0; step < steps(); step++) {
      level += tensor.number(row * steps() + step) > limit ? 1 : 0;
    }
    return level;
  }

  @Override
  public Optional<Loss> loss() {
    return Optional.of(this::differentiate);
  }

  /** The cross-entropy of each step: log(1 + exp(score)) - target * score, without overflow. */
  private double[] differentiate(
      List<Tensor> outputs, List<Tensor> targets, List<Tensor> gradient) {
    double[] losses = new double[(int) targets.get(0).shape()[0]];
    for (int i = 0; i < losses.length * steps(); i++) {
      double score = outputs.get(0).number(i);
      double target = targets.get(0).number(i);
      losses[i / steps()] +=
          Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - target * score;
      gradient.get(0).set(i, 1 / (1 + Math.exp(-score)) - target);
    }
    return losses;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(new Metric("levels_off", Better.LOWER), new Metric("accuracy", Better.HIGHER));
  }

  @Override
  public Scores score(List<Tensor> outputs, List<Tensor> targets) {
    int[] off = new int[(int) targets.get(0).shape()[0]];
    for (int row = 0; row < off.length; row++) {
      off[row] = Math.abs(level(outputs.get(0), row, 0) - level(targets.get(0), row, 0.5));
    }
    return new LevelScores(off);
  }

  /** Scores of rows, which are so many levels off. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record LevelScores(int[] off) implements Scores {
    @Override
    public ToDoubleFunction<String> measure(int[] weights) {
      double rows = 0;
      double right = 0;
      double sum = 0;
      for (int row = 0; row < off.length; row++) {
        rows += weights[row];
        right += off[row] == 0 ? weights[row] : 0;
        sum += (double) weights[row] * off[row];
      }
      double accuracy = right / rows;
      double mean = sum / rows;
      return name -> name.equals("accuracy") ? accuracy : mean;
    }

    /** A share of rows: gates then compare two models by an exact test of the same rows. */
    @Override
    public Optional<boolean[]> counted(String name) {
      if (!name.equals("accuracy")) {
        return Optional.empty();
      }
      boolean[] right = new boolean[off.length];
      for (int row = 0; row < off.length; row++) {
        right[row] = off[row] == 0;
      }
      return Optional.of(right);
    }
  }
}
