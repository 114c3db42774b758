package io.lifecycle4j.core;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import io.lifecycle4j.schema.spi.TaskProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A task whose author made a mistake: it answers the output of the network.
 *
 * @param label the label column
 * @param fault the mistake; any other text for none
 */
@SuppressWarnings("NullAway") // a mistake is to return null
public record FaultyTask(String label, String fault) implements Task<Object> {
  /** Names the class in model versions. */
  public static final class Provider implements TaskProvider {
    @Override
    public Map<String, Class<? extends Task<?>>> tasks() {
      return Map.of("faulty", FaultyTask.class);
    }
  }

  @Override
  public String id() {
    return "faulty";
  }

  @Override
  public List<String> labels() {
    return switch (fault) {
      case "no label" -> List.of();
      case "label twice" -> List.of(label, label);
      default -> List.of(label);
    };
  }

  @Override
  public List<TensorSpec> targets() {
    TensorSpec hot = TensorSpec.float32("hot", 2);
    return switch (fault) {
      case "no target" -> List.of();
      case "target twice" -> List.of(hot, hot);
      default -> List.of(hot, new TensorSpec("place", TensorType.INT64, List.of(TensorSpec.FREE)));
    };
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(TensorSpec.float32("out", 1));
  }

  @Override
  public boolean labelsMayBeInputs() {
    return fault.equals("labels may be inputs");
  }

  @Override
  public void encode(Row row, List<Tensor> targets, int place) {
    mayThrow("encode throws");
    int hot = row.number(row.schema().indexOf(label)) % 2 == 0 ? 0 : 1;
    targets.get(0).set(2 * place + hot, 1);
    if (!fault.equals("only the 1 is written")) {
      targets.get(0).set(2 * place + 1 - hot, 0);
    }
    if (!fault.equals("no integer is written")) {
      targets.get(1).set(place, -1);
    }
  }

  /** Makes the mistakes that begin with "late" only for outputs of 1,000 or more. */
  @Override
  public Object decode(List<Tensor> outputs, int place) {
    double number = outputs.get(0).number(place);
    mayThrow("decode throws");
    if (number >= 1_000) {
      mayThrow("late: decode throws");
    }
    boolean isNull =
        fault.equals("decode is null") || (number >= 1_000 && fault.equals("late: decode is null"));
    return isNull ? null : number;
  }

  @Override
  public OptionalDouble probability(List<Tensor> outputs, int place) {
    boolean late = outputs.get(0).number(place) >= 1_000;
    boolean tooMuch =
        fault.equals("probability is 1.5") || (late && fault.equals("late: probability is 1.5"));
    return OptionalDouble.of(tooMuch ? 1.5 : fault.equals("probability is NaN") ? Double.NaN : 1);
  }

  @Override
  public Optional<String> problem(Object answer) {
    mayThrow("problem throws");
    return Optional.empty();
  }

  @Override
  public Optional<Fit<Object>> fit() {
    return switch (fault) {
      case "fit is null" -> null;
      case "complete is null", "add throws" -> Optional.of(new FaultyFit());
      default -> Optional.empty();
    };
  }

  private final class FaultyFit implements Fit<Object> {
    @Override
    public void add(Row row) {
      mayThrow("add throws");
    }

    @Override
    public Task<Object> complete() {
      return null;
    }
  }

  @Override
  public List<Metric> metrics() {
    Metric quality = new Metric("quality", Better.HIGHER);
    return switch (fault) {
      case "no metric" -> List.of();
      case "metric twice" -> List.of(quality, new Metric("quality", Better.LOWER));
      default -> List.of(quality);
    };
  }

  @Override
  public Scores score(List<Tensor> outputs, List<Tensor> targets) {
    mayThrow("score throws");
    return fault.equals("score is null") ? null : new FaultyScores((int) outputs.get(0).shape()[0]);
  }

  private void mayThrow(String what) {
    if (fault.equals(what)) {
      throw new IllegalStateException("a mistake");
    }
  }

  /** Scores of a metric that is the share of all rows, which are all counted. */
  private final class FaultyScores implements Scores {
    private final int rows;

    FaultyScores(int rows) {
      this.rows = rows;
    }

    @Override
    public ToDoubleFunction<String> measure(int[] weights) {
      mayThrow("measure throws");
      return name -> {
        mayThrow("metric throws");
        return 1;
      };
    }

    @Override
    public Optional<boolean[]> counted(String name) {
      mayThrow("counted throws");
      boolean[] counted = new boolean[rows + (fault.equals("counted is long") ? 1_000 : 0)];
      Arrays.fill(counted, true);
      return Optional.of(counted);
    }

    @Override
    public Optional<boolean[]> basis(String name) {
      return fault.equals("basis is short") ? Optional.of(new boolean[1]) : Optional.empty();
    }
  }
}
