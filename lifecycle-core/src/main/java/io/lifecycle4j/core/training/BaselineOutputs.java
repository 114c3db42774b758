package io.lifecycle4j.core.training;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes what the baselines of a version put out for rows. */
public final class BaselineOutputs {
  private BaselineOutputs() {}

  /**
   * Computes the outputs of all baselines.
   *
   * @param examples the rows, prepared
   * @param rows the same rows, with the columns that lags fill
   * @return the outputs of each baseline by its name
   */
  public static Map<String, List<Tensor>> of(
      Task<?> task, List<Baseline> baselines, PreparedExamples examples, Rows rows) {
    Map<String, List<Tensor>> outputs = new LinkedHashMap<>();
    List<Baseline.LastValue> earlier = new ArrayList<>();
    List<Tensor> values = new ArrayList<>();
    if (baselines.isEmpty()) {
      return outputs;
    }
    TensorSpec spec = task.outputs().get(0);
    for (Baseline baseline : baselines) {
      if (baseline instanceof Baseline.Linear linear) {
        outputs.put(linear.name(), List.of(examples.outputs(linear, spec)));
      } else if (baseline instanceof Baseline.LastValue value) {
        Tensor output = Tensor.allocate(spec, examples.size());
        outputs.put(value.name(), List.of(output));
        earlier.add(value);
        values.add(output);
      }
    }
    if (!earlier.isEmpty()) {
      read(earlier, rows, values);
    }
    return outputs;
  }

  private static void read(List<Baseline.LastValue> earlier, Rows rows, List<Tensor> outputs) {
    int[] places = earlier.stream().mapToInt(it -> rows.schema().indexOf(it.column())).toArray();
    int[] next = {0};
    rows.forEach(
        row -> {
          for (int i = 0; i < places.length; i++) {
            double value = row.number(places[i]);
            outputs.get(i).set(next[0], Double.isNaN(value) ? earlier.get(i).otherwise() : value);
          }
          next[0]++;
        });
  }
}
