package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes the gradient of a loss with respect to an input of a network.
 *
 * <p>Calls PyTorch directly instead of DJL's gradient collector, because a process has only one,
 * which a training in progress holds. The parameters are frozen, so that only the input gets a
 * gradient.
 */
record InputGradient(Block network, Signature signature, NDManager manager) {
  Tensor of(String name, List<Tensor> inputs, List<Tensor> targets, Task.Loss loss) {
    int place = place(name);
    int rows = TensorSpec.checkFit("inputs", signature.inputs(), inputs);
    required(targets, "targets");
    required(loss, "loss");
    Tensor gradient = Tensor.allocate(signature.inputs().get(place), rows);
    if (rows > 0) {
      differentiate(inputs, targets, loss, place, gradient);
    }
    return gradient;
  }

  private int place(String name) {
    required(name, "input");
    for (int i = 0; i < signature.inputs().size(); i++) {
      TensorSpec spec = signature.inputs().get(i);
      if (spec.name().equals(name)) {
        check(
            spec.type() == TensorType.FLOAT32 || spec.type() == TensorType.FLOAT64,
            "Invalid input: %s (must be floating-point numbers, others have no gradient)",
            spec);
        return i;
      }
    }
    throw new NotFoundException(
        "Input does not exist: " + name + " (there are " + signature.inputs() + ")");
  }

  private void differentiate(
      List<Tensor> inputs, List<Tensor> targets, Task.Loss loss, int place, Tensor gradient) {
    int rows = (int) gradient.shape()[0];
    DjlRuntime.ThreadSettings before = DjlRuntime.enter(DjlRuntime.threads());
    try (NDManager run = manager.newSubManager()) {
      JniUtils.setGradMode(true);
      NDList in = arrays(signature.inputs(), inputs, run);
      NDArray input = in.get(place);
      input.setRequiresGradient(true);
      NDList out = network.forward(new ParameterStore(manager, false), in, false);
      List<Tensor> outputs =
          TensorTypes.tensors(signature.outputs(), TensorTypes.onCpu(out, manager), rows);
      List<Tensor> slopes = Tensor.allocate(signature.outputs(), rows);
      loss.differentiate(outputs, targets, slopes);
      backward(input, out, TensorTypes.arrays(slopes, run), run);
      NDList found = TensorTypes.onCpu(new NDList(input.getGradient()), manager);
      List<TensorSpec> spec = List.of(signature.inputs().get(place));
      gradient.put(0, TensorTypes.tensors(spec, found, rows).get(0));
    } catch (LifecycleException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new PredictionFailedException(
          "Cannot compute gradient on " + inputs + ": " + e.getMessage(), e);
    } finally {
      before.restore();
    }
  }

  private static NDList arrays(List<TensorSpec> specs, List<Tensor> given, NDManager run) {
    List<Tensor> direct = new ArrayList<>(given.size());
    for (int i = 0; i < given.size(); i++) {
      Tensor copy = Tensor.allocate(specs.get(i), (int) given.get(i).shape()[0]);
      copy.put(0, given.get(i)); // The tensor may be on the heap, or in another byte order.
      direct.add(copy);
    }
    return TensorTypes.arrays(direct, run);
  }

  /**
   * Differentiates the sum of the outputs multiplied by their slopes, which has the gradient of the
   * loss. It also adds the input multiplied by zero, because PyTorch rejects a sum that does not
   * depend on the input.
   */
  private static void backward(NDArray input, NDList outputs, NDList slopes, NDManager run) {
    NDArray sum = input.mul(TensorTypes.number(0, run)).sum();
    for (int i = 0; i < outputs.size(); i++) {
      sum = sum.add(outputs.get(i).mul(slopes.get(i)).sum());
    }
    NDArray one = run.ones(sum.getShape(), sum.getDataType());
    JniUtils.backward((PtNDArray) sum, (PtNDArray) one, false, false);
  }
}
