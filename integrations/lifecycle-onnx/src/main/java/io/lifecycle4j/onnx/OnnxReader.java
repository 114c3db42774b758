package io.lifecycle4j.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the messages of a {@code ModelProto}, as far as they matter before a file is loaded: all
 * nodes and all tensors, wherever they are.
 *
 * <p>The numbers of fields are those of onnx.proto, of ONNX 1.17. Fields that it does not define
 * are skipped, as ONNX Runtime does.
 */
final class OnnxReader {
  /** The most graphs within each other. Protocol Buffers allows 33, three messages for each. */
  private static final int MAX_DEPTH = 30;

  private static final int MAX_DIMENSIONS = 64;
  private static final int MAX_EXTERNAL = 8;

  private final Map<String, Long> opsets = new TreeMap<>();
  private final List<OnnxValue> inputs = new ArrayList<>();
  private final List<OnnxValue> outputs = new ArrayList<>();
  private final Set<String> operators = new TreeSet<>();
  private final Map<String, String> producers = new HashMap<>();
  private final Set<String> initialized = new HashSet<>();
  private final List<String> external = new ArrayList<>();
  private final List<String> functions = new ArrayList<>();
  private long irVersion;
  private int graphs;

  /** Reads a ModelProto. */
  OnnxFile read(ProtoReader in) {
    while (in.next()) {
      switch (in.field()) {
        case 1 -> irVersion = in.number();
        case 7 -> {
          graphs++;
          graph(in.message(), 0);
        }
        case 8 -> opset(in.message());
        case 20 -> functions.add("training information");
        case 25 -> functions.add(function(in.message()));
        default -> {}
      }
    }
    if (graphs != 1) {
      throw in.corrupt(graphs + " graphs (must be 1; is it a file in the ONNX format?)");
    }
    inputs.removeIf(input -> initialized.contains(input.name()));
    producers.keySet().retainAll(outputs.stream().map(OnnxValue::name).toList());
    return new OnnxFile(
        irVersion,
        Map.copyOf(opsets),
        List.copyOf(inputs),
        List.copyOf(outputs),
        Set.copyOf(operators),
        Map.copyOf(producers),
        List.copyOf(external),
        List.copyOf(functions));
  }

  private void opset(ProtoReader in) {
    String domain = "";
    long version = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> domain = in.text();
        case 2 -> version = in.number();
        default -> {}
      }
    }
    opsets.put(domain.isEmpty() ? OnnxFile.STANDARD : domain, version);
  }

  private static String function(ProtoReader in) {
    String name = "";
    while (in.next()) {
      name = in.field() == 1 ? in.text() : name;
    }
    return "function " + name;
  }

  private void graph(ProtoReader in, int depth) {
    if (depth > MAX_DEPTH) {
      throw in.corrupt("graphs within each other (at most " + MAX_DEPTH + ")");
    }
    while (in.next()) {
      switch (in.field()) {
        case 1 -> node(in.message(), depth);
        case 5 -> initializer(tensor(in.message()), depth);
        case 11 -> value(in.message(), depth, inputs);
        case 12 -> value(in.message(), depth, outputs);
        case 15 -> initializer(sparse(in.message()), depth);
        default -> {}
      }
    }
  }

  private void initializer(String name, int depth) {
    if (depth == 0) {
      initialized.add(name);
    }
  }

  private void node(ProtoReader in, int depth) {
    String domain = "";
    String operator = "";
    List<String> made = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 2 -> made.add(in.text());
        case 4 -> operator = in.text();
        case 5 -> attribute(in.message(), depth);
        case 7 -> domain = in.text();
        default -> {}
      }
    }
    operators.add((domain.isEmpty() ? OnnxFile.STANDARD : domain) + " " + operator);
    if (depth == 0) {
      String producer = operator;
      made.forEach(output -> producers.put(output, producer));
    }
  }

  private void attribute(ProtoReader in, int depth) {
    while (in.next()) {
      switch (in.field()) {
        case 5, 10 -> tensor(in.message());
        case 6, 11 -> graph(in.message(), depth + 1);
        case 22, 23 -> sparse(in.message());
        default -> {}
      }
    }
  }

  /** Returns the name of a tensor. */
  private String tensor(ProtoReader in) {
    String name = "";
    String location = "";
    boolean outside = false;
    while (in.next()) {
      switch (in.field()) {
        case 8 -> name = in.text();
        case 13 -> {
          outside = true;
          location = entry(in.message(), location);
        }
        case 14 -> outside |= in.number() != 0;
        default -> {}
      }
    }
    if (outside && external.size() < MAX_EXTERNAL) {
      external.add(location);
    }
    return name;
  }

  private static String entry(ProtoReader in, String before) {
    String key = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.text();
        case 2 -> value = in.text();
        default -> {}
      }
    }
    return key.equals("location") ? value : before;
  }

  private String sparse(ProtoReader in) {
    String name = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = tensor(in.message());
        case 2 -> tensor(in.message());
        default -> {}
      }
    }
    return name;
  }

  private static void value(ProtoReader in, int depth, List<OnnxValue> values) {
    if (depth > 0) {
      return;
    }
    String name = "";
    OnnxValue type = new OnnxValue("", "value of no type", 0, Optional.empty());
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.text();
        case 2 -> type = type(in.message());
        default -> {}
      }
    }
    values.add(new OnnxValue(name, type.kind(), type.element(), type.dimensions()));
  }

  private static OnnxValue type(ProtoReader in) {
    OnnxValue type = new OnnxValue("", "value of no type", 0, Optional.empty());
    while (in.next()) {
      type =
          switch (in.field()) {
            case 1 -> tensorType(in.message());
            case 4 -> kind(maps(in.message()) ? OnnxFile.MAPS : "sequence");
            case 5 -> kind("map");
            case 7 -> kind("value of an own type");
            case 8 -> kind("sparse tensor");
            case 9 -> kind("optional value");
            default -> type;
          };
    }
    return type;
  }

  private static OnnxValue kind(String kind) {
    return new OnnxValue("", kind, 0, Optional.empty());
  }

  /** Returns whether a sequence has elements of the type map. */
  private static boolean maps(ProtoReader sequence) {
    boolean maps = false;
    while (sequence.next()) {
      ProtoReader element = sequence.message();
      while (element.next()) {
        maps |= element.field() == 5;
      }
    }
    return maps;
  }

  private static OnnxValue tensorType(ProtoReader in) {
    int element = 0;
    Optional<List<Long>> dimensions = Optional.empty();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> element = (int) in.number();
        case 2 -> dimensions = Optional.of(dimensions(in.message()));
        default -> {}
      }
    }
    return new OnnxValue("", OnnxValue.TENSOR, element, dimensions);
  }

  private static List<Long> dimensions(ProtoReader in) {
    List<Long> dimensions = new ArrayList<>();
    while (in.next()) {
      if (in.field() == 1) {
        long size = -1;
        ProtoReader dimension = in.message();
        while (dimension.next()) {
          size = dimension.field() == 1 ? Math.max(-1, dimension.number()) : size;
        }
        dimensions.add(size);
      }
      if (dimensions.size() > MAX_DIMENSIONS) {
        throw in.corrupt("a tensor has more than " + MAX_DIMENSIONS + " dimensions");
      }
    }
    return List.copyOf(dimensions);
  }
}
