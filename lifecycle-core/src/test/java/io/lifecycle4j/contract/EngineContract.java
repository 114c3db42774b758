package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.Engine;
import io.lifecycle4j.model.LoadedModel;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelWorker;
import io.lifecycle4j.model.Tensor;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Engine} must do. */
@Timeout(120)
public abstract class EngineContract {
  /** Batches of another size may add up in another order. */
  private static final float TOLERANCE = 1e-4f;

  private Engine engine;
  private ModelArtifact artifact;

  /** Creates the contract. */
  protected EngineContract() {}

  /**
   * Returns the engine.
   *
   * @return the engine
   */
  protected abstract Engine engine();

  /**
   * Returns a network that the engine loads, whose outputs depend on its inputs. Its shape should
   * not be of one number only.
   *
   * @return the network
   */
  protected abstract ModelArtifact artifact();

  /**
   * Returns the bytes of a file of the network.
   *
   * @param file the file
   * @return its bytes
   */
  protected abstract byte[] bytes(StoredFile file);

  @BeforeEach
  void prepare() {
    engine = engine();
    artifact = artifact();
  }

  private LoadedModel load() {
    return engine.load(artifact, file -> new ByteArrayInputStream(bytes(file)));
  }

  private int width() {
    return artifact.input().stream().reduce(1, Math::multiplyExact);
  }

  private float[] numbers(long seed, int rows) {
    Random random = new Random(seed);
    float[] numbers = new float[rows * width()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private Tensor input(float[] numbers) {
    return new Tensor(Engine.INPUT, direct(numbers), shape(numbers.length / width()));
  }

  private static FloatBuffer direct(float[] numbers) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(4 * numbers.length)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    return buffer.put(numbers).flip();
  }

  private long[] shape(long rows) {
    long[] shape = new long[1 + artifact.input().size()];
    shape[0] = rows;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = artifact.input().get(i - 1);
    }
    return shape;
  }

  private static float[] run(ModelWorker worker, Tensor input) {
    FloatBuffer output = worker.run(List.of(input)).get(0).data().duplicate();
    float[] numbers = new float[output.remaining()];
    output.get(numbers);
    return numbers;
  }

  @Test
  void saysWhatItIs() {
    assertThat(engine.formats()).contains(artifact.format());
    assertThat(engine.environment()).isNotEmpty();
  }

  @Test
  void putsOutOneRowForEachRow() {
    try (LoadedModel model = load();
        ModelWorker worker = model.worker()) {
      for (int rows : List.of(1, 2, 17)) {
        List<Tensor> outputs = worker.run(List.of(input(numbers(1, rows))));
        assertThat(outputs).hasSize(1);
        assertThat(outputs.get(0).name()).isEqualTo(Engine.OUTPUT);
        assertThat(outputs.get(0).shape()).containsExactly(rows, artifact.outputs());
        assertThat(outputs.get(0).data().remaining()).isEqualTo(rows * artifact.outputs());
      }
    }
  }

  @Test
  void answersARowAloneAsInABatch() {
    int rows = 9;
    float[] numbers = numbers(2, rows);
    try (LoadedModel model = load();
        ModelWorker worker = model.worker()) {
      float[] batch = run(worker, input(numbers));
      for (int row = 0; row < rows; row++) {
        float[] one = Arrays.copyOfRange(numbers, row * width(), (row + 1) * width());
        int from = row * artifact.outputs();
        assertThat(run(worker, input(one)))
            .containsExactly(
                Arrays.copyOfRange(batch, from, from + artifact.outputs()), within(TOLERANCE));
      }
    }
  }

  @Test
  void readsAHeapBufferFromItsPosition() {
    float[] numbers = numbers(3, 2);
    try (LoadedModel model = load();
        ModelWorker worker = model.worker()) {
      float[] expected = run(worker, input(numbers));
      FloatBuffer part = FloatBuffer.allocate(numbers.length + 5).position(5);
      part.put(numbers).position(5);
      assertThat(run(worker, new Tensor(Engine.INPUT, part, shape(2))))
          .containsExactly(expected, within(TOLERANCE));
    }
  }

  @Test
  void leavesItsInputsAsTheyWere() {
    float[] numbers = numbers(4, 3);
    Tensor input = input(numbers);
    try (LoadedModel model = load();
        ModelWorker worker = model.worker()) {
      float[] first = run(worker, input);
      assertThat(input.data().position()).isZero();
      assertThat(input.data().limit()).isEqualTo(numbers.length);
      float[] after = new float[numbers.length];
      input.data().duplicate().get(after);
      assertThat(after).containsExactly(numbers);
      assertThat(run(worker, input)).containsExactly(first);
    }
  }

  @Test
  void refusesInputsOfAnotherShapeAndGoesOn() {
    try (LoadedModel model = load();
        ModelWorker worker = model.worker()) {
      float[] expected = run(worker, input(numbers(5, 1)));
      Tensor wrong =
          new Tensor(Engine.INPUT, direct(new float[2 * width() + 2]), 2, (long) width() + 1);
      assertThatThrownBy(() -> worker.run(List.of(wrong)))
          .isInstanceOf(PredictionFailedException.class);
      assertThat(run(worker, input(numbers(5, 1)))).containsExactly(expected);
    }
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
    ModelArtifact wider =
        new ModelArtifact(
            artifact.format(),
            artifact.architecture(),
            artifact.files(),
            artifact.input(),
            artifact.outputs() + 1);
    assertThatThrownBy(() -> loadAndRun(wider)).isInstanceOf(LifecycleException.class);
  }

  private void loadAndRun(ModelArtifact other) {
    try (LoadedModel model = engine.load(other, file -> new ByteArrayInputStream(bytes(file)));
        ModelWorker worker = model.worker()) {
      run(worker, input(numbers(6, 1)));
    }
  }

  @Test
  void letsWorkersRunAtTheSameTime() throws Exception {
    float[] numbers = numbers(7, 4);
    try (LoadedModel model = load();
        ModelWorker alone = model.worker()) {
      float[] expected = run(alone, input(numbers));
      List<float[]> outputs =
          Together.run(
              4,
              thread -> {
                try (ModelWorker worker = model.worker()) {
                  float[] last = run(worker, input(numbers));
                  for (int i = 0; i < 50; i++) {
                    last = run(worker, input(numbers));
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
  void loadsTheSameNetworkAgain() {
    float[] numbers = numbers(8, 3);
    float[][] outputs = new float[3][];
    for (int i = 0; i < outputs.length; i++) {
      try (LoadedModel model = load();
          ModelWorker worker = model.worker()) {
        outputs[i] = run(worker, input(numbers));
      }
    }
    assertThat(outputs[1]).containsExactly(outputs[0]);
    assertThat(outputs[2]).containsExactly(outputs[0]);
  }

  @Test
  void keepsTwoLoadedNetworksApart() {
    float[] numbers = numbers(9, 3);
    try (LoadedModel one = load();
        ModelWorker worker = one.worker()) {
      float[] expected = run(worker, input(numbers));
      load().close();
      assertThat(run(worker, input(numbers))).containsExactly(expected);
    }
  }
}
