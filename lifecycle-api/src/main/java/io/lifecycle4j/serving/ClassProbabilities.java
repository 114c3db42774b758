package io.lifecycle4j.serving;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes probabilities of the outputs of a network for one row. */
final class ClassProbabilities {
  private ClassProbabilities() {}

  /**
   * Computes the probability of each class.
   *
   * @param numbers the numbers of all outputs, one output after the other
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // a task may throw anything
  static Map<String, Double> of(Task<?> task, double[] numbers) {
    try {
      List<String> classes = task.classes();
      double[] shares = task.probabilities(tensors(task.outputs(), numbers), 0);
      Map<String, Double> found = new LinkedHashMap<>();
      for (int i = 0; i < classes.size(); i++) {
        found.put(classes.get(i), shares[i]);
      }
      return Collections.unmodifiableMap(found);
    } catch (LifecycleException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new PredictionFailedException(
          "Cannot compute probabilities: task " + task.id() + " failed", e);
    }
  }

  private static List<Tensor> tensors(List<TensorSpec> outputs, double[] numbers) {
    List<Tensor> tensors = new ArrayList<>();
    int next = 0;
    for (TensorSpec spec : outputs) {
      ByteBuffer bytes = ByteBuffer.allocate(spec.numbers() * spec.type().bytes());
      Tensor tensor =
          new Tensor(spec.name(), spec.type(), bytes.order(ByteOrder.nativeOrder()), spec.shape(1));
      for (int i = 0; i < tensor.size(); i++) {
        tensor.set(i, numbers[next++]);
      }
      tensors.add(tensor);
    }
    return tensors;
  }
}
