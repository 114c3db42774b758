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

/**
 * What a baseline of a version puts out for rows.
 *
 * @param task decides by the outputs
 * @param outputs a tensor for each output of the task, row after row
 */
public record BaselineOutputs(Task<?> task, List<Tensor> outputs) {
  /**
   * Computes the outputs of all baselines.
   *
   * @param task the task of the version
   * @param examples the rows, prepared
   * @param rows the same rows, with the columns that lags fill
   * @return the outputs of each baseline by its name, in the order of the baselines
   */
  public static Map<String, BaselineOutputs> of(
      Task<?> task, List<Baseline> baselines, PreparedExamples examples, Rows rows) {
    Map<String, BaselineOutputs> all = new LinkedHashMap<>();
    List<Baseline.LastValue> earlier = new ArrayList<>();
    List<Tensor> values = new ArrayList<>();
    for (Baseline baseline : baselines) {
      boolean own = baseline instanceof Baseline.Adjusted;
      Baseline fitted = own ? ((Baseline.Adjusted) baseline).fitted() : baseline;
      Task<?> decides = own ? ((Baseline.Adjusted) baseline).task() : task;
      TensorSpec spec = task.outputs().get(0);
      if (fitted instanceof Baseline.Linear linear) {
        Tensor output = examples.outputs(linear, spec);
        all.put(linear.name(), new BaselineOutputs(decides, List.of(output)));
      } else if (fitted instanceof Baseline.LastValue value) {
        Tensor output = Tensor.allocate(spec, examples.size());
        all.put(value.name(), new BaselineOutputs(decides, List.of(output)));
        earlier.add(value);
        values.add(output);
      }
    }
    if (!earlier.isEmpty()) {
      read(earlier, rows, values);
    }
    return all;
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
