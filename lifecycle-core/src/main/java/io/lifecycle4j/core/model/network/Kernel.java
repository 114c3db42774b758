package io.lifecycle4j.core.model.network;

import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.schema.Tensor;
import java.util.Arrays;

/**
 * Computes one layer for some rows.
 *
 * <p>Immutable and thread-safe: a worker brings the arrays. A row gets the same bits whatever its
 * neighbours: each number is a sum in one order, of 32-bit floats, which the JVM never reorders or
 * fuses. Rows are arrays of their own, because the compiler vectorizes loops over whole arrays
 * best.
 */
@SuppressWarnings("ArrayRecordComponent") // kernels are never compared
interface Kernel {
  /** Returns how many numbers a row of the output has. */
  int size();

  /** Returns the arrays that a worker needs for {@link #run}. */
  default float[][] scratch() {
    return new float[0][];
  }

  /**
   * Computes rows.
   *
   * @param in the inputs, a row each
   * @param out receives the outputs, in arrays of {@link #size} numbers; the same as the inputs if
   *     {@link #inPlace}
   */
  void run(float[][] in, float[][] out, int rows, float[][] scratch);

  /** Returns whether outputs replace the inputs. */
  default boolean inPlace() {
    return false;
  }

  /** Adds four vectors, each times a number, in this order. */
  static void add(float[] sum, float[] factors, int first, float[][] vectors, int place) {
    float a = factors[first];
    float b = factors[first + 1];
    float c = factors[first + 2];
    float d = factors[first + 3];
    float[] x = vectors[place];
    float[] y = vectors[place + 1];
    float[] z = vectors[place + 2];
    float[] w = vectors[place + 3];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = sum[i] + a * x[i] + b * y[i] + c * z[i] + d * w[i];
    }
  }

  /** Adds a vector times a number. */
  static void add(float[] sum, float factor, float[] vector) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * vector[i];
    }
  }

  /** A fully connected layer. */
  record DenseKernel(float[][] weights, float[] bias) implements Kernel {
    @Override
    public int size() {
      return bias.length;
    }

    /** Uses four rows of weights for all rows, while they are in the cache of the processor. */
    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(bias, 0, out[row], 0, bias.length);
      }
      int place = 0;
      for (; place + 4 <= weights.length; place += 4) {
        for (int row = 0; row < rows; row++) {
          add(out[row], in[row], place, weights, place);
        }
      }
      for (; place < weights.length; place++) {
        for (int row = 0; row < rows; row++) {
          add(out[row], in[row][place], weights[place]);
        }
      }
    }
  }

  /**
   * A convolution of stride 1 without padding: each weight of a filter times the image, shifted.
   *
   * @param weights the weights of each filter: channel by channel, row by row
   */
  record ConvKernel(float[][] weights, float[] bias, int rows, int columns, int kernel)
      implements Kernel {
    private int high() {
      return rows - kernel + 1;
    }

    private int wide() {
      return columns - kernel + 1;
    }

    @Override
    public int size() {
      return bias.length * high() * wide();
    }

    /** Returns four shifted images, and the output of each filter. */
    @Override
    public float[][] scratch() {
      return new float[4 + bias.length][high() * wide()];
    }

    @Override
    public void run(float[][] in, float[][] out, int count, float[][] scratch) {
      int plane = high() * wide();
      for (int row = 0; row < count; row++) {
        convolve(in[row], scratch);
        for (int filter = 0; filter < bias.length; filter++) {
          System.arraycopy(scratch[4 + filter], 0, out[row], filter * plane, plane);
        }
      }
    }

    private void convolve(float[] image, float[][] scratch) {
      for (int filter = 0; filter < bias.length; filter++) {
        Arrays.fill(scratch[4 + filter], bias[filter]);
      }
      int all = weights[0].length;
      for (int place = 0; place < all; place += 4) {
        int some = Math.min(4, all - place);
        for (int i = 0; i < some; i++) {
          shift(image, place + i, scratch[i]);
        }
        for (int filter = 0; filter < bias.length; filter++) {
          float[] sum = scratch[4 + filter];
          if (some == 4) {
            add(sum, weights[filter], place, scratch, 0);
          } else {
            for (int i = 0; i < some; i++) {
              add(sum, weights[filter][place + i], scratch[i]);
            }
          }
        }
      }
    }

    /** Copies the part of a channel that a weight is multiplied with. */
    private void shift(float[] image, int weight, float[] to) {
      int column = weight % kernel;
      int row = weight / kernel % kernel;
      int channel = weight / kernel / kernel;
      int wide = wide();
      for (int y = 0; y < high(); y++) {
        int from = (channel * rows + row + y) * columns + column;
        System.arraycopy(image, from, to, y * wide, wide);
      }
    }
  }

  /** Max pooling over squares that do not overlap. */
  record MaxPoolKernel(int channels, int rows, int columns, int square) implements Kernel {
    @Override
    public int size() {
      return channels * (rows / square) * (columns / square);
    }

    @Override
    public void run(float[][] in, float[][] out, int count, float[][] scratch) {
      for (int row = 0; row < count; row++) {
        pool(in[row], out[row]);
      }
    }

    private void pool(float[] in, float[] out) {
      int next = 0;
      for (int channel = 0; channel < channels; channel++) {
        for (int y = 0; y + square <= rows; y += square) {
          for (int x = 0; x + square <= columns; x += square) {
            out[next++] = most(in, (channel * rows + y) * columns + x);
          }
        }
      }
    }

    private float most(float[] in, int corner) {
      float most = Float.NEGATIVE_INFINITY;
      for (int y = 0; y < square; y++) {
        for (int x = 0; x < square; x++) {
          most = Math.max(most, in[corner + y * columns + x]); // NaN if one of them is
        }
      }
      return most;
    }
  }

  /**
   * Batch normalization with the statistics of the training, by channel. The mean is subtracted
   * first: where it is large beside the deviation, a sum of products would lose the digits.
   */
  record NormKernel(float[] means, float[] factors, float[] terms, int span) implements Kernel {
    @Override
    public int size() {
      return factors.length * span;
    }

    @Override
    public boolean inPlace() {
      return true;
    }

    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        float[] numbers = out[row];
        for (int channel = 0; channel < factors.length; channel++) {
          float mean = means[channel];
          float factor = factors[channel];
          float term = terms[channel];
          int end = (channel + 1) * span;
          for (int i = channel * span; i < end; i++) {
            numbers[i] = (numbers[i] - mean) * factor + term;
          }
        }
      }
    }
  }

  /** A function of each number. */
  record ActivationKernel(Layer.Plain function, int size) implements Kernel {
    @Override
    public boolean inPlace() {
      return true;
    }

    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        switch (function) {
          case RELU -> relu(out[row]);
          case TANH -> tanh(out[row]);
          default -> sigmoid(out[row]);
        }
      }
    }

    private static void relu(float[] numbers) {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Math.max(0f, numbers[i]);
      }
    }

    private static void tanh(float[] numbers) {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) (1 - 2 / (1 + Math.exp(2.0 * numbers[i]))); // faster than Math.tanh
      }
    }

    private static void sigmoid(float[] numbers) {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) (1 / (1 + Math.exp(-(double) numbers[i])));
      }
    }
  }

  /** Learned vectors of ids; that of id 0, padding, is zeros. */
  record EmbeddingKernel(float[][] vectors, int positions) implements Kernel {
    /** Beyond it, ids are not exact as floats. */
    static final int MOST_ENTRIES = 1 << 24;

    @Override
    public int size() {
      return positions * vectors[0].length;
    }

    /** Returns an id as a float, which is exact for those that have a vector. */
    float id(Tensor ids, int place) {
      double id = ids.number(place);
      if (!(id >= 0 && id < vectors.length)) {
        throw new PredictionFailedException(
            "Cannot run network: an id is "
                + ids.bytes().getLong(place * Long.BYTES)
                + " (must be at least 0, below "
                + vectors.length
                + ")");
      }
      return (float) id;
    }

    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      int width = vectors[0].length;
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < positions; i++) {
          System.arraycopy(vectors[(int) in[row][i]], 0, out[row], i * width, width);
        }
      }
    }
  }

  /** The mean over the positions that are not all zeros. */
  record MeanKernel(int positions, int size) implements Kernel {
    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        mean(in[row], out[row]);
      }
    }

    private void mean(float[] in, float[] out) {
      Arrays.fill(out, 0);
      int used = 0;
      for (int position = 0; position < positions; position++) {
        float size = 0;
        for (int i = 0; i < out.length; i++) {
          float number = in[position * out.length + i];
          size += Math.abs(number);
          out[i] += number;
        }
        used += size > 0 ? 1 : 0;
      }
      for (int i = 0; i < out.length; i++) {
        out[i] /= (float) Math.max(1, used);
      }
    }
  }
}
