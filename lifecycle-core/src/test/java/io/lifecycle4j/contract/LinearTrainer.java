package io.lifecycle4j.contract;

import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingProgress;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Trains one dense layer by gradient descent on all rows at once: softmax regression for a
 * classification, least squares for a regression.
 *
 * <p>The same seed and the same rows give the same weights, so that a process learns small data
 * once only: most tests train on the same few rows. Thread-safe.
 *
 * @param epochs how many steps, each of which is an epoch
 * @param rate how far each step goes
 * @param seed chooses the weights to begin with
 */
public record LinearTrainer(int epochs, double rate, long seed) implements Trainer {
  private static final int LOGGED = 10;

  /** Of how many numbers data is small. */
  private static final int SMALL = 4_000;

  private static final int REMEMBERED = 200;
  private static final Map<Lesson, Learned> LEARNED = new ConcurrentHashMap<>();

  /**
   * Creates a trainer that learns small data well.
   *
   * @return 200 epochs
   */
  public static LinearTrainer small() {
    return new LinearTrainer(200, 0.5, 1);
  }

  @Override
  public TrainedModel train(TrainingContext context) {
    context.run().param("epochs", epochs).param("rate", rate).param("seed", seed);
    Descent descent = new Descent(context, new Random(seed));
    Lesson lesson = new Lesson(this, descent);
    Learned learned = LEARNED.get(lesson);
    double[] losses = learned == null ? new double[epochs] : learned.losses;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      if (context.cancelled()) {
        throw new OperationInterruptedException("Training was cancelled in epoch " + epoch);
      }
      if (learned == null) {
        losses[epoch - 1] = descent.step(rate);
      }
      double loss = losses[epoch - 1];
      if (!Double.isFinite(loss)) {
        throw new TrainingFailedException("Training diverged: loss is " + loss);
      }
      if (epoch % LOGGED == 0 || epoch == epochs) {
        context.run().log("loss", loss, epoch);
      }
      context.report(new TrainingProgress(epoch, epochs, 1, 1, Map.of("loss", loss)));
    }
    float[][] weights = learned == null ? descent.weights : learned.weights;
    if (learned == null && descent.features.length <= SMALL && LEARNED.size() < REMEMBERED) {
      LEARNED.put(lesson, new Learned(losses, weights));
    }
    return new TrainedModel(
        LinearEngine.FORMAT,
        LinearEngine.architecture(descent.width, weights.length),
        List.of(new NamedContent(LinearEngine.FILE, Content.of(LinearEngine.file(weights)))));
  }

  /**
   * What weights depend on: all but the trainer as buffers, which are equal if their numbers are.
   */
  private record Lesson(
      LinearTrainer trainer,
      boolean classes,
      FloatBuffer features,
      DoubleBuffer labels,
      int outputs) {
    Lesson(LinearTrainer trainer, Descent descent) {
      this(
          trainer,
          descent.classes,
          FloatBuffer.wrap(descent.features),
          DoubleBuffer.wrap(descent.labels),
          descent.weights.length);
    }
  }

  /** The loss of each epoch and the weights after the last one. */
  @SuppressWarnings("ArrayRecordComponent") // written by nobody
  private record Learned(double[] losses, float[][] weights) {}

  /** The rows, and the weights so far. */
  private static final class Descent {
    private final boolean classes;
    private final int rows;
    private final int width;
    private final float[] features;
    private final double[] labels;
    private final float[][] weights;

    Descent(TrainingContext context, Random random) {
      Examples examples = context.training();
      classes = context.task() instanceof Classification;
      rows = examples.size();
      width = LinearEngine.width(context.signature());
      features = new float[rows * width];
      labels = new double[rows];
      read(examples);
      weights = new float[context.signature().outputs().get(0).numbers()][width + 1];
      for (float[] output : weights) {
        for (int i = 0; i <= width; i++) {
          output[i] = (float) (random.nextGaussian() * 0.01);
        }
      }
    }

    private void read(Examples examples) {
      List<Tensor> inputs = Tensor.allocate(examples.inputs(), rows);
      List<Tensor> targets = Tensor.allocate(examples.targets(), rows);
      examples.read(IntStream.range(0, rows).toArray(), inputs, targets);
      for (int row = 0; row < rows; row++) {
        int next = row * width;
        for (Tensor input : inputs) {
          int numbers = input.size() / rows;
          for (int i = 0; i < numbers; i++) {
            features[next++] = (float) input.number(row * numbers + i);
          }
        }
        labels[row] = targets.get(0).number(row);
      }
    }

    /** Goes one step down and returns the mean loss before it. */
    double step(double rate) {
      double[][] gradient = new double[weights.length][width + 1];
      double[] outputs = new double[weights.length];
      double loss = 0;
      for (int row = 0; row < rows; row++) {
        forward(row, outputs);
        loss += classes ? crossEntropy(row, outputs) : squaredError(row, outputs);
        backward(row, outputs, gradient);
      }
      for (int output = 0; output < weights.length; output++) {
        for (int i = 0; i <= width; i++) {
          weights[output][i] -= (float) (rate * gradient[output][i] / rows);
        }
      }
      return loss / rows;
    }

    private void forward(int row, double[] outputs) {
      for (int output = 0; output < outputs.length; output++) {
        double sum = weights[output][width];
        for (int i = 0; i < width; i++) {
          sum += weights[output][i] * features[row * width + i];
        }
        outputs[output] = sum;
      }
    }

    /** Returns the loss and turns outputs into its derivatives: probability less truth. */
    private double crossEntropy(int row, double[] outputs) {
      double greatest = Double.NEGATIVE_INFINITY;
      for (double output : outputs) {
        greatest = Math.max(greatest, output);
      }
      double sum = 0;
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = Math.exp(outputs[i] - greatest);
        sum += outputs[i];
      }
      int truth = (int) labels[row];
      double loss = -Math.log(outputs[truth] / sum);
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = outputs[i] / sum - (i == truth ? 1 : 0);
      }
      return loss;
    }

    /** Returns half the squared error and turns the output into its derivative. */
    private double squaredError(int row, double[] outputs) {
      outputs[0] -= labels[row];
      return outputs[0] * outputs[0] / 2;
    }

    private void backward(int row, double[] derivatives, double[][] gradient) {
      for (int output = 0; output < derivatives.length; output++) {
        for (int i = 0; i < width; i++) {
          gradient[output][i] += derivatives[output] * features[row * width + i];
        }
        gradient[output][width] += derivatives[output];
      }
    }
  }
}
