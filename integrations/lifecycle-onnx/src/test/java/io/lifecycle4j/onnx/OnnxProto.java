package io.lifecycle4j.onnx;

/** Writes small files in the ONNX format: a graph from input {@code x} to output {@code y}. */
final class OnnxProto {
  private OnnxProto() {}

  /** Returns a file of this graph, of opset 17 and IR version 9. */
  static Proto model(Proto graph) {
    return model(9, graph).add(8, opset("", 17));
  }

  static Proto model(long ir, Proto graph) {
    return Proto.message().number(1, ir).add(7, graph);
  }

  static Proto opset(String domain, long version) {
    return Proto.message().text(1, domain).number(2, version);
  }

  /** Returns a graph of these nodes, with an input and an output of rows of 2 numbers. */
  static Proto graph(Proto... nodes) {
    Proto graph = nodes(nodes).text(2, "graph");
    return graph.add(11, value("x", 1, -1, 2)).add(12, value("y", 1, -1, 2));
  }

  static Proto nodes(Proto... nodes) {
    Proto graph = Proto.message();
    for (Proto node : nodes) {
      graph.add(1, node);
    }
    return graph;
  }

  static Proto node(String domain, String operator) {
    return node(domain, operator, "x", "y");
  }

  static Proto node(String domain, String operator, String input, String output) {
    return Proto.message().text(1, input).text(2, output).text(4, operator).text(7, domain);
  }

  /** Returns a description of a tensor; -1 is a dimension of any size. */
  static Proto value(String name, long element, long... dimensions) {
    Proto shape = Proto.message();
    for (long dimension : dimensions) {
      Proto one = Proto.message();
      shape.add(1, dimension < 0 ? one.text(2, "any") : one.number(1, dimension));
    }
    return typed(name, 1, Proto.message().number(1, element).add(2, shape));
  }

  static Proto typed(String name, int kind, Proto type) {
    return Proto.message().text(1, name).add(2, Proto.message().add(kind, type));
  }

  /** Returns a tensor whose numbers are in another file. */
  static Proto outside(String name, String location) {
    Proto entry = Proto.message().text(1, "location").text(2, location);
    return Proto.message().number(1, 2).number(2, 1).text(8, name).add(13, entry).number(14, 1);
  }

  static Proto attribute(String name, int field, Proto value, int type) {
    return Proto.message().text(1, name).add(field, value).number(20, type);
  }
}
