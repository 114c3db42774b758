package io.lifecycle4j.core;

import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import io.lifecycle4j.schema.spi.TaskProvider;
import java.util.List;
import java.util.Map;

/**
 * A task whose author made a mistake: it answers the output of the network.
 *
 * @param label the label column
 * @param fault the mistake; any other text for none
 */
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
    int hot = row.number(row.schema().indexOf(label)) % 2 == 0 ? 0 : 1;
    targets.get(0).set(2 * place + hot, 1);
    if (!fault.equals("only the 1 is written")) {
      targets.get(0).set(2 * place + 1 - hot, 0);
    }
    if (!fault.equals("no integer is written")) {
      targets.get(1).set(place, -1);
    }
  }

  @Override
  public Object decode(List<Tensor> outputs, int place) {
    return outputs.get(0).number(place);
  }

  @Override
  public Scores score(List<Tensor> outputs, List<Tensor> targets) {
    return new Scores() {
      @Override
      public List<Metric> metrics() {
        return List.of(new Metric("quality", Better.HIGHER));
      }

      @Override
      public double metric(String name, int[] rows) {
        return 1;
      }
    };
  }
}
