package io.lifecycle4j.test;

import io.lifecycle4j.core.model.network.Architecture;
import io.lifecycle4j.core.model.network.JavaEngine;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.Task.Loss;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingContext;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fits one layer to the loss of the task, by gradient descent on all rows at once from zero. The
 * same rows give the same weights. Thread-safe.
 */
record LinearTraining() implements Trainer {
  private static final int STEPS = 400;

  @Override
  public TrainedModel train(TrainingContext context) {
    Loss loss =
        context
            .task()
            .loss()
            .orElseThrow(
                () -> new TrainingFailedException("Task has no loss: " + context.task().id()));
    Descent descent = new Descent(context);
    for (int step = 0; step < STEPS; step++) {
      descent.step(loss);
    }
    return new TrainedModel(
        JavaEngine.FORMAT,
        new Architecture(Architecture.LAYERS, "").text(), // nothing but the layer of outputs
        List.of(
            new NamedContent(WeightsFile.NAME, Content.of(WeightsFile.write(descent.layer())))));
  }

  /** The rows, and the layer so far. */
  private static final class Descent {
    private final int rows;
    private final int width;
    private final int height;
    private final double rate;
    private final List<Tensor> inputs;
    private final List<Tensor> targets;
    private final List<Tensor> outputs;
    private final List<Tensor> gradient;
    private final double[][] weights;

    Descent(TrainingContext context) {
      Examples examples = context.training();
      List<TensorSpec> out = context.signature().outputs();
      if (examples.inputs().size() != 1 || out.size() != 1) {
        throw new TrainingFailedException(
            "Cannot fit a layer: inputs "
                + examples.inputs()
                + ", outputs "
                + out
                + " (must be one of each)");
      }
      rows = examples.size();
      inputs = Tensor.allocate(examples.inputs(), rows);
      targets = Tensor.allocate(examples.targets(), rows);
      examples.read(IntStream.range(0, rows).toArray(), inputs, targets);
      outputs = Tensor.allocate(out, rows);
      gradient = Tensor.allocate(out, rows);
      width = inputs.get(0).size() / rows;
      height = outputs.get(0).size() / rows;
      rate = 0.9 / (width + 1); // standardized columns cannot make it diverge
      weights = new double[height][width + 1];
    }

    void step(Loss loss) {
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < height; i++) {
          outputs.get(0).set(row * height + i, output(row, weights[i]));
        }
      }
      loss.differentiate(outputs, targets, gradient);
      for (int i = 0; i < height; i++) {
        descend(i);
      }
    }

    private double output(int row, double[] layer) {
      double sum = layer[width];
      for (int i = 0; i < width; i++) {
        sum += layer[i] * inputs.get(0).number(row * width + i);
      }
      return sum;
    }

    private void descend(int output) {
      double[] slope = new double[width + 1];
      for (int row = 0; row < rows; row++) {
        double derivative = gradient.get(0).number(row * height + output);
        for (int i = 0; i < width; i++) {
          slope[i] += derivative * inputs.get(0).number(row * width + i);
        }
        slope[width] += derivative;
      }
      for (int i = 0; i <= width; i++) {
        weights[output][i] -= rate * slope[i] / rows;
      }
    }

    /** Returns the parameters, by the names that the engine gives them. */
    List<Tensor> layer() {
      float[] weight = new float[height * width];
      float[] bias = new float[height];
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
          weight[i * width + j] = (float) weights[i][j];
        }
        bias[i] = (float) weights[i][width];
      }
      return List.of(
          Tensor.of("output.weight", weight, height, width),
          Tensor.of("output.bias", bias, height));
    }
  }
}
