package io.lifecycle4j.core.model.network;

import java.util.List;

/** A function of each number. */
final class ActivationKind extends LayerKind {
  /** An exponential function takes as long as this many multiply-adds. */
  private static final double EXPONENTIAL = 100;

  private final Of function;
  private final boolean cheap;

  /** Creates the function of a layer, which has its settings. */
  interface Of {
    Function of(Layer layer);
  }

  /** Changes numbers in place. */
  interface Function {
    void apply(float[] numbers);
  }

  /** Creates a kind whose function is an exponential. */
  ActivationKind(String name, Of function, Setting... settings) {
    this(name, false, function, settings);
  }

  ActivationKind(String name, boolean cheap, Of function, Setting... settings) {
    super(name, settings);
    this.function = function;
    this.cheap = cheap;
  }

  @Override
  double work(Layer layer, List<Integer> in) {
    return (cheap ? 1 : EXPONENTIAL) * Placement.numbers(in);
  }

  @Override
  Kernel kernel(Layer layer, List<Integer> in, Numbers numbers) {
    return new Activation(function.of(layer), (int) Placement.numbers(in));
  }

  private record Activation(Function function, int size) implements Kernel {
    @Override
    public boolean inPlace() {
      return true;
    }

    @Override
    public void run(float[][] in, float[][] out, int rows, float[][] scratch) {
      for (int row = 0; row < rows; row++) {
        function.apply(out[row]);
      }
    }
  }

  static void relu(float[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Math.max(0f, numbers[i]);
    }
  }

  static Function leakyRelu(Layer layer) {
    float slope = (float) layer.number("slope");
    return numbers -> {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = numbers[i] >= 0 ? numbers[i] : slope * numbers[i];
      }
    };
  }

  static Function elu(Layer layer) {
    double alpha = (float) layer.number("alpha");
    return numbers -> {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = numbers[i] > 0 ? numbers[i] : (float) (alpha * Math.expm1(numbers[i]));
      }
    };
  }

  static void tanh(float[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (1 - 2 / (1 + Math.exp(2.0 * numbers[i]))); // faster than Math.tanh
    }
  }

  static void sigmoid(float[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (1 / (1 + Math.exp(-(double) numbers[i])));
    }
  }

  static void swish(float[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (numbers[i] / (1 + Math.exp(-(double) numbers[i])));
    }
  }

  static void softplus(float[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      double number = numbers[i];
      numbers[i] = (float) (Math.max(number, 0) + Math.log1p(Math.exp(-Math.abs(number))));
    }
  }

  static void gelu(float[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (numbers[i] * normal(numbers[i]));
    }
  }

  /** Returns the share of a normal distribution below a number (Abramowitz and Stegun 7.1.26). */
  private static double normal(double number) {
    double x = Math.abs(number) / Math.sqrt(2);
    double t = 1 / (1 + 0.3275911 * x);
    double above =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
            * Math.exp(-x * x);
    return number < 0 ? above / 2 : 1 - above / 2;
  }
}
