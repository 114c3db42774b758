package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Engine} must do. */
@Timeout(120)
public abstract class EngineContract extends ExternalModelContract {
  /** Batches of another size may add up in another order. */
  private static final float TOLERANCE = 1e-4f;

  /** Half the squares of the outputs: its derivative is the outputs. */
  private static final Task.Loss LOSS =
      (outputs, targets, gradient) -> {
        for (int i = 0; i < outputs.size(); i++) {
          gradient.get(i).put(0, outputs.get(i));
        }
        return new double[(int) outputs.get(0).shape()[0]]; // which a gradient does not need
      };

  private Engine engine;
  private ModelArtifact artifact;

  /** Creates the contract. */
  protected EngineContract() {}

  @BeforeEach
  void prepare() {
    engine = engine();
    artifact = artifact();
  }

  private LoadedModel load() {
    return engine.load(artifact, file -> new ByteArrayInputStream(bytes(file)));
  }

  /** Returns the inputs of some rows, the same for the same seed. */
  private List<Tensor> inputs(long seed, int rows) {
    Random random = new Random(seed);
    List<Tensor> inputs = Tensor.allocate(artifact.signature().inputs(), rows);
    for (Tensor input : inputs) {
      for (int i = 0; i < input.size(); i++) {
        input.set(i, random.nextGaussian());
      }
    }
    return inputs;
  }

  private static List<Tensor> row(List<Tensor> inputs, int row) {
    return inputs.stream()
        .map(
            input -> {
              int bytes = input.bytes().remaining() / (int) input.shape()[0];
              long[] shape = input.shape().clone();
              shape[0] = 1;
              ByteBuffer one = input.bytes().slice(row * bytes, bytes).order(input.bytes().order());
              return new Tensor(input.name(), input.type(), one, shape);
            })
        .toList();
  }

  private static float[] run(ModelWorker worker, List<Tensor> inputs) {
    return numbers(worker.run(inputs));
  }

  private static float[] numbers(List<Tensor> tensors) {
    int size = tensors.stream().mapToInt(Tensor::size).sum();
    float[] numbers = new float[size];
    int next = 0;
    for (Tensor tensor : tensors) {
      for (int i = 0; i < tensor.size(); i++) {
        numbers[next++] = (float) tensor.number(i);
      }
    }
    return numbers;
  }

  @Test
  void saysWhatItIs() {
    assertThat(engine.name()).matches("[a-z0-9]+");
    assertThat(engine.formats()).contains(artifact.format());
    assertThat(engine.environment()).isNotEmpty();
    assertThat(engine.isNative()).as("it never changes").isEqualTo(engine.isNative());
  }

  @Test
  void putsOutOneRowForEachRow() {
    try (LoadedModel model = load();
        ModelWorker worker = model.worker()) {
      for (int rows : List.of(1, 2, 17)) {
        List<Tensor> outputs = worker.run(inputs(1, rows));
        TensorSpec.checkFit("outputs", artifact.signature().outputs(), outputs, rows);
      }
    }
  }

  @Test
  void answersARowAloneAsInABatch() {
    int rows = 9;
    List<Tensor> inputs = inputs(2, rows);
    try (LoadedModel model = load();
        ModelWorker worker = model.worker();
        ModelWorker other = model.worker()) {
      List<Tensor> batch = worker.run(inputs);
      for (int row = 0; row < rows; row++) {
        assertThat(run(other, row(inputs, row)))
            .containsExactly(numbers(row(batch, row)), within(TOLERANCE));
      }
    }
  }

