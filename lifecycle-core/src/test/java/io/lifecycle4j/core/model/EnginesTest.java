package io.lifecycle4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedPreprocessing.GoldenInput;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a manifest to a network that is what was registered. */
class EnginesTest {
  private static final Map<String, List<Float>> INPUT =
      Map.of("features", List.of(1f, 10f, 0f, 0f));

  private static final byte[] WEIGHTS =
      LinearEngine.file(new float[][] {{2, 0, 0, 0, 1}, {0, 3, 0, 0, -1}});

  private final LinearEngine engine = new LinearEngine();
  private final Engines engines = new Engines(List.of(engine));

  @AfterEach
  void leavesNothingOpen() {
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private static ModelManifest manifest(GoldenRow... golden) {
    ModelManifest any = Fixtures.model(Fixtures.file("weights", WEIGHTS));
    return ModelManifest.builder(
            new ModelArtifact(
                LinearEngine.FORMAT,
                LinearEngine.architecture(4, 2),
                any.artifact().files(),
                Fixtures.signature(4, any.task())),
            any.task(),
            any.preprocessing(),
            any.reference(),
            any.provenance())
        .golden(List.of(golden))
        .build();
  }

  private LoadedModel load(ModelManifest manifest) {
    return engines.load("fraud:7", manifest, file -> new ByteArrayInputStream(WEIGHTS), by -> {});
  }

  private static GoldenRow golden(float... outputs) {
    return new GoldenRow(INPUT, Map.of("scores", List.of(outputs[0], outputs[1])));
  }

  @Test
  void loadsWhatGivesItsGoldenRows() {
    try (LoadedModel model = load(manifest(golden(3, 29), golden(3.002f, 29.02f)))) {
      assertThat(GoldenRows.record(model, manifest().artifact().signature(), List.of(INPUT)))
          .containsExactly(golden(3, 29));
    }
  }

  /** An engine on the class path. */
  public static class First implements Engine {
    @Override
    public Set<String> formats() {
      return Set.of(LinearEngine.FORMAT);
    }

    @Override
    public Map<String, String> environment() {
      return Map.of();
    }

    @Override
    public LoadedModel load(ModelArtifact artifact, Engine.Files files) {
      throw new AssertionError("nothing is loaded");
    }

    @Override
    public String toString() {
      return getClass().getSimpleName();
    }
  }

  /** Another engine of the same format. */
  public static final class Second extends First {}

  @Test
  void refusesTwoOfOneFormatOnTheClassPath(@TempDir Path directory) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(Engine.class.getName()),
        First.class.getName() + "\n" + Second.class.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader two = new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
      thread.setContextClassLoader(two);
      assertThatThrownBy(() -> new Engines(List.of()).find(LinearEngine.FORMAT))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid engines: [First, Second] read the format %s (give one to"
                  + " Lifecycle.builder().engine(…))",
              LinearEngine.FORMAT);
    } finally {
      thread.setContextClassLoader(before);
    }
    Second second = new Second();
    assertThat(new Engines(List.of(second, new First())).find(LinearEngine.FORMAT))
        .isSameAs(second);
  }

  @Test
  void refusesWhatGivesAnotherOutput() {
    assertThatThrownBy(() -> load(manifest(golden(3, 29), golden(3, 29.05f))))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load fraud:7: a golden row produces 29.0 at output scores[1] (must be 29.05"
                + " within 0.001)");
  }

  @Test
  void refusesWhatGivesAnotherOutputElsewhere() {
    Engines elsewhere = new Engines(List.of(LinearEngine.off(0.1f)));
    assertThatThrownBy(
            () ->
                elsewhere.load(
                    "fraud:7",
                    manifest(golden(3, 29)),
                    file -> new ByteArrayInputStream(WEIGHTS),
                    by -> {}))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load fraud:7: a golden row produces 3.1 at output scores[0] (must be 3.0 within"
                + " 0.001)");
  }

  @Test
  void refusesWhatGivesNoNumber() {
    Engines elsewhere = new Engines(List.of(LinearEngine.off(Float.POSITIVE_INFINITY)));
    assertThatThrownBy(
            () ->
                elsewhere.load(
                    "fraud:7",
                    manifest(golden(3, 29)),
                    file -> new ByteArrayInputStream(WEIGHTS),
                    by -> {}))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith(
            "Cannot load fraud:7: a golden row produces Infinity at output scores[0]");
    assertThatThrownBy(() -> golden(3, Float.POSITIVE_INFINITY))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid golden output scores: Infinity (must be finite)");
  }

  @Test
  void saysWithinAnExceptionThatAnEngineEndedInAnError() {
    engine.meanwhile(
        () -> {
          throw new UnsatisfiedLinkError("no libtorch");
        });
    assertThatThrownBy(() -> load(manifest(golden(3, 29))))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessage("Cannot load fraud:7: java.lang.UnsatisfiedLinkError: no libtorch");
  }

  @Test
  void refusesAPreprocessingThatMakesOtherBitsBeforeAnythingIsLoaded() {
    ModelManifest right = manifest(golden(3, 29));
    FittedPreprocessing steps = right.preprocessing();
    ModelManifest other =
        ModelManifest.builder(
                right.artifact(),
                right.task(),
                new FittedPreprocessing(
                    steps.input(),
                    List.of(),
                    steps.steps(),
                    List.of(new GoldenInput(List.of("12.5", "de"), "AAAAAD+AAAAAAAAAAAAAAQ==")),
                    ""),
                right.reference(),
                right.provenance())
            .golden(right.golden())
            .build();
    assertThatThrownBy(
            () ->
                engines.load(
                    "fraud:7",
                    other,
                    file -> {
                      throw new AssertionError("was opened");
                    },
                    by -> {}))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load fraud:7: golden row 0 is prepared as 0.0 at number 3 (must be 1.4E-45, bit"
                + " for bit)");
  }

  private void assertRefused(ModelManifest whole, Signature signature, String problem) {
    ModelArtifact right = whole.artifact();
    ModelManifest other =
        ModelManifest.builder(
                new ModelArtifact(right.format(), right.architecture(), right.files(), signature),
                whole.task(),
                whole.preprocessing(),
                whole.reference(),
                whole.provenance())
            .build();
    assertThatThrownBy(() -> load(other))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage("Cannot load fraud:7: the " + problem);
  }

  @Test
  void refusesInputsThatThePreprocessingDoesNotMake() {
    ModelManifest right = manifest();
    List<TensorSpec> outputs = right.artifact().signature().outputs();
    for (TensorSpec other :
        List.of(
            TensorSpec.float32("features", 3),
            TensorSpec.float32("features", TensorSpec.FREE),
            TensorSpec.float32("pixels", 4))) {
      assertRefused(
          right,
          new Signature(List.of(other), outputs),
          "inputs of its network are ["
              + other
              + "] (its preprocessing makes [features float32 [-1, 4]])");
    }
  }

  @Test
  void refusesInputsOfOneShapeInAnotherOrder() {
    Schema pair =
        Schema.builder()
            .column(Column.builder("a", DataType.TENSOR).shape(List.of(1, 2)).build())
            .column(Column.builder("b", DataType.TENSOR).shape(List.of(1, 2)).build())
            .build();
    ModelManifest right = manifest();
    ModelManifest two =
        ModelManifest.builder(
                right.artifact(),
                right.task(),
                new FittedPreprocessing(pair, List.of()),
                right.reference(),
                right.provenance())
            .build();
    TensorSpec a = TensorSpec.float32("a", 1, 2);
    TensorSpec b = TensorSpec.float32("b", 1, 2);
    List<TensorSpec> outputs = right.artifact().signature().outputs();
    String needed = " (its preprocessing makes [a float32 [-1, 1, 2], b float32 [-1, 1, 2]])";
    assertRefused(
        two,
        new Signature(List.of(b, a), outputs),
        "inputs of its network are [b float32 [-1, 1, 2], a float32 [-1, 1, 2]]" + needed);
    assertRefused(
        two,
        new Signature(List.of(a), outputs),
        "inputs of its network are [a float32 [-1, 1, 2]]" + needed);
  }

  @Test
  void refusesOutputsThatTheTaskDoesNotRead() {
    ModelManifest right = manifest();
    List<TensorSpec> inputs = right.artifact().signature().inputs();
    for (TensorSpec other :
        List.of(
            TensorSpec.float32("scores", 3),
            TensorSpec.float32("scores", 2, 1),
            TensorSpec.float32("value", 2),
            new TensorSpec("scores", TensorType.FLOAT64, List.of(TensorSpec.FREE, 2)))) {
      assertRefused(
          right,
          new Signature(inputs, List.of(other)),
          "outputs of its network are [" + other + "] (its task needs [scores float32 [-1, 2]])");
    }
  }

  @Test
  void refusesFilesThatAreNotWhatWasRegistered() {
    assertThatThrownBy(
            () ->
                engines.load(
                    "fraud:7", manifest(), file -> new ByteArrayInputStream(new byte[3]), by -> {}))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read weights: 3 bytes (must be 40)");
  }

  @Test
  void namesWhatIsThereWhenNoEngineReadsTheFormat() {
    assertThatThrownBy(() -> engines.find("pickle"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("No engine reads the format pickle (must be one of: linear)");
    assertThatThrownBy(() -> new Engines(List.of()).find("pickle"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageEndingWith(
            "(there is no engine: add io.lifecycle4j:lifecycle-djl to the class path)");
  }

  @Test
  void describesTheMachineAndTheEngine() {
    assertThat(engines.environment(LinearEngine.FORMAT))
        .containsEntry("engine", "linear 1")
        .containsEntry("java.version", System.getProperty("java.version"))
        .containsKeys("os.name", "os.arch", "cores");
  }

  @Test
  void asksNoEngineThatWasNotUsedForItsEnvironment() {
    assertThat(engines.knownEnvironment(LinearEngine.FORMAT))
        .doesNotContainKey("engine")
        .containsKeys("java.version", "cores");
    assertThat(engines.knownEnvironment("onnx")).containsKeys("java.version", "cores");
    load(manifest()).close();
    assertThat(engines.knownEnvironment(LinearEngine.FORMAT)).containsEntry("engine", "linear 1");
    Engines others = new Engines(List.of(engine));
    others.after(Optional.of(engine)).environment(LinearEngine.FORMAT);
    assertThat(others.knownEnvironment(LinearEngine.FORMAT)).containsEntry("engine", "linear 1");
  }

  /** Puts out what it was made for, whatever comes in. */
  private record Stubborn(List<Tensor> outputs) implements LoadedModel, ModelWorker {
    @Override
    public ModelWorker worker() {
      return this;
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs) {
      return outputs;
    }

    @Override
    public void close() {}
  }

  private static void assertRefused(List<Tensor> outputs, String found) {
    TensorRunner runner =
        new TensorRunner(new Stubborn(outputs), manifest().artifact().signature());
    runner.numbers(1)[0].put(new float[] {1, 10});
    assertThatThrownBy(runner::run)
        .isInstanceOf(PredictionFailedException.class)
        .hasMessage(
            "Cannot run network: Invalid outputs: "
                + found
                + " (must be 1 row of [scores float32 [-1, 2]])");
  }

  @Test
  void refusesOutputsOfAnotherShape() {
    Tensor right = Tensor.of("scores", new float[2], 1, 2);
    assertRefused(List.of(), "[]");
    assertRefused(List.of(Tensor.of("scores", new float[3], 1, 3)), "[scores float32 [1, 3]]");
    assertRefused(List.of(Tensor.of("scores", new float[4], 2, 2)), "[scores float32 [2, 2]]");
    assertRefused(List.of(Tensor.of("value", new float[2], 1, 2)), "[value float32 [1, 2]]");
    assertRefused(List.of(right, right), "[scores float32 [1, 2], scores float32 [1, 2]]");
  }
}
