package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.lifecycle4j.core.model.network.Layer;
import io.lifecycle4j.core.model.network.Layout;
import io.lifecycle4j.djl.Garbage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each layer computes what PyTorch computes: {@code layers.csv} is from {@code
 * benchmarks/peers/layer_vectors.py}.
 */
class LayerVectorsTest {
  private static final double TOLERANCE = 1e-5;

  static List<String> lines() {
    return lines("layers.csv");
  }

  static List<String> lines(String name) {
    InputStream resource = Objects.requireNonNull(LayerVectorsTest.class.getResourceAsStream(name));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the numbers that the script computes, too. */
  private static float[] numbers(long count, double start, double factor) {
    float[] numbers = new float[(int) count];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) Math.sin(start + 0.7 * i) * (float) factor;
    }
    return numbers;
  }

  static void fill(Block block, NDManager manager) {
    int place = 0;
    for (Pair<String, Parameter> parameter : block.getParameters()) {
      Shape shape = parameter.getValue().getShape();
      float[] values = numbers(shape.size(), 1.3 * ++place, 0.5);
      for (int i = 0; parameter.getKey().endsWith("runningVar") && i < values.length; i++) {
        values[i] = Math.abs(values[i]) + 0.5f;
      }
      try (NDArray made = manager.create(values, shape)) {
        made.copyTo(parameter.getValue().getArray());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void computesWhatPyTorchComputes(String line) {
    String[] parts = line.split(";", -1);
    Layer layer = Layout.parse(parts[0]).layers().get(0);
    List<Integer> in = Arrays.stream(parts[1].split("x", -1)).map(Integer::valueOf).toList();
    double[] expected =
        Arrays.stream(parts[2].split(" ", -1)).mapToDouble(Double::valueOf).toArray();
    DjlRuntime.start();
    try (NDManager manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager()) {
      Shape shape =
          new Shape(
              Stream.concat(Stream.of(2), in.stream()).mapToLong(Integer::longValue).toArray());
      Block block = LayerBlocks.of(layer, in);
      block.initialize(manager, DataType.FLOAT32, shape);
      fill(block, manager);
      NDList input = new NDList(manager.create(numbers(shape.size(), 0.2, 1.5), shape));

      NDArray output =
          block.forward(new ParameterStore(manager, false), input, false).singletonOrThrow();

      List<Long> row = Arrays.stream(output.getShape().slice(1).getShape()).boxed().toList();
      assertThat(row).isEqualTo(layer.output(in).stream().map(Integer::longValue).toList());
      assertThat(block.getOutputShapes(new Shape[] {shape})[0]).isEqualTo(output.getShape());
      assertClose(output.toFloatArray(), expected);
    }
  }

  /** The backward pass uses numbers again, whose memory must not have been freed. */
  @ParameterizedTest
  @MethodSource("lines")
  void hasTheSameGradientsAfterACollectionOfGarbage(String line) {
    String[] parts = line.split(";", -1);
    List<Integer> in = Arrays.stream(parts[1].split("x", -1)).map(Integer::valueOf).toList();
    Shape shape =
        new Shape(Stream.concat(Stream.of(2), in.stream()).mapToLong(Integer::longValue).toArray());
    DjlRuntime.start();
    try (NDManager manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager()) {
      Block block = LayerBlocks.of(Layout.parse(parts[0]).layers().get(0), in);
      block.initialize(manager, DataType.FLOAT32, shape);
      fill(block, manager);

      float[] expected = gradient(block, manager, shape, () -> {});

      assertThat(gradient(block, manager, shape, Garbage::collect)).isEqualTo(expected);
    }
  }

  /** Returns the gradient with respect to the input of a block. */
  private static float[] gradient(Block block, NDManager manager, Shape shape, Runnable before) {
    Engine engine = Engine.getEngine(DjlRuntime.ENGINE);
    engine.setRandomSeed(1);
    try (NDManager arrays = manager.newSubManager();
        GradientCollector collector = engine.newGradientCollector()) {
      NDArray input = arrays.create(numbers(shape.size(), 0.2, 1.5), shape);
      input.setRequiresGradient(true);
      NDArray output =
          block
              .forward(new ParameterStore(manager, false), new NDList(input), true)
              .singletonOrThrow();
      NDArray slopes = arrays.create(numbers(output.size(), 2, 1), output.getShape());
      NDArray sum = output.mul(slopes).sum();
      before.run();
      collector.backward(sum);
      return input.getGradient().toFloatArray();
    }
  }

  static void assertClose(float[] found, double[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      double scale = Math.max(1, Math.abs(expected[i]));
      assertThat((double) found[i])
          .as("output %s", i)
          .isCloseTo(expected[i], within(TOLERANCE * scale));
    }
  }

  @Test
  void everyKindIsCompared() {
    Set<String> kinds = new HashSet<>(Set.of("embedding")); // JavaBesideDjlTest compares it
    lines().forEach(line -> kinds.add(line.split("[(;]", 2)[0]));
    assertThat(kinds).isEqualTo(Layer.kinds());
  }
}
