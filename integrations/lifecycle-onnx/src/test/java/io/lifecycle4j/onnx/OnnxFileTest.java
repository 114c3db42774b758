package io.lifecycle4j.onnx;

import static io.lifecycle4j.onnx.OnnxProto.graph;
import static io.lifecycle4j.onnx.OnnxProto.model;
import static io.lifecycle4j.onnx.OnnxProto.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UntrustedModelException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxFileTest {
  @Test
  void readsWhatScikitLearnWrites() {
    OnnxFile file = OnnxFile.read(External.bytes("wine-boosted.onnx"));

    assertThat(file.irVersion()).isEqualTo(9);
    assertThat(file.opsets()).containsEntry("ai.onnx", 17L);
    assertThat(file.inputs()).hasToString("[X float32 [-1, 13]]");
    assertThat(file.outputs()).hasToString("[label int64 [-1], probabilities float32 [-1, 3]]");
    assertThat(file.operators()).contains("ai.onnx.ml TreeEnsembleClassifier");
    assertThat(file.external()).isEmpty();
    assertThat(file.functions()).isEmpty();
  }

  @Test
  void readsTextsSeveralInputsAndTheOperatorOfEachOutput() {
    OnnxFile file = OnnxFile.read(External.bytes("embedding.onnx"));

    assertThat(file.inputs()).hasToString("[numbers float32 [-1, 2], kind int64 [-1, 1]]");
    assertThat(file.producers()).containsEntry("scores", "MatMul").containsEntry("label", "ArgMax");
    assertThat(OnnxFile.read(External.bytes("wine-mlp.onnx")).outputs())
        .hasToString("[label string [-1], probabilities float32 [-1, 3]]");
    assertThat(OnnxFile.read(External.bytes("wine-zipmap.onnx")).outputs())
        .hasToString("[output_label int64 [-1], output_probability, a sequence of maps]");
  }

  @Test
  void countsNoInputThatHasAValueInTheFile() {
    Proto weights = Proto.message().number(1, 2).number(2, 1).text(8, "weights");
    Proto graph = graph(node("", "Relu")).add(11, OnnxProto.value("weights", 1, 2));

    OnnxFile file = OnnxFile.read(model(graph.add(5, weights)).bytes());

    assertThat(file.inputs()).hasToString("[x float32 [-1, 2]]");
  }

  @Test
  void findsOperatorsAndWeightsInSubgraphs() {
    Proto constant =
        node("", "Constant").add(5, OnnxProto.attribute("value", 5, OnnxProto.outside("", "w"), 4));
    Proto inner = OnnxProto.nodes(node("evil", "Run"), constant);
    Proto branch = node("", "If").add(5, OnnxProto.attribute("then_branch", 6, inner, 5));

    OnnxFile file = OnnxFile.read(model(graph(branch)).bytes());

    assertThat(file.operators())
        .containsExactlyInAnyOrder("ai.onnx If", "evil Run", "ai.onnx Constant");
    assertThat(file.external()).containsExactly("w");
    assertThat(file.inputs()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wine-mlp.onnx", "embedding.onnx"})
  void refusesATruncatedFileWhereverItEnds(String name) {
    byte[] bytes = External.bytes(name);
    OnnxFile whole = OnnxFile.read(bytes);
    for (int length = 0; length < bytes.length; length++) {
      byte[] truncated = Arrays.copyOf(bytes, length);
      try {
        OnnxFile file = OnnxFile.read(truncated);
        // Cut between two fields at the end: the opsets.
        assertThat(file.opsets()).as("length %s", length).isNotEqualTo(whole.opsets());
      } catch (UntrustedModelException e) {
        assertThat(e).hasMessageStartingWith("Cannot read ONNX file: ");
      }
    }
  }

  @Test
  void throwsOnlyItsOwnExceptionsWhateverTheBytes() {
    long seed = 11;
    Random random = new Random(seed);
    byte[] bytes = External.bytes("embedding.onnx");
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = bytes.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        OnnxPolicy.check(OnnxFile.read(damaged));
      } catch (LifecycleException e) {
        assertThat(e.getMessage()).as("seed %s, try %s", seed, i).contains("ONNX file: ");
      }
    }
  }

  @Test
  void namesWhatIsWrongAndWhere() {
    assertCorrupt(
        Proto.message(), "0 graphs (must be 1; is it a file in the ONNX format?) at byte 0");
    assertCorrupt(
        model(graph()).add(7, graph()),
        "2 graphs (must be 1; is it a file in the ONNX format?) at byte");
    assertCorrupt(
        Proto.message().raw(0x3A, 0x7F),
        "field 7 is 127 bytes long (0 are left; the file may be truncated) at byte 2");
    assertCorrupt(
        Proto.message().raw(0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01),
        "field 7 is 18446744073709551615 bytes long (0 are left; the file may be truncated)");
    assertCorrupt(Proto.message().raw(0x08), "a number has no end (the file may be truncated)");
    assertCorrupt(
        Proto.message().raw(0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1),
        "a number has more than 10 bytes at byte 11");
    assertCorrupt(Proto.message().raw(0x0B), "field 1 has the wire type 3 at byte 1");
    assertCorrupt(
        Proto.message().raw(0x00, 0x00),
        "no field has the tag 0 (is it a file in the ONNX format?) at byte 1");
    assertCorrupt(
        Proto.message().number(7, 1), "field 7 has the wire type 0 (must be 2) at byte 2");
    assertCorrupt(Proto.message().text(1, ""), "field 1 has the wire type 2 (must be 0) at byte 2");
  }

  @Test
  void readsNoFieldsOfAFixedLength() {
    Proto more = model(graph()).raw(0xF1, 0x01, 1, 2, 3, 4, 5, 6, 7, 8).raw(0xF5, 0x01, 1, 2, 3, 4);

    assertThat(OnnxFile.read(more.number(1, 8).bytes()).irVersion()).isEqualTo(8);
    assertCorrupt(
        model(graph()).raw(0xF5, 0x01, 1, 2, 3),
        "field 30 is 4 bytes long (3 are left; the file may be truncated)");
  }

  @Test
  void endsForGraphsWithinEachOther() {
    assertThat(OnnxFile.read(model(loops(30)).bytes()).operators()).hasSize(2);
    assertCorrupt(model(loops(31)), "graphs within each other (at most 30)");
  }

  private static Proto loops(int count) {
    Proto graph = OnnxProto.nodes(node("", "Relu"));
    for (int depth = 0; depth < count; depth++) {
      Proto body = OnnxProto.attribute("body", 6, graph, 5);
      graph = OnnxProto.nodes(node("", "Loop").add(5, body));
    }
    return graph;
  }

  private static void assertCorrupt(Proto model, String message) {
    assertThatThrownBy(() -> OnnxFile.read(model.bytes()))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith("Cannot read ONNX file: " + message);
  }

  @Test
  void namesEveryKindOfValue() {
    Proto empty = Proto.message();
    Proto sequence = Proto.message().add(1, Proto.message().add(1, empty));
    Proto graph = OnnxProto.nodes(node("", "Relu"));
    graph.add(12, OnnxProto.typed("a", 4, sequence));
    graph.add(12, OnnxProto.typed("b", 5, empty));
    graph.add(12, OnnxProto.typed("c", 7, empty));
    graph.add(12, OnnxProto.typed("d", 8, empty));
    graph.add(12, OnnxProto.typed("e", 9, empty));
    graph.add(12, Proto.message().text(1, "f"));
    graph.add(12, OnnxProto.typed("g", 1, Proto.message().number(1, 10)));
    graph.add(12, OnnxProto.value("h", 99, 1, -1));

    List<OnnxValue> outputs = OnnxFile.read(model(graph).bytes()).outputs();

    assertThat(outputs)
        .hasToString(
            "[a, a sequence, b, a map, c, a value of an own type, d, a sparse tensor, e, a optional"
                + " value, f, a value of no type, g float16 of any shape, h type 99 [1, -1]]");
    assertThat(outputs).allMatch(output -> output.type().isEmpty());
  }
}
