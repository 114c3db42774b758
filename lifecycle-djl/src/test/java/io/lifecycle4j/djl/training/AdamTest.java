package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.ConstantInitializer;
import io.lifecycle4j.djl.model.DjlRuntime;
import org.junit.jupiter.api.Test;

class AdamTest {
  @Test
  void takesTheStepsOfTheFormula() {
    float rate = 0.1f;
    float decay = 0.05f;
    DjlRuntime.start();
    Engine engine = Engine.getEngine(DjlRuntime.ENGINE);
    try (NDManager manager = engine.newBaseManager()) {
      Linear layer = Linear.builder().setUnits(1).optBias(false).build();
      layer.setInitializer(new ConstantInitializer(2), "weight");
      layer.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
      ParameterStore store = new ParameterStore(manager, false);
      Adam adam = new Adam(new AdamSettings(rate, decay), layer, manager);
      double weight = 2;
      double mean = 0;
      double variance = 0;

      for (int t = 1; t <= 20; t++) {
        // The loss is (t * weight)^2, so that gradients change, and would add up if kept.
        try (NDManager step = manager.newSubManager();
            GradientCollector gradients = engine.newGradientCollector()) {
          NDArray x = step.create(new float[] {t}, new Shape(1, 1));
          gradients.backward(layer.forward(store, new NDList(x), true).head().square().sum());
        }
        adam.step();

        double gradient = 2.0 * t * t * weight;
        mean = 0.9 * mean + 0.1 * gradient;
        variance = 0.999 * variance + 0.001 * gradient * gradient;
        double corrected = mean / (1 - Math.pow(0.9, t));
        double deviation = Math.sqrt(variance / (1 - Math.pow(0.999, t)));
        weight -= rate * decay * weight + rate * corrected / (deviation + 1e-8);
        float actual = layer.getParameters().valueAt(0).getArray().toFloatArray()[0];
        assertThat((double) actual).isCloseTo(weight, within(1e-4));
      }
    }
  }
}
