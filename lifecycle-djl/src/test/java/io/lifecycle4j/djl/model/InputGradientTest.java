package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InputGradientTest {
  private static final Task<?> SPECIES = Tasks.classification("species", "a", "b", "c");
  private static final Task.Loss CROSS_ENTROPY = SPECIES.loss().orElseThrow();

  private static final Task.Loss HALF_SQUARES =
      (outputs, targets, gradient) -> {
        for (int i = 0; i < outputs.size(); i++) {
          gradient.get(i).put(0, outputs.get(i));
        }
        return new double[(int) outputs.get(0).shape()[0]];
      };

  private LoadedModel model;
  private ModelWorker worker;
  private List<Tensor> inputs;
  private List<Tensor> targets;

  @BeforeEach
  void load() {
    Network network = Network.builder().dense(5).tanh().build();
    model =
        Artifacts.load(
            network, Artifacts.dense(1, 4, 5, 3), Artifacts.signature(List.of(4), 3, "scores"));
    worker = model.worker();
    inputs = List.of(Tensor.of("input", random(8), 2, 4));
    targets = targets(2, 0);
  }

  @AfterEach
  void close() {
    worker.close();
    model.close();
  }

  @Test
  void isThatOfSmallSteps() {
    Tensor gradient = gradient();

    assertThat(model.capabilities()).contains(LoadedModel.INPUT_GRADIENT);
    assertThat(gradient).hasToString("input float32 [2, 4]");
    for (int i = 0; i < gradient.size(); i++) {
      double before = inputs.get(0).number(i);
      inputs.get(0).set(i, before + 0.01);
      double above = crossEntropy();
      inputs.get(0).set(i, before - 0.01);
      double below = crossEntropy();
      inputs.get(0).set(i, before);
      assertThat(gradient.number(i)).isCloseTo((above - below) / 0.02, within(1e-3));
      assertThat(gradient.number(i)).isNotZero();
    }
  }

  @Test
  void pointsToAGreaterLoss() {
    double before = crossEntropy();
    Tensor gradient = gradient();
    for (int i = 0; i < gradient.size(); i++) {
      inputs.get(0).set(i, inputs.get(0).number(i) + 0.1 * Math.signum(gradient.number(i)));
    }

    assertThat(crossEntropy()).isGreaterThan(before + 0.01);
  }

  @Test
  void isThatOfEachRowAlone() {
    Tensor both = gradient();
    inputs = List.of(inputs.get(0).first(1));
    targets = targets(2);
    Tensor first = gradient();

    for (int i = 0; i < first.size(); i++) {
      assertThat(first.number(i)).isCloseTo(both.number(i), within(1e-6));
    }
  }

  @Test
  void isTheSameEachTimeAndLeavesTheNetworkAsItWas() {
    float[] outputs = outputs();
    Tensor first = gradient();

    assertThat(gradient().floats()).isEqualTo(first.floats());
    assertThat(outputs()).isEqualTo(outputs);
    assertThat(inputs.get(0).floats().get(0)).isEqualTo(random(1)[0]);
  }

  @Test
  void takesInputsOnTheHeapInAnyOrderOfBytes() {
    Tensor expected = gradient();
    ByteBuffer heap = ByteBuffer.allocate(32).order(ByteOrder.BIG_ENDIAN);
    Tensor other = new Tensor("input", inputs.get(0).type(), heap, 2, 4);
    other.put(0, inputs.get(0));
    inputs = List.of(other);

    assertThat(gradient().floats()).isEqualTo(expected.floats());
  }

  @Test
  void addsUpWhatEachOutputSaysOfAnInput() {
    TensorSpec numbers = TensorSpec.float32("numbers", 2);
    TensorSpec tokens = new TensorSpec("tokens", TensorType.INT64, List.of(-1, 2));
    List<TensorSpec> outputs =
        Stream.of("twice", "same", "tokens").map(name -> TensorSpec.float32(name, 2)).toList();
    Signature signature = new Signature(List.of(numbers, tokens), outputs);
    List<Tensor> rows = Tensor.allocate(signature.inputs(), 1);
    rows.get(0).set(1, 5);
    try (LoadedModel branches = Artifacts.load(new Network("branches", ""), List.of(), signature)) {
      Tensor gradient = branches.inputGradient("numbers", rows, List.of(), HALF_SQUARES);

      // Half of (2x)² + x² grows by 5x.
      assertThat(gradient.number(0)).isZero();
      assertThat(gradient.number(1)).isEqualTo(25);
      assertThatThrownBy(() -> branches.inputGradient("tokens", rows, List.of(), HALF_SQUARES))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid input: tokens int64 [-1, 2] (must be floating-point numbers, others have no"
                  + " gradient)");
    }
  }

  @Test
  void hasNoRowsForNone() {
    inputs = List.of(Tensor.of("input", new float[0], 0, 4));
    targets = targets();

    assertThat(gradient().size()).isZero();
  }

  @Test
  void canBeComputedOnManyThreadsAndBesideATraining() throws Exception {
    Tensor expected = gradient();
    try (GradientCollector training = Engine.getEngine(DjlRuntime.ENGINE).newGradientCollector()) {
      assertThat(training).isNotNull();
      for (Tensor gradient : Together.run(4, thread -> gradient())) {
        assertThat(gradient.floats()).isEqualTo(expected.floats());
      }
    }
  }

  @Test
  void leavesNoTraceOnTheCallingThread() {
    boolean before = JniUtils.isGradMode();
    try {
      JniUtils.setGradMode(false);
      gradient();
      assertThat(JniUtils.isGradMode()).isFalse();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> model.inputGradient("pixels", inputs, targets, CROSS_ENTROPY))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Input does not exist: pixels (there are [input float32 [-1, 4]])");
    assertThatThrownBy(() -> model.inputGradient("input", List.of(), targets, CROSS_ENTROPY))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid inputs: [] (must be rows of [input float32 [-1, 4]])");
    assertThatThrownBy(() -> model.inputGradient("input", inputs, targets(1), CROSS_ENTROPY))
        .hasMessage("Invalid targets: [class int64 [1]] (must be 2 rows of [class int64 [-1]])");
  }

  @Test
  void saysWhyALossFailed() {
    assertThatThrownBy(
            () ->
                model.inputGradient(
                    "input",
                    inputs,
                    targets,
                    (o, t, g) -> {
                      throw new IllegalArgumentException("no such loss");
                    }))
        .isInstanceOf(PredictionFailedException.class)
        .hasMessage("Cannot compute gradient on [input float32 [2, 4]]: no such loss");
  }

  @Test
  void isOfNoNetworkThatIsClosed() {
    worker.close();
    model.close();

    assertThatThrownBy(this::gradient)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot run network: it is closed");
  }

  private Tensor gradient() {
    return model.inputGradient("input", inputs, targets, CROSS_ENTROPY);
  }

  private float[] outputs() {
    float[] outputs = new float[6];
    worker.run(inputs).get(0).floats().get(outputs);
    return outputs;
  }

  private double crossEntropy() {
    return SPECIES
            .score(worker.run(inputs), targets)
            .measure(new int[] {1, 1})
            .applyAsDouble("log_loss")
        * 2;
  }

  private static List<Tensor> targets(int... classes) {
    TensorSpec spec = SPECIES.targets().get(0);
    Tensor targets = Tensor.allocate(spec, classes.length);
    for (int i = 0; i < classes.length; i++) {
      targets.set(i, classes[i]);
    }
    return List.of(targets);
  }

  private static float[] random(int size) {
    Random random = new Random(3);
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
