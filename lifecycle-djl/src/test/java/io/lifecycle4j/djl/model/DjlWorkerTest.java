package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DjlWorkerTest {
  private LoadedModel model;
  private ModelWorker worker;

  @BeforeEach
  void load() {
    Network network = Network.builder().dense(5).relu().build();
    model = Artifacts.load(network, Artifacts.dense(1, 4, 5, 3), List.of(4), 3);
    worker = model.worker();
  }

  @AfterEach
  void close() {
    worker.close();
    model.close();
  }

  @Test
  void givesOneRowOfOutputsForEachRow() {
    Tensor output = worker.run(List.of(input(random(6, 4), 6, 4))).get(0);

    assertThat(output.name()).isEqualTo("output");
    assertThat(output.shape()).containsExactly(6, 3);
    assertThat(output.size()).isEqualTo(18);
  }

  @Test
  void givesTheSameForEveryKindOfBufferAndLeavesItAsItWas() {
    float[] numbers = random(2, 4);
    ByteBuffer heap = filled(ByteBuffer.allocate(32), numbers);
    ByteBuffer direct =
        filled(ByteBuffer.allocateDirect(32).order(ByteOrder.nativeOrder()), numbers);
    ByteBuffer foreign = filled(ByteBuffer.allocateDirect(32).order(ByteOrder.BIG_ENDIAN), numbers);
    ByteBuffer middle = filled(ByteBuffer.allocate(48).position(8).limit(40), numbers);

    float[] expected = run(heap, 2);

    for (ByteBuffer buffer : List.of(direct, foreign, middle, readOnly(heap))) {
      assertThat(run(buffer, 2)).isEqualTo(expected);
      assertThat(buffer.remaining()).isEqualTo(32);
    }
  }

  @Test
  void takesMoreAndFewerRowsFromRunToRun() {
    float[] many = random(100, 4);
    float[] one = Arrays.copyOf(many, 4);
    float[] first = run(input(one, 1, 4));

    run(input(many, 100, 4));

    assertThat(run(input(one, 1, 4))).isEqualTo(first);
    assertThat(run(input(new float[0], 0, 4))).isEmpty();
  }

  @Test
  void refusesInputsThatDoNotFit() {
    assertRefused(
        "Invalid inputs: [input float32 [2, 5]] (must be rows of [input float32" + " [-1, 4]])",
        input(new float[10], 2, 5));
    assertRefused(
        "Invalid inputs: [input float32 [4]] (must be rows of [input float32 [-1," + " 4]])",
        input(new float[4], 4));
    assertRefused(
        "Invalid inputs: [image float32 [1, 4]] (must be rows of [input float32 [-1," + " 4]])",
        Tensor.of("image", new float[4], 1, 4));
    assertRefused("Invalid inputs: [] (must be rows of [input float32 [-1, 4]])");
  }

  @Test
  void worksOnAfterARefusal() {
    assertRefused("Invalid inputs: [] (must be rows of [input float32 [-1, 4]])");

    assertThat(run(input(new float[4], 1, 4))).hasSize(3);
  }

  @Test
  void leavesNoTraceOnTheCallingThread() {
    boolean gradients = JniUtils.isGradMode();
    int threads = JniUtils.getNumThreads();
    try {
      JniUtils.setGradMode(true);
      JniUtils.setNumThreads(3);

      run(input(new float[4], 1, 4));
      Artifacts.load(Network.parse(""), Artifacts.dense(1, 4, 3), List.of(4), 3).close();

      assertThat(JniUtils.isGradMode()).isTrue();
      assertThat(JniUtils.getNumThreads()).isEqualTo(3);
      JniUtils.setGradMode(false);
      run(input(new float[4], 1, 4));
      assertThat(JniUtils.isGradMode()).isFalse();
    } finally {
      JniUtils.setGradMode(gradients);
      JniUtils.setNumThreads(threads);
    }
  }

  @Test
  void givesEqualAnswersOnFourThreadsAtOnce() throws Exception {
    Network network =
        Network.builder().conv(4, 3).batchNorm().relu().maxPool(2).flatten().dropout(0.5).build();
    List<Tensor> weights = Artifacts.parametersOf(network, 1, 2, 1, 8, 8);
    float[] image = random(1, 64);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (LoadedModel images = Artifacts.load(network, weights, List.of(1, 8, 8), 2)) {
      List<Future<List<Float>>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        answers.add(threads.submit(() -> firstOutputs(images, image)));
      }
      for (Future<List<Float>> answer : answers) {
        assertThat(answer.get()).isEqualTo(answers.get(0).get()).hasSize(200);
        assertThat(answer.get()).containsOnly(answer.get().get(0));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Float> firstOutputs(LoadedModel images, float[] image) {
    List<Float> outputs = new ArrayList<>();
    try (ModelWorker own = images.worker()) {
      for (int i = 0; i < 200; i++) {
        outputs.add(own.run(List.of(input(image, 1, 1, 8, 8))).get(0).floats().get(0));
      }
    }
    return outputs;
  }

  private void assertRefused(String message, Tensor... inputs) {
    assertThatThrownBy(() -> worker.run(List.of(inputs)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
  }

  private float[] run(ByteBuffer numbers, int rows) {
    return run(new Tensor("input", TensorType.FLOAT32, numbers, rows, 4));
  }

  private float[] run(Tensor input) {
    FloatBuffer out = worker.run(List.of(input)).get(0).floats();
    float[] result = new float[out.remaining()];
    out.get(result);
    return result;
  }

  private static Tensor input(float[] numbers, long... shape) {
    return Tensor.of("input", numbers, shape);
  }

  private static ByteBuffer filled(ByteBuffer bytes, float[] numbers) {
    bytes.asFloatBuffer().put(numbers);
    return bytes;
  }

  private static ByteBuffer readOnly(ByteBuffer bytes) {
    return bytes.asReadOnlyBuffer().order(bytes.order());
  }

  private static float[] random(int rows, int width) {
    Random random = new Random(5);
    float[] numbers = new float[rows * width];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextFloat() - 0.5f;
    }
    return numbers;
  }
}
