package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.djl.model.ExternalFiles.Line;
import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs that PyTorch wrote, against what PyTorch computes with them. */
class TorchScriptTest {
  private static LoadedModel load(byte[] bytes, Signature signature) {
    StoredFile file = new StoredFile("model.pt", new BlobId("0".repeat(64)), bytes.length);
    return new DjlEngine()
        .load(
            new ModelArtifact("torchscript", "", List.of(file), signature),
            opened -> new ByteArrayInputStream(bytes));
  }

  private static Signature signature(int outputs, Integer... row) {
    return new Signature(
        List.of(TensorSpec.float32("features", row)),
        List.of(TensorSpec.float32("scores", outputs)));
  }

  private static void assertEqualsPython(String name, Signature signature) {
    List<Line> lines = ExternalFiles.lines(name + ".jsonl");
    try (LoadedModel model = load(ExternalFiles.bytes(name + ".pt"), signature);
        ModelWorker worker = model.worker()) {
      for (Line line : lines) {
        assertOutputs(worker, signature, List.of(line));
      }
      assertOutputs(worker, signature, lines);
    }
  }

  private static void assertOutputs(ModelWorker worker, Signature signature, List<Line> lines) {
    List<Tensor> inputs = Tensor.allocate(signature.inputs(), lines.size());
    int next = 0;
    for (Line line : lines) {
      for (float number : line.inputs()) {
        inputs.get(0).set(next++, number);
      }
    }
    Tensor outputs = worker.run(inputs).get(0);
    next = 0;
    for (Line line : lines) {
      for (float expected : line.outputs()) {
        assertThat(outputs.number(next++))
            .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  @Test
  void computesWhatPythonComputes() {
    assertEqualsPython("wine", signature(3, 13));
    assertEqualsPython("digits", signature(10, 1, 8, 8));
    assertEqualsPython("diabetes", signature(1, 10));
  }

  @Test
  void refusesOtherShapesAndTypes() {
    assertThatThrownBy(() -> load(ExternalFiles.bytes("wine.pt"), signature(2, 13)))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load network: it puts out [float32 (2, 3)] for two rows (must be [scores"
                + " float32 [-1, 2]])");
    assertThatThrownBy(() -> load(ExternalFiles.bytes("wine.pt"), signature(3, 12)))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load network: The size of tensor a (12) must match the size of tensor b (13) at"
                + " non-singleton dimension 1; program on [features float32 [-1, 12]], as the"
                + " preprocessing makes them (set preprocessing(…), or declare the columns that the"
                + " program was trained on)");
    assertThatThrownBy(() -> load(ExternalFiles.bytes("bad/answers-doubles.pt"), signature(3, 13)))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load network: it puts out [float64 (2, 3)] for two rows (must be [scores"
                + " float32 [-1, 3]]): call float() on the network before it is saved");
    assertThatThrownBy(() -> load(ExternalFiles.bytes("bad/wants-doubles.pt"), signature(3, 13)))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load network: mat1 and mat2 must have the same dtype, but got Float and Double"
                + " (call float() on the network before it is saved); program on [features float32"
                + " [-1, 13]]");
  }

  @Test
  void saysHowToReturnTheScoresOfTwoClasses() {
    assertThatThrownBy(() -> load(ExternalFiles.bytes("diabetes.pt"), signature(2, 10)))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load network: it puts out [float32 (2, 1)] for two rows (must be [scores"
                + " float32 [-1, 2]]): a classification of two classes needs a score for each: if"
                + " z is the score of the second, return torch.cat([torch.zeros_like(z), z], 1)");
  }

  @Test
  void refusesAnotherNumberOfOutputs() {
    Signature two =
        new Signature(
            List.of(TensorSpec.float32("features", 13)),
            List.of(TensorSpec.float32("scores", 3), TensorSpec.float32("others", 3)));
    assertThatThrownBy(() -> load(ExternalFiles.bytes("wine.pt"), two))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageEndingWith(
            "): return a tensor for each output and no other, in a tuple if there are several");
  }

  /**
   * Its outputs for zeros are as they must be; others have as many bytes, which mean another
   * number.
   */
  @Test
  void refusesAnotherTypeForSomeRows() {
    Signature signature = signature(3, 13);
    List<Tensor> inputs = Tensor.allocate(signature.inputs(), 1);
    try (LoadedModel model = load(ExternalFiles.bytes("bad/answers-ints.pt"), signature);
        ModelWorker worker = model.worker()) {
      assertThat(worker.run(inputs).get(0).number(0)).isZero();
      inputs.get(0).set(0, 1);
      assertThatThrownBy(() -> worker.run(inputs))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage(
              "Cannot run network: outputs are [int32 (1, 3)] (must be [scores float32 [-1, 3]])");
    }
  }

  @Test
  void refusesATruncatedFile() {
    byte[] whole = ExternalFiles.bytes("wine.pt");

    assertThatThrownBy(() -> load(Arrays.copyOf(whole, whole.length / 2), signature(3, 13)))
        .isInstanceOf(UntrustedModelException.class);
  }

  @Test
  void refusesAProgramThatReadsAFileAtEveryLoad() {
    assertThatThrownBy(() -> load(ExternalFiles.bytes("bad/reads-file.pt"), signature(3, 13)))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageContaining("from_file");
  }

  @Test
  void hasNoGradient() {
    Signature signature = signature(3, 13);
    try (LoadedModel model = load(ExternalFiles.bytes("wine.pt"), signature)) {
      assertThat(model.capabilities()).isEmpty();
      List<Tensor> inputs = Tensor.allocate(signature.inputs(), 1);
      assertThatThrownBy(
              () ->
                  model.inputGradient(
                      "features", inputs, List.of(), (outputs, targets, gradient) -> new double[1]))
          .isInstanceOf(MissingCapabilityException.class);
    }
  }
}
