package io.lifecycle4j.core.model.network;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order of layers: one sequence, or branches for several inputs and a sequence after their
 * concatenation: {@code branch("image", conv(8,3) flatten) branch("age") concat dense(16)}.
 *
 * @param branches none if there is only one input
 * @param layers the layers after the input, or after the concatenation
 */
public record Layout(List<Branch> branches, List<Layer> layers) {
  private static final String BRANCH = "branch(\"";
  private static final String CONCAT = "concat";

  /** The layers of one input. */
  public record Branch(String input, List<Layer> layers) {
    String text() {
      String inner = LayerText.print(layers);
      return BRANCH + input + (inner.isEmpty() ? "\")" : "\", " + inner + ")");
    }
  }

  /** Checks and copies the parts. */
  public Layout {
    branches = List.copyOf(branches);
    layers = List.copyOf(layers);
    Set<String> inputs = new HashSet<>();
    for (Branch branch : branches) {
      check(inputs.add(branch.input), "Invalid network: two branches for %s", branch.input);
      check(
          !branch.input.isEmpty() && branch.input.indexOf('"') < 0,
          "Invalid branch: '%s' (must be the name of an input, without quotation marks)",
          branch.input);
    }
    LayerText.checkCount(
        count(layers) + branches.stream().mapToInt(branch -> count(branch.layers) + 1).sum());
  }

  private static int count(List<Layer> layers) {
    return layers.stream().mapToInt(Layer::count).sum();
  }

  /**
   * Parses what {@link #text} returned.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if a layer is unknown or out of range
   */
  public static Layout parse(String text) {
    List<Branch> branches = new ArrayList<>();
    List<Layer> layers = new ArrayList<>();
    boolean joined = false;
    for (String word : LayerText.words(text)) {
      if (word.startsWith(BRANCH)) {
        checkOpen(joined, layers, word);
        branches.add(branch(word));
      } else if (word.equals(CONCAT)) {
        check(!branches.isEmpty() && !joined, "Invalid network: %s", "concat without branches");
        joined = true;
      } else {
        checkJoined(branches, joined);
        layers.add(LayerText.layer(word, 0));
      }
      LayerText.checkCount(branches.size() + layers.size());
    }
    checkJoined(branches, joined);
    return new Layout(branches, layers);
  }

  /** Throws if branches are followed by something else than their concatenation. */
  public static void checkJoined(List<Branch> branches, boolean joined) {
    check(
        branches.isEmpty() || joined,
        "Invalid network: %s branches are not joined (add concat after the last one)",
        branches.size());
  }

  /** Throws if a branch cannot be added, because other layers precede it. */
  public static void checkOpen(boolean joined, List<Layer> layers, String branch) {
    check(
        !joined && layers.isEmpty(),
        "Invalid network: %s after other layers (branches come first)",
        branch);
  }

  /** Returns the line of text that {@link #parse} reads. */
  public String text() {
    List<String> words = new ArrayList<>();
    branches.forEach(branch -> words.add(branch.text()));
    if (!branches.isEmpty()) {
      words.add(CONCAT);
    }
    layers.forEach(layer -> words.add(layer.text()));
    return String.join(" ", words);
  }

  /**
   * A layer with its position.
   *
   * @param id its {@linkplain LayerNames name}
   * @param name the position, in words
   * @param input the shape of its input for a row
   * @param output the shape of its output for a row
   */
  public record Placed(
      Layer layer, String id, String name, List<Integer> input, List<Integer> output) {
    /** Returns the shapes of its parameters and buffered values by their whole names. */
    Map<String, List<Long>> shapes() {
      Map<String, List<Long>> shapes = new LinkedHashMap<>();
      layer.shapes(input).forEach((part, shape) -> shapes.put(LayerNames.of(id, part), shape));
      return shapes;
    }

    /** Returns the numbers that training remembers of a row, the outputs and what leads to them. */
    public long numbers() {
      return layer.numbers(input, output);
    }

    /** Returns the number of its parameters. */
    public long parameters() {
      return layer.parameters(input);
    }

    @Override
    public String toString() {
      return name + ", " + layer.text() + ", on " + input;
    }
  }

  /**
   * Connects the layers between the inputs and the output.
   *
   * @return the layers of the branches, those after them, the output layer, in this order
   * @throws io.lifecycle4j.error.InvalidValueException if there is more than one output, an input
   *     has no layers, or a layer does not fit the previous one
   */
  public List<Placed> place(Signature signature) {
    TensorSpec output = signature.outputs().get(0);
    check(
        signature.outputs().size() == 1
            && output.type() == TensorType.FLOAT32
            && output.row().size() == 1,
        "Invalid network: layers cannot go from %s (they need one output of float32 [-1, n]; use a"
            + " block of your own for others)",
        signature);
    Placement placement = new Placement();
    List<Integer> joined = placement.inputs(this, signature.inputs());
    placement.end(layers, output(signature), joined, branches.isEmpty());
    return placement.placed();
  }

  /** Returns the layer after all others, which no text names. */
  public static Layer output(Signature signature) {
    return Layer.of("dense", signature.outputs().get(0).numbers());
  }

  private static Branch branch(String word) {
    int quote = word.indexOf('"', BRANCH.length());
    boolean closed = quote > 0 && word.endsWith(")");
    String rest = closed ? word.substring(quote + 1, word.length() - 1).strip() : "";
    check(
        closed && (rest.isEmpty() || rest.startsWith(",")),
        "Invalid branch: %s (must be such as branch(\"image\", conv(8,3) relu flatten))",
        word);
    String inner = rest.isEmpty() ? "" : rest.substring(1);
    return new Branch(word.substring(BRANCH.length(), quote), LayerText.parse(inner));
  }
}
