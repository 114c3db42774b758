package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.model.network.JavaEngine;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorType;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Random;

/** Runs a network with random parameters on both engines. */
final class JavaBesideDjl {
  /** The tolerated difference: relative above 1, absolute below. */
  private static final double TOLERANCE = 1e-5;

  private JavaBesideDjl() {}

  static void assertSame(Network network, Signature signature, long seed, int rows) {
    byte[] bytes = WeightsFile.write(Artifacts.parametersOf(network, seed, signature));
    ModelArtifact artifact = Artifacts.artifact(network, bytes, signature);
    assertThat(new JavaEngine().knows(artifact)).as(network.config()).isTrue();
    List<Tensor> inputs = inputs(signature, seed, rows);
    double[] expected = run(new DjlEngine(), artifact, bytes, inputs);
    double[] found = run(new JavaEngine(), artifact, bytes, inputs);
    assertSame(network, found, expected);
    assertSame(
        network,
        embeddings(new JavaEngine(), artifact, bytes, inputs),
        embeddings(new DjlEngine(), artifact, bytes, inputs));
  }

  private static void assertSame(Network network, double[] found, double[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      double difference = Math.abs(found[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
      assertThat(difference)
          .as("%s, output %s: %s and %s", network.config(), i, found[i], expected[i])
          .isLessThanOrEqualTo(TOLERANCE);
    }
  }

  /** Returns numbers, some of them zero, and ids from 0 to 3. */
  private static List<Tensor> inputs(Signature signature, long seed, int rows) {
    Random random = new Random(seed);
    List<Tensor> inputs = Tensor.allocate(signature.inputs(), rows);
    for (Tensor input : inputs) {
      for (int i = 0; i < input.size(); i++) {
        boolean ids = input.type() == TensorType.INT64;
        input.set(i, ids ? random.nextInt(4) : Math.max(-1, random.nextGaussian()));
      }
    }
    return inputs;
  }

  /** Returns what the last layer receives; nothing if there is no layer that changes rows. */
  private static double[] embeddings(
      Engine engine, ModelArtifact artifact, byte[] bytes, List<Tensor> inputs) {
    try (LoadedModel model = engine.load(artifact, file -> new ByteArrayInputStream(bytes))) {
      if (!new JavaEngine()
          .load(artifact, file -> new ByteArrayInputStream(bytes))
          .capabilities()
          .contains(LoadedModel.EMBEDDING)) {
        return new double[0];
      }
      try (ModelWorker worker = model.embeddingWorker()) {
        worker.run(inputs);
        return numbers(worker.embedding());
      }
    }
  }

  private static double[] numbers(Tensor tensor) {
    double[] numbers = new double[tensor.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = tensor.number(i);
    }
    return numbers;
  }

  static double[] run(Engine engine, ModelArtifact artifact, byte[] bytes, List<Tensor> inputs) {
    try (LoadedModel model = engine.load(artifact, file -> new ByteArrayInputStream(bytes));
        ModelWorker worker = model.worker()) {
      return numbers(worker.run(inputs).get(0));
    }
  }
}
