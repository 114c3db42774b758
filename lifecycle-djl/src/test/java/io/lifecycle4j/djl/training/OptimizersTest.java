package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.Optimizers.adam;
import static io.lifecycle4j.djl.training.Optimizers.adamW;
import static io.lifecycle4j.djl.training.Optimizers.rmsProp;
import static io.lifecycle4j.djl.training.Optimizers.sgd;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.error.InvalidValueException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Optimizers beside those of PyTorch, whose weights benchmarks/peers/optimizer_vectors.py prints.
 */
class OptimizersTest {
  private static final float[] START = {2, -1.5f, 0.75f, 3, -2.25f, 1, -0.5f, 1.75f};
  private static final float[] TARGET = {1, -3, 2, 0.5f, -1, 2.5f, -2, 0.75f};
  private static final float[] CURVE = {0.5f, 0.25f, 1, 0.125f, 2, 0.0625f, 0.75f, 1.5f};
  private static final int STEPS = 100;

  private static final Map<String, Optimizers.Settings<?>> SAME =
      Map.ofEntries(
          Map.entry("sgd", sgd().learningRate(0.02)),
          Map.entry("sgd decay", sgd().learningRate(0.02).weightDecay(0.01)),
          Map.entry("sgd momentum", sgd().learningRate(0.02).momentum(0.9)),
          Map.entry("sgd momentum cosine", sgd().learningRate(0.02).momentum(0.9)),
          Map.entry(
              "sgd nesterov", sgd().learningRate(0.02).momentum(0.9).nesterov().weightDecay(0.01)),
          Map.entry("adam", adam().learningRate(0.03)),
          Map.entry(
              "adam decay",
              adam().learningRate(0.03).beta1(0.8).beta2(0.99).epsilon(1e-3).weightDecay(0.05)),
          Map.entry("adamW", adamW().learningRate(0.03)),
          Map.entry(
              "adamW cosine",
              adamW().learningRate(0.03).beta1(0.85).beta2(0.995).epsilon(1e-6).weightDecay(0.1)),
          Map.entry("rmsProp", rmsProp()),
          Map.entry(
              "rmsProp momentum",
              rmsProp()
                  .learningRate(0.005)
                  .smoothing(0.9)
                  .epsilon(1e-6)
                  .momentum(0.8)
                  .weightDecay(0.02)));

  static List<String> names() {
    return SAME.keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void changesWeightsAsPyTorchDoes(String name) {
    Map<Integer, double[]> expected = Objects.requireNonNull(vectors().get(name));
    Optimizers.Settings<?> settings = Objects.requireNonNull(SAME.get(name));
    Schedule schedule = name.endsWith("cosine") ? Schedule.cosine() : Schedule.constant();
    DjlRuntime.start();
    DjlRuntime.ThreadSettings before = DjlRuntime.enter(1); // another thread may have started it
    try {
      compare(expected, settings, schedule);
    } finally {
      before.restore();
    }
  }

  private static void compare(
      Map<Integer, double[]> expected, Optimizers.Settings<?> settings, Schedule schedule) {
    Engine engine = Engine.getEngine(DjlRuntime.ENGINE);
    try (NDManager manager = engine.newBaseManager()) {
      Block layer = Linear.builder().setUnits(1).optBias(false).build();
      layer.initialize(manager, DataType.FLOAT32, new Shape(1, START.length));
      Parameter parameter = layer.getParameters().valueAt(0);
      parameter.getArray().set(START);
      RuleUpdates updates = new RuleUpdates(settings.rule(), layer, manager, null);
      NDArray target = manager.create(TARGET);
      NDArray curve = manager.create(CURVE);
      for (int step = 1; step <= STEPS; step++) {
        try (NDManager arrays = manager.newSubManager();
            GradientCollector gradients = engine.newGradientCollector()) {
          target.tempAttach(arrays);
          curve.tempAttach(arrays);
          gradients.backward(curve.mul(parameter.getArray().sub(target).square()).sum());
        }
        updates.step(step, schedule.factor(step, STEPS, STEPS));
        double[] wanted = expected.get(step);
        if (wanted != null) {
          assertClose(step, parameter.getArray().toFloatArray(), wanted);
        }
      }
    }
  }

  private static void assertClose(int step, float[] actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("weight %d after step %d", i, step)
          .isCloseTo(expected[i], within(1e-5 * Math.abs(expected[i])));
    }
  }

  /** Returns the weights by optimizer and step. */
  private static Map<String, Map<Integer, double[]>> vectors() {
    Map<String, Map<Integer, double[]>> all = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    OptimizersTest.class.getResourceAsStream("/training/optimizers.csv")),
                UTF_8))) {
      for (String line : lines.lines().toList()) {
        String[] cells = line.split(",", -1);
        double[] weights = Arrays.stream(cells).skip(2).mapToDouble(Double::parseDouble).toArray();
        all.computeIfAbsent(cells[0], any -> new TreeMap<>())
            .put(Integer.valueOf(cells[1]), weights);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  @Test
  void comparesEveryOptimizerOfTheFile() {
    assertThat(vectors().keySet()).containsExactlyElementsOf(names());
  }

  @Test
  void refusesWhatCannotTrain() {
    assertInvalid(
        () -> adamW().learningRate(0), "Invalid learning rate: 0 (must be above 0, below 1000000)");
    assertInvalid(() -> sgd().momentum(1), "Invalid momentum: 1 (must be at least 0, below 1)");
    assertInvalid(() -> adam().epsilon(0), "Invalid epsilon: 0 (must be above 0, below 1)");
    assertInvalid(() -> adam().beta1(0.9).beta1(0.9), "Invalid optimizer: beta1 set twice");
    assertInvalid(
        () -> DjlTrainer.builder().optimizer(sgd().nesterov()),
        "Invalid optimizer: sgd with nesterov and no momentum (set one)");
    assertInvalid(
        () -> DjlTrainer.builder().optimizer(sgd()).optimizer(adam()),
        "Invalid trainer: optimizer set twice");
  }

  private static void assertInvalid(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InvalidValueException.class).hasMessage(message);
  }
}