  @Test
  void readsInputsOnTheHeapInAnyByteOrder() {
    List<Tensor> inputs = inputs(3, 2);
    try (LoadedModel model = load();
        ModelWorker worker = model.worker()) {
      float[] expected = run(worker, inputs);
      for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
        List<Tensor> onHeap = inputs.stream().map(input -> onHeap(input, order)).toList();
        assertThat(run(worker, onHeap)).containsExactly(expected, within(TOLERANCE));
      }
    }
  }

  private static Tensor onHeap(Tensor tensor, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(tensor.bytes().remaining() + 5).position(5).order(order);
    Tensor copy = new Tensor(tensor.name(), tensor.type(), bytes, tensor.shape());
    copy.put(0, tensor);
    return copy;
  }

  @Test
  void leavesItsInputsAsTheyWere() {
    List<Tensor> inputs = inputs(4, 3);
    float[] before = numbers(inputs);
    try (LoadedModel model = load();
        ModelWorker worker = model.worker()) {
      float[] first = run(worker, inputs);
      assertThat(numbers(inputs)).containsExactly(before);
      assertThat(run(worker, inputs)).containsExactly(first);
    }
  }

  @Test
  void refusesInputsOfAnotherShapeAndGoesOn() {
    try (LoadedModel model = load();
        ModelWorker worker = model.worker()) {
      float[] expected = run(worker, inputs(5, 1));
      List<Tensor> wrong =
          inputs(5, 1).stream()
              .map(
                  input ->
                      Tensor.of(input.name(), new float[2 * input.size() + 2], 2, input.size() + 1))
              .toList();
      assertThatThrownBy(() -> worker.run(wrong)).isInstanceOf(InvalidValueException.class);
      assertThatThrownBy(() -> worker.run(List.of())).isInstanceOf(InvalidValueException.class);
      assertThat(run(worker, inputs(5, 1))).containsExactly(expected);
    }
  }

  @Test
  void computesTheGradientOfALossByAnInputIfItSaysSo() {
    List<Tensor> inputs = inputs(10, 3);
    String input = inputs.get(0).name();
    try (LoadedModel model = load();
        ModelWorker worker = model.worker()) {
      if (!model.capabilities().contains(LoadedModel.INPUT_GRADIENT)) {
        assertThatThrownBy(() -> model.inputGradient(input, inputs, List.of(), LOSS))
            .isInstanceOf(MissingCapabilityException.class)
            .hasMessageStartingWith("Cannot compute the gradient by input " + input);
        return;
      }
      Tensor gradient = model.inputGradient(input, inputs, List.of(), LOSS);

      TensorSpec.checkFit(
          "gradient", List.of(artifact.signature().inputs().get(0)), List.of(gradient), 3);
      for (int i = 0; i < gradient.size(); i++) {
        assertThat(gradient.number(i))
            .as("number %s", i)
            .isCloseTo(difference(worker, inputs, i), within(0.02));
      }
    }
  }

  @Test
  void givesTheEmbeddingOfEachRowIfItSaysSo() {
    try (LoadedModel model = load()) {
      if (!model.capabilities().contains(LoadedModel.EMBEDDING)) {
        assertThatThrownBy(model::embeddingWorker).isInstanceOf(MissingCapabilityException.class);
        return;
      }
      try (ModelWorker worker = model.embeddingWorker()) {
        float[] outputs = run(worker, inputs(20, 40));
        double before = worker.embedding().number(0);
        assertThat(worker.embedding().shape()[0]).isEqualTo(40);
        assertThat(run(worker, inputs(20, 40))).containsExactly(outputs);
        assertThat(worker.embedding().number(0)).isEqualTo(before);
      }
    }
  }

  private static double difference(ModelWorker worker, List<Tensor> inputs, int place) {
    double step = 0.01;
    double before = inputs.get(0).number(place);
    inputs.get(0).set(place, before + step);
    double above = loss(run(worker, inputs));
    inputs.get(0).set(place, before - step);
    double below = loss(run(worker, inputs));
    inputs.get(0).set(place, before);
    return (above - below) / (2 * step);
  }

  private static double loss(float[] outputs) {
    double loss = 0;
    for (float output : outputs) {
      loss += output * output / 2;
    }
    return loss;
  }

  @Test
  void refusesFilesThatAreNotWhatWasRegistered() {
    assertRefused(
        bytes -> {
          bytes[bytes.length / 2] ^= 1;
          return bytes;
        });
    assertRefused(bytes -> Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(bytes -> Arrays.copyOf(bytes, bytes.length + 1));
    assertRefused(bytes -> new byte[0]);
    load().close();
  }

  private void assertRefused(UnaryOperator<byte[]> damage) {
    assertThatThrownBy(
            () -> engine.load(artifact, file -> damaged(damage.apply(bytes(file).clone()))))
        .isInstanceOf(CorruptDataException.class);
  }

  /** Gives damaged bytes and complains at their end, as a store does. */
  private static InputStream damaged(byte[] bytes) {
    return new InputStream() {
      private int at;

      @Override
      public int read() {
        if (at == bytes.length) {
          throw new CorruptDataException("Corrupt blob: damaged by the test");
        }
        return bytes[at++] & 0xFF;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        if (length == 0) {
          return 0;
        }
        int first = read();
        target[offset] = (byte) first;
        return 1;
      }
    };
  }

  @Test
  void readsTheWeightsAloneOrSaysThatItCannot() {
    List<Tensor> weights;
    try {
      weights = engine.weights(artifact, file -> new ByteArrayInputStream(bytes(file)));
    } catch (MissingCapabilityException e) {
      assertThat(e).hasMessageContaining("format " + artifact.format());
      return;
    }
    assertThat(weights).isNotEmpty().extracting(Tensor::name).doesNotHaveDuplicates();
    assertThatThrownBy(() -> engine.weights(artifact, file -> damaged(new byte[0])))
        .isInstanceOf(CorruptDataException.class);
  }

  @Test
  void refusesFilesThatCannotBeOpened() {
    assertThatThrownBy(
            () ->
                engine.load(
                    artifact,
                    file -> {
                      throw new CorruptDataException("Corrupt blob: gone");
                    }))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Corrupt blob: gone");
  }

  @Test
  void refusesAnArtifactThatDoesNotFitItsFiles() {
    TensorSpec output = artifact.signature().outputs().get(0);
    ModelArtifact wider =
        new ModelArtifact(
            artifact.format(),
            artifact.architecture(),
            artifact.files(),
            new Signature(
                artifact.signature().inputs(),
                List.of(TensorSpec.float32(output.name(), output.numbers() + 1))));
    assertThatThrownBy(() -> loadAndRun(wider)).isInstanceOf(LifecycleException.class);
  }

  private void loadAndRun(ModelArtifact other) {
    try (LoadedModel model = engine.load(other, file -> new ByteArrayInputStream(bytes(file)));
        ModelWorker worker = model.worker()) {
      run(worker, inputs(6, 1));
    }
  }

  @Test
  void letsWorkersRunAtTheSameTime() throws Exception {
    List<Tensor> inputs = inputs(7, 4);
    try (LoadedModel model = load();
        ModelWorker alone = model.worker()) {
      float[] expected = run(alone, inputs);
      List<float[]> outputs =
          Together.run(
              4,
              thread -> {
                try (ModelWorker worker = model.worker()) {
                  float[] last = run(worker, inputs);
                  for (int i = 0; i < 50; i++) {
                    last = run(worker, inputs);
                  }
                  return last;
                }
              });
      for (float[] output : outputs) {
        assertThat(output).containsExactly(expected, within(TOLERANCE));
      }
    }
  }

  @Test
  void keepsANetworkThatAWorkerCouldRun() {
    LoadedModel model = load();
    ModelWorker worker = model.worker();
    assertThatThrownBy(model::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 workers");
    TensorSpec.checkFit("outputs", artifact.signature().outputs(), worker.run(inputs(11, 2)), 2);
    worker.close();
    model.close();
    assertThatThrownBy(model::worker).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> run(worker, inputs(11, 2))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void loadsTheSameNetworkAgain() {
    List<Tensor> inputs = inputs(8, 3);
    float[][] outputs = new float[3][];
    for (int i = 0; i < outputs.length; i++) {
      try (LoadedModel model = load();
          ModelWorker worker = model.worker()) {
        outputs[i] = run(worker, inputs);
      }
    }
    assertThat(outputs[1]).containsExactly(outputs[0]);
    assertThat(outputs[2]).containsExactly(outputs[0]);
  }

  @Test
  void keepsTwoLoadedNetworksApart() {
    List<Tensor> inputs = inputs(9, 3);
    try (LoadedModel one = load();
        ModelWorker worker = one.worker()) {
      float[] expected = run(worker, inputs);
      load().close();
      assertThat(run(worker, inputs)).containsExactly(expected);
    }
  }
}
