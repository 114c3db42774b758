package io.lifecycle4j.onnx;

import static io.lifecycle4j.onnx.OnnxModels.onnx;
import static io.lifecycle4j.onnx.OnnxModels.output;
import static io.lifecycle4j.onnx.OnnxModels.probabilities;
import static io.lifecycle4j.onnx.OnnxProto.node;
import static io.lifecycle4j.onnx.OnnxProto.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.storage.Content;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Nothing of a bad file is registered, and it harms nothing. */
class OnnxRefusalsTest {
  private static final byte[] MLP = External.bytes("wine-mlp.onnx");

  private Lifecycle home;
  private Split split;
  private ManagedModel<float[], String> model;

  @BeforeEach
  void open() {
    home = Wines.home();
    split = Wines.split(home);
    model = home.model("wines", Wines.columns(0), Wines.KINDS).open();
  }

  @AfterEach
  void close() {
    model.close();
    home.close();
  }

  private void assertRefused(
      ExternalModel.Builder external, Class<? extends LifecycleException> type, String message) {
    assertThatThrownBy(() -> model.register(external, split, Actor.by("alice"), "Try it"))
        .isInstanceOf(type)
        .hasMessageStartingWith(message);
    assertThat(home.models().names()).isEmpty();
    GarbageReport garbage = home.maintenance().collectGarbage().run();
    assertThat(garbage.spared().blobs() + garbage.quarantined().blobs()).as("files").isZero();
  }

  private static ExternalModel.Builder pinned(byte[] file, OnnxLink... links) {
    return onnx(Content.of(file), links).sha256(Wines.sha256(file));
  }

  @Test
  void refusesAFileThatIsNotPinnedOrAnother() {
    assertRefused(
        onnx(Content.of(MLP)),
        InvalidValueException.class,
        "Cannot register wines: a file of format onnx is a program, and is not pinned");
    assertRefused(
        onnx(Content.of(MLP)).sha256("0".repeat(64)),
        UntrustedModelException.class,
        "Cannot register wines: model.onnx has the SHA-256 ");
  }

  @Test
  void refusesATruncatedFileAndOtherFormats() {
    assertRefused(
        pinned(Arrays.copyOf(MLP, MLP.length / 2)),
        UntrustedModelException.class,
        "Cannot read ONNX file: field 7 is ");
    assertRefused(
        pinned("not a model".getBytes(StandardCharsets.UTF_8)),
        UntrustedModelException.class,
        "Cannot read ONNX file: ");
    assertRefused(
        pinned(new byte[0]), UntrustedModelException.class, "Cannot read ONNX file: 0 graphs");
  }

  @Test
  void refusesAFileThatIsNotForTheseRowsOrThisTask() {
    assertRefused(
        pinned(MLP),
        UntrustedModelException.class,
        "Cannot load ONNX file: no output is named scores (it has [label string [-1],"
            + " probabilities float32 [-1, 3]]: link one by");
    assertRefused(
        pinned(External.bytes("wine-zipmap.onnx")),
        UntrustedModelException.class,
        "Cannot load ONNX file: its output is output_probability, a sequence of maps");
    assertRefused(
        pinned(External.bytes("wine-alcohol.onnx")),
        UntrustedModelException.class,
        "Cannot load ONNX file: its input is X float32 [-1, 12] (the preprocessing makes features"
            + " float32 [-1, 13];");
    Proto doubles = OnnxProto.nodes(node("", "Relu")).text(2, "graph");
    doubles.add(11, value("x", 11, -1, 13)).add(12, value("y", 11, -1, 3));
    assertRefused(
        pinned(OnnxProto.model(doubles).bytes(), output("y")),
        UntrustedModelException.class,
        "Cannot load ONNX file: its input is x float64 [-1, 13] (the preprocessing makes features"
            + " float32 [-1, 13]; the number of rows must be free): export it with"
            + " rows.astype(np.float32)");
  }

  @Test
  @OnlyLarger
  void refusesWhatPythonDidNotCompute() {
    String other =
        new String(External.bytes("wine-mlp-golden.jsonl"), StandardCharsets.UTF_8)
            .replaceFirst("\"scores\": \\[-0.00", "\"scores\": [-0.01");
    assertRefused(
        pinned(MLP, probabilities("probabilities")).golden(Content.of(other)),
        UntrustedModelException.class,
        "Cannot register wines: ");
  }

