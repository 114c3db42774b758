package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.training.PreparedExamples;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Moves each prepared number of rows by a step whose sign differs from number to number. */
final class SignSteps {
  private final PreparedExamples examples;
  private final float epsilon;

  SignSteps(PreparedExamples examples, double epsilon) {
    this.examples = examples;
    this.epsilon = (float) epsilon;
  }

  static boolean hasGradient(Tensor input) {
    return input.type() == TensorType.FLOAT32 || input.type() == TensorType.FLOAT64;
  }

  private List<Tensor> read(int[] batch, List<Tensor> inputs) {
    List<Tensor> targets = Tensor.allocate(examples.targets(), batch.length);
    examples.read(batch, inputs, targets);
    return targets;
  }

  /** Steps in the direction in which the loss of each row increases. */
  StressedRows.PreparedChange upTheLoss(LoadedModel gradients, Task.Loss loss) {
    return (batch, inputs) -> {
      List<Tensor> targets = read(batch, inputs);
      List<Tensor> slopes =
          inputs.stream()
              .map(
                  input ->
                      hasGradient(input)
                          ? gradients.inputGradient(input.name(), inputs, targets, loss)
                          : input)
              .toList();
      for (int i = 0; i < inputs.size(); i++) {
        Tensor input = inputs.get(i);
        for (int place = 0; hasGradient(input) && place < input.size(); place++) {
          float sign = (float) Math.signum(slopes.get(i).number(place));
          input.set(place, input.number(place) + epsilon * sign);
        }
      }
    };
  }

  /** Steps up or down at random. */
  StressedRows.PreparedChange atRandom(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return (batch, inputs) -> {
      read(batch, inputs);
      inputs.stream().filter(SignSteps::hasGradient).forEach(input -> step(input, random));
    };
  }

  private void step(Tensor input, SplittableRandom random) {
    IntStream.range(0, input.size())
        .forEach(
            place ->
                input.set(
                    place, input.number(place) + (random.nextBoolean() ? epsilon : -epsilon)));
  }
}
