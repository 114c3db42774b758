package io.lifecycle4j.onnx;

import static io.lifecycle4j.onnx.OnnxModels.input;
import static io.lifecycle4j.onnx.OnnxModels.output;
import static io.lifecycle4j.onnx.OnnxModels.probabilities;
import static io.lifecycle4j.onnx.OnnxProto.model;
import static io.lifecycle4j.onnx.OnnxProto.node;
import static io.lifecycle4j.onnx.OnnxProto.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxMatchingTest {
  private static final Signature ONE =
      new Signature(
          List.of(TensorSpec.float32("features", 2)), List.of(TensorSpec.float32("scores", 3)));

  private static final Signature TWO =
      new Signature(
          List.of(TensorSpec.float32("a", 2), TensorSpec.float32("b", 2)),
          List.of(TensorSpec.float32("p", 1), TensorSpec.float32("q", 1)));

  private static Proto graph(String operator, Proto... inputs) {
    Proto graph = OnnxProto.nodes(node("", operator, inputs.length == 0 ? "x" : "", "y"));
    for (Proto input : inputs.length == 0 ? new Proto[] {value("x", 1, -1, 2)} : inputs) {
      graph.add(11, input);
    }
    return graph;
  }

  private static String matched(Proto graph, Signature wanted, OnnxLink... links) {
    OnnxFile file = OnnxFile.read(model(graph).bytes());
    return new OnnxMatching(file, wanted).complete(OnnxBinding.of(List.of(links))).architecture();
  }

  @Test
  void linksTheOnlyInputAndTheOnlyOutput() {
    assertThat(matched(graph("MatMul").add(12, value("y", 1, -1, 3)), ONE))
        .isEqualTo(
            "{\"inputs\":[{\"inFile\":\"x\",\"name\":\"features\",\"numbers\":\"VALUES\"}],"
                + "\"outputs\":[{\"inFile\":\"y\",\"name\":\"scores\",\"numbers\":\"VALUES\"}]}");
  }

  @Test
  void linksSeveralByNameOrAsGiven() {
    Proto graph = graph("MatMul", value("b", 1, -1, 2), value("x", 1, -1, 2));
    graph.add(12, value("q", 1, -1)).add(12, value("y", 11, -1, 1)).add(12, value("z", 8, -1));

    String architecture = matched(graph, TWO, input("a", "x"), output("p", "y"));

    assertThat(architecture)
        .contains("{\"inFile\":\"x\",\"name\":\"a\"")
        .contains("{\"inFile\":\"b\",\"name\":\"b\"")
        .contains("{\"inFile\":\"y\",\"name\":\"p\"")
        .contains("{\"inFile\":\"q\",\"name\":\"q\"");
    refused(
        () -> matched(graph, TWO),
        "no input is named a (it has [b float32 [-1, 2], x float32 [-1, 2]]:"
            + " link each by input(\"a\", \"…\"))");
    refused(
        () -> matched(graph, TWO, input("a", "x")),
        "no output is named p (it has [q float32 [-1], y float64 [-1, 1], z string [-1]]:"
            + " link one by output(\"…\") or probabilities(\"…\"))");
    refused(
        () -> matched(graph, TWO, input("a", "b"), output("p", "y")),
        "its inputs are [b float32 [-1, 2], x float32 [-1, 2]] (the preprocessing makes"
            + " [a float32 [-1, 2], b float32 [-1, 2]]: each must go to one)");
  }

  @Test
  void refusesInputsOfAnotherShapeOrType() {
    String wanted = " (the preprocessing makes features float32 [-1, 2];";
    for (Proto input : List.of(value("x", 1, -1, 3), value("x", 1, -1), value("x", 1))) {
      refused(() -> matched(graph("MatMul", input), ONE), "its input is x float32 [");
    }
    refused(
        () -> matched(graph("MatMul", value("x", 1, 1, 2)), ONE),
        "its input is x float32 [1, 2]" + wanted + " the number of rows must be free)");
    refused(
        () -> matched(graph("MatMul", value("x", 11, -1, 2)), ONE),
        "its input is x float64 [-1, 2]" + wanted);
    refused(
        () -> matched(graph("MatMul", value("x", 8, -1, 2)), ONE),
        "its input is x string [-1, 2]" + wanted);
    refused(
        () -> matched(graph("Add", value("x", 1, -1, 2), value("z", 1, -1, 2)), ONE),
        "no input is named features (it has [x float32 [-1, 2], z float32 [-1, 2]]");
  }

  @Test
  void refusesOutputsOfAnotherShapeOrType() {
    for (Proto output :
        List.of(value("y", 1, -1, 4), value("y", 1), value("y", 1, 5, 3), value("y", 8, -1, 3))) {
      refused(() -> matched(graph("MatMul").add(12, output), ONE), "its output is y ");
    }
    assertThat(matched(graph("MatMul").add(12, value("y", 1, -1, -1)), ONE)).contains("\"y\"");
  }

  @Test
  void wantsToKnowWhatProbabilitiesAre() {
    Proto softmax = graph("Softmax").add(12, value("y", 1, -1, 3));

    refused(
        () -> matched(softmax, ONE),
        "its output y is made by Softmax (say what it is: probabilities(\"y\") or output(\"y\"))");
    assertThat(matched(softmax, ONE, probabilities("y"))).contains("CLASS_PROBABILITIES");
    assertThat(matched(softmax, ONE, output("y"))).doesNotContain("PROBABILITIES");
    assertThat(matched(softmax, ONE, OnnxModels.labelProbabilities("y")))
        .contains("LABEL_PROBABILITIES");
  }

  @Test
  void refusesMapsWithTheCure() {
    OnnxFile file = OnnxFile.read(External.bytes("wine-zipmap.onnx"));

    refused(
        () -> new OnnxMatching(file, External.WINE).complete(OnnxBinding.of(List.of())),
        "its output is output_probability, a sequence of maps (must be a tensor: export it with"
            + " options={id(model): {\"zipmap\": False}})");
  }

  @Test
  void refusesLinksThatNameNothing() {
    Proto graph = graph("MatMul").add(12, value("y", 1, -1, 3));

    invalid(
        () -> matched(graph, ONE, output("scores", "z")),
        "Invalid link: output z of the file (it has [y float32 [-1, 3]])");
    invalid(
        () -> matched(graph, ONE, input("rows", "x")),
        "Invalid link: input rows of the model (it has [features])");
    invalid(
        () -> matched(graph, TWO, output("y")),
        "Invalid link: output without a name of the model (it has [p, q])");
    invalid(
        () -> OnnxBinding.of(List.of(output("y"), probabilities("z"))),
        "Invalid links: output from z (it is linked twice)");
    invalid(() -> output(""), "Invalid link: the name in the file is empty (must be given)");
  }

  private static void refused(Runnable matching, String message) {
    failed(matching, UntrustedModelException.class, "Cannot load ONNX file: " + message);
  }

  private static void invalid(Runnable matching, String message) {
    failed(matching, InvalidValueException.class, message);
  }

  private static void failed(
      Runnable matching, Class<? extends LifecycleException> type, String message) {
    assertThatThrownBy(matching::run).isInstanceOf(type).hasMessageStartingWith(message);
  }
}