  @Test
  void refusesNumbersOfAnotherTypeAndAnotherOpset() {
    Proto doubles = OnnxProto.nodes(node("", "Cast")).text(2, "graph");
    doubles.add(11, value("x", 11, -1, 13)).add(12, value("y", 1, -1, 3));
    assertRefused(
        pinned(OnnxProto.model(doubles).bytes(), output("y")),
        UntrustedModelException.class,
        "Cannot load ONNX file: its input is x float64 [-1, 13] (the preprocessing makes features"
            + " float32 [-1, 13];");
    byte[] newer =
        OnnxProto.model(9, ends(OnnxProto.nodes(node("", "Relu"))))
            .add(8, OnnxProto.opset("", 23))
            .bytes();
    assertRefused(
        pinned(newer),
        UntrustedModelException.class,
        "Cannot load ONNX file: its opset of ai.onnx is 23 (must be 7 to 22: export it for opset");
  }

  @Test
  void refusesAProgramThatReadsFiles() {
    assertRefused(
        pinned(wines(OnnxProto.nodes(node("com.microsoft", "EPContext"))), output("y")),
        UntrustedModelException.class,
        "Cannot load ONNX file: it uses operators that are not on the list of allowed ones:"
            + " com.microsoft EPContext (must be of standard ONNX, ");
    Proto outside = OnnxProto.nodes(node("", "Relu")).add(5, OnnxProto.outside("w", "/etc/passwd"));
    assertRefused(
        pinned(wines(outside), output("y")),
        UntrustedModelException.class,
        "Cannot load ONNX file: weights are outside the file, at /etc/passwd (must be inside:");
  }

  private static byte[] wines(Proto graph) {
    return OnnxProto.model(ends(graph)).bytes();
  }

  /** Adds an input of 13 numbers, and an output of 3. */
  private static Proto ends(Proto graph) {
    return graph.text(2, "graph").add(11, value("x", 1, -1, 13)).add(12, value("y", 1, -1, 3));
  }

  @Test
  @OnlyLarger
  void refusesAProgramThatNeverEnds() {
    Proto body = OnnxProto.nodes(node("", "Identity", "go", "goOn"), node("", "Neg", "v", "w"));
    body.text(2, "body").add(11, value("i", 7)).add(11, value("go", 9));
    body.add(11, value("v", 1, -1, 13)).add(12, value("goOn", 9)).add(12, value("w", 1, -1, 13));
    Proto loop = Proto.message().text(1, "").text(1, "").text(1, "x").text(2, "looped");
    loop.text(4, "Loop").add(5, OnnxProto.attribute("body", 6, body, 5));
    Proto mean = node("", "ReduceMean", "looped", "mean");
    Proto graph = OnnxProto.nodes(loop, mean, twoInputs("Expand", "mean", "shape"));

    assertRefused(
        pinned(wines(graph.add(5, shape("shape", 1, 3))), output("y"))
            .deadline(Duration.ofSeconds(2)),
        UntrustedModelException.class,
        "Cannot register wines: in a separate JVM, the program has not run all rows after 2 s");
  }

  private static Proto twoInputs(String operator, String one, String other) {
    return Proto.message().text(1, one).text(1, other).text(2, "y").text(4, operator);
  }

  private static Proto shape(String name, long rows, long columns) {
    Proto shape = Proto.message().number(1, 2).number(2, 7).text(8, name);
    return shape.number(7, rows).number(7, columns);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @OnlyLarger
  void refusesAProgramThatFloodsTheMemory() {
    Proto fill = node("", "ConstantOfShape", "huge", "zeros");
    Proto most = node("", "ReduceMax", "zeros", "most");
    Proto mean = node("", "ReduceMean", "x", "mean");
    Proto graph = OnnxProto.nodes(fill, most, mean, twoInputs("Add", "mean", "most"));

    assertRefused(
        pinned(wines(graph.add(5, shape("huge", 1 << 17, 1 << 13))), output("y"))
            .maxMemory(512L << 20),
        UntrustedModelException.class,
        "Cannot register wines: in a separate JVM, the program uses ");
  }
}
