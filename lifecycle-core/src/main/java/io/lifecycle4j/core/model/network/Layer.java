package io.lifecycle4j.core.model.network;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A layer in the description of a network: its kind, its settings, and the layers in it. */
public final class Layer {
  /** The kind whose layers read ids. */
  public static final String EMBEDDING = "embedding";

  private final LayerKind kind;
  private final List<Double> values;
  private final List<List<Layer>> ways;

  private Layer(LayerKind kind, List<Double> values, List<List<Layer>> ways) {
    this.kind = kind;
    this.values = List.copyOf(values);
    this.ways = ways.stream().map(List::copyOf).toList();
  }

  /**
   * Returns a layer.
   *
   * @param kind the name of a kind
   * @param required the settings that have no default, in their order
   * @throws io.lifecycle4j.error.InvalidValueException if a setting is out of range
   */
  public static Layer of(String kind, Number... required) {
    LayerKind known = LayerKinds.named(kind);
    List<Double> values = new ArrayList<>();
    int given = 0;
    for (Setting setting : known.settings()) {
      Double otherwise = setting.otherwise();
      double value = otherwise == null ? required[given++].doubleValue() : otherwise;
      setting.checkValue(value);
      values.add(value);
    }
    return new Layer(known, values, List.of());
  }

  /** Returns this layer with another value of a setting; throws like {@link #of}. */
  public Layer with(String setting, Number value) {
    int place = place(setting);
    kind.settings().get(place).checkValue(value.doubleValue());
    List<Double> others = new ArrayList<>(values);
    others.set(place, value.doubleValue());
    return new Layer(kind, others, ways);
  }

  /** Returns a layer that adds its input to the output of layers. */
  public static Layer residual(List<Layer> layers) {
    check(!layers.isEmpty(), "Invalid layer: residual without layers (must have at least one)");
    return of(ResidualKind.NAME, List.of(layers));
  }

  /**
   * Returns a layer that concatenates what several sequences of layers make of its input.
   *
   * @param ways at least two; one without layers passes the input on
   */
  public static Layer concat(List<List<Layer>> ways) {
    check(
        ways.size() >= 2 && ways.stream().anyMatch(way -> !way.isEmpty()),
        "Invalid layer: concat of %s ways (must be at least two, one of them with layers)",
        ways.size());
    return of(ConcatKind.NAME, ways);
  }

  private static Layer of(String kind, List<List<Layer>> ways) {
    check(
        ways.stream().flatMap(List::stream).noneMatch(layer -> layer.isA(EMBEDDING)),
        "Invalid layer: embedding in %s (must be the first of an input of ids)",
        kind);
    return new Layer(LayerKinds.named(kind), List.of(), ways);
  }

  /** Returns the names of all kinds. */
  public static Set<String> kinds() {
    return LayerKinds.names();
  }

  /** Returns the name of the kind. */
  public String kind() {
    return kind.name();
  }

  /** Returns whether the layer is of a kind. */
  public boolean isA(String name) {
    return kind.name().equals(name);
  }

  /** Returns a setting that is a whole number. */
  public int integer(String setting) {
    return (int) number(setting);
  }

  /** Returns a setting. */
  public double number(String setting) {
    return values.get(place(setting));
  }

  /** Returns whether the layer has a setting. */
  public boolean has(String setting) {
    return kind.settings().stream().anyMatch(known -> known.name().equals(setting));
  }

  private int place(String setting) {
    for (int i = 0; i < values.size(); i++) {
      if (kind.settings().get(i).name().equals(setting)) {
        return i;
      }
    }
    throw new IllegalArgumentException(kind.name() + " has no " + setting);
  }

  /** Returns the sequences of layers in this layer; none in most. */
  public List<List<Layer>> ways() {
    return ways;
  }

  /** Returns how many layers this is, with those in it. */
  int count() {
    return 1 + ways.stream().flatMap(List::stream).mapToInt(Layer::count).sum();
  }

  /** Returns the text that {@link LayerText} parses. */
  public String text() {
    if (!ways.isEmpty()) {
      return ways.stream()
          .map(LayerText::print)
          .collect(Collectors.joining(", ", kind.name() + "(", ")"));
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Setting setting = kind.settings().get(i);
      String value = setting.shown(values.get(i));
      if (setting.otherwise() == null) {
        parts.add(value);
      } else if (!setting.otherwise().equals(values.get(i))) {
        parts.add(setting.name() + "=" + value);
      }
    }
    return parts.isEmpty() ? kind.name() : kind.name() + "(" + String.join(",", parts) + ")";
  }

  /** Returns why the shape of an input, without the batch, is invalid; null if it is valid. */
  @Nullable String problem(List<Integer> input) {
    return kind.problem(this, input);
  }

  /** Returns the shape of the output for a valid input. */
  public List<Integer> output(List<Integer> input) {
    return kind.output(this, input);
  }

  /**
   * Returns how many positions of the output are used, and not padding, if so many of the input
   * are.
   */
  public int used(int positions) {
    return kind.used(this, positions);
  }

  /**
   * Returns the shapes of the parameters and buffered values by their names, in the order of a
   * file, for a valid input.
   */
  Map<String, List<Long>> shapes(List<Integer> input) {
    return kind.shapes(this, input);
  }

  /** Returns the number of parameters and buffered values, for a valid input. */
  long parameters(List<Integer> input) {
    return shapes(input).values().stream().mapToLong(Placement::numbers).reduce(0, Placement::sum);
  }

  /**
   * Returns the numbers that the layer computes on the way for a row, of which each needs memory in
   * training, for a valid input.
   */
  long numbers(List<Integer> input, List<Integer> output) {
    return Placement.sum(Placement.numbers(output), kind.between(this, input));
  }

  /**
   * Returns the work of plain Java for a row, in multiply-adds of a matrix, for a valid input;
   * infinite if it cannot run the layer.
   */
  double work(List<Integer> input) {
    return kind.work(this, input);
  }

  /** Returns what computes the layer; null if it changes nothing in a prediction. */
  @Nullable Kernel kernel(List<Integer> input, LayerKind.Numbers numbers) {
    return kind.kernel(this, input, numbers);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Layer layer
        && layer.kind == kind
        && layer.values.equals(values)
        && layer.ways.equals(ways);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind.name(), values, ways);
  }

  @Override
  public String toString() {
    return text();
  }
}
