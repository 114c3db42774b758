package io.lifecycle4j.core.model.network;

/**
 * Computes one layer for some rows.
 *
 * <p>Immutable and thread-safe: a worker brings the arrays. A row gets the same bits whatever its
 * neighbours: each number is a sum in one order, of 32-bit floats, which the JVM never reorders or
 * fuses. Rows are arrays of their own, because the compiler vectorizes loops over whole arrays
 * best.
 */
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

  /** A kernel that reads how many positions of each row are used; those behind them are padding. */
  interface Padded extends Kernel {
    /**
     * Computes rows.
     *
     * @param in the inputs, a row each; positions of padding may be overwritten
     * @param used the number of used positions of each row; receives that of the outputs
     */
    void run(float[][] in, float[][] out, int[] used, int rows, float[][] scratch);
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
}
