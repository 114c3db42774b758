package io.lifecycle4j.onnx;

import static io.lifecycle4j.onnx.OnnxProto.graph;
import static io.lifecycle4j.onnx.OnnxProto.model;
import static io.lifecycle4j.onnx.OnnxProto.node;
import static io.lifecycle4j.onnx.OnnxProto.opset;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.UntrustedModelException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxPolicyTest {
  private static final String UNKNOWN =
      "it uses operators that are not on the list of allowed ones: ";

  private static final Proto RELU = graph(node("", "Relu"));

  @ParameterizedTest
  @ValueSource(strings = {"wine-boosted", "wine-mlp", "wine-alcohol", "wine-zipmap", "embedding"})
  void acceptsFilesOfScikitLearnAndOnnx(String name) {
    OnnxFile file = OnnxFile.read(External.bytes(name + ".onnx"));

    assertThatCode(() -> OnnxPolicy.check(file)).doesNotThrowAnyException();
  }

  @Test
  void acceptsWhatOnnxRuntimeSupports() {
    for (long ir = 3; ir <= 10; ir++) {
      accepted(model(ir, RELU).add(8, opset("", 17)));
    }
    for (long version = 7; version <= 22; version++) {
      accepted(model(9, RELU).add(8, opset("ai.onnx", version)));
    }
    accepted(model(RELU).add(8, opset("ai.onnx.ml", 5)).add(8, opset("com.microsoft", 1)));
  }

  private static void accepted(Proto model) {
    OnnxPolicy.check(OnnxFile.read(model.bytes()));
  }

  @Test
  void refusesAnotherVersionOfTheFormat() {
    String cure = " (must be 3 to 10: set model.ir_version = 9 before it is saved)";
    refused(model(11, RELU).add(8, opset("", 17)), "its IR version is 11" + cure);
    refused(model(2, RELU).add(8, opset("", 17)), "its IR version is 2" + cure);
    refused(Proto.message().add(7, RELU), "its IR version is 0" + cure);
  }

  @Test
  void refusesAnotherOpset() {
    refused(
        model(9, RELU).add(8, opset("", 23)),
        "its opset of ai.onnx is 23 (must be 7 to 22: export it for opset 17)");
    refused(
        model(9, RELU).add(8, opset("", 6)),
        "its opset of ai.onnx is 6 (must be 7 to 22: export it for opset 17)");
    refused(
        model(RELU).add(8, opset("ai.onnx.ml", 6)),
        "its opset of ai.onnx.ml is 6 (must be 1 to 5: export it for opset 17)");
    refused(model(9, RELU), "it names no opset (must be at least one)");
    refused(
        model(RELU).add(8, opset("my.domain", 1)),
        "it needs operators of the domain my.domain"
            + " (must be of [ai.onnx, ai.onnx.ml, com.microsoft])");
  }

  @Test
  void refusesWeightsOutsideTheFile() {
    for (String location : new String[] {"/etc/passwd", "*/_ORT_MEM_ADDR_/*", "weights.bin"}) {
      Proto outside = OnnxProto.outside("w", location);
      Proto sparse = Proto.message().add(1, OnnxProto.outside("w", location));
      Proto attribute = OnnxProto.attribute("value", 5, outside, 4);
      Proto several = OnnxProto.attribute("values", 10, outside, 9);
      Proto ofSparse = OnnxProto.attribute("value", 22, sparse, 11);

      assertOutside(graph(node("", "Relu")).add(5, outside), location);
      assertOutside(graph(node("", "Relu")).add(15, sparse), location);
      assertOutside(graph(node("", "Constant").add(5, attribute)), location);
      assertOutside(graph(node("", "Constant").add(5, several)), location);
      assertOutside(graph(node("", "Constant").add(5, ofSparse)), location);
    }
    // Only the flag, whose upper half a reader of 32 bits drops.
    Proto flagged = Proto.message().text(8, "w").number(14, 0x1_0000_0001L);
    assertOutside(graph(node("", "Relu")).add(5, flagged), "");
  }

  private static void assertOutside(Proto graph, String location) {
    refused(
        model(graph),
        "weights are outside the file, at "
            + location
            + " (must be inside:"
            + " onnx.save_model(onnx.load(path), file, save_as_external_data=False))");
  }

  @Test
  void refusesOperatorsThatAreNotOnTheList() {
    refused(
        model(graph(node("com.microsoft", "EPContext"))),
        UNKNOWN
            + "com.microsoft EPContext (must be of standard ONNX, or of com.microsoft for optimized"
            + " networks)");
    refused(
        model(graph(node("", "ReadFile"), node("my", "Relu"), node("", "Relu"))),
        UNKNOWN + "ai.onnx ReadFile, my Relu (must be of");
    Proto inner = OnnxProto.nodes(node("com.microsoft", "EPContext"));
    Proto body = OnnxProto.attribute("body", 6, inner, 5);
    refused(model(graph(node("", "Loop").add(5, body))), UNKNOWN + "com.microsoft EPContext");
    Proto branches = OnnxProto.attribute("branches", 11, inner, 10);
    refused(model(graph(node("", "If").add(5, branches))), UNKNOWN + "com.microsoft EPContext");
  }

  @Test
  void showsAtMostFiveOperators() {
    Proto[] nodes = new Proto[6];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = node("my", "Op" + i);
    }
    refused(model(graph(nodes)), UNKNOWN + "my Op0, my Op1, my Op2, my Op3, my Op4, … (must be of");
    refused(
        model(graph(Arrays.copyOf(nodes, 5))),
        UNKNOWN + "my Op0, my Op1, my Op2, my Op3, my Op4 (must be of");
  }

  @Test
  void refusesFunctionsAndTraining() {
    Proto function = Proto.message().text(1, "mine").add(7, node("evil", "Run"));
    refused(
        model(RELU).add(25, function),
        "it defines function mine (must be operators only; functions:"
            + " onnx.inliner.inline_local_functions(model))");
    refused(model(RELU).add(20, Proto.message()), "it defines training information (must be");
  }

  private static void refused(Proto model, String message) {
    assertThatThrownBy(() -> OnnxPolicy.check(OnnxFile.read(model.bytes())))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith("Cannot load ONNX file: " + message);
  }
}
