package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.model.network.Layer;
import io.lifecycle4j.core.model.network.Layout;
import io.lifecycle4j.error.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Builds a {@link Network} from layers, in order from the input. Not thread-safe.
 *
 * <p>An image is {@code [channels, rows, columns]}. A text or a series is {@code [positions,
 * numbers]}.
 */
public final class NetworkBuilder extends ActivationLayers {
  private final List<Layout.Branch> branches = new ArrayList<>();
  private final List<Layer> layers = new ArrayList<>();
  private boolean joined;

  NetworkBuilder() {}

  /**
   * Adds a branch: layers on one of several inputs. Branches come first, one for each input, and
   * {@link #concat} after them. A branch ends in one dimension.
   *
   * @param input the name of the input: {@code features} for the numbers of all columns, or the
   *     name of the column that is an input of its own
   * @param layers adds the layers, or returns its argument for an input without layers
   * @return this builder
   */
  public NetworkBuilder branch(String input, UnaryOperator<NetworkBuilder> layers) {
    required(input, "input of a branch");
    Layout.checkOpen(joined, this.layers, "branch " + input);
    branches.add(new Layout.Branch(input, inner("branch " + input, layers)));
    return this;
  }

  /**
   * Concatenates the ends of all branches: the layers after it receive the numbers of all branches,
   * in the order in which they were added.
   *
   * @return this builder
   */
  public NetworkBuilder concat() {
    check(!branches.isEmpty() && !joined, "Invalid network: concat without branches");
    joined = true;
    return this;
  }

  /** Returns the layers that a function adds. */
  private static List<Layer> inner(String what, UnaryOperator<NetworkBuilder> layers) {
    NetworkBuilder inner =
        required(required(layers, "layers").apply(new NetworkBuilder()), "layers of " + what);
    check(inner.branches.isEmpty(), "Invalid %s: it has branches (must be layers)", what);
    return List.copyOf(inner.layers);
  }

  /**
   * Adds the layers of a text, as {@link Network#parse} reads them, without branches.
   *
   * @param text such as {@code conv(8,3,padding=1) relu}
   * @return this builder
   */
  public NetworkBuilder layers(String text) {
    Layout layout = Layout.parse(required(text, "layers"));
    check(layout.branches().isEmpty(), "Invalid layers: they have branches (must have none)");
    layout.layers().forEach(this::add);
    return this;
  }

  /**
   * Adds the sum of the input and of what layers make of it, which must have the same shape (He and
   * others 2015).
   *
   * @param layers adds the layers
   * @return this builder
   */
  public NetworkBuilder residual(UnaryOperator<NetworkBuilder> layers) {
    return add(Layer.residual(inner("residual", layers)));
  }

  /**
   * Adds what several sequences of layers make of the same input, one after the other: the channels
   * of images, else the numbers of a row or of each position. All else of their shapes is the same.
   *
   * @param first adds the layers of the first sequence, or returns its argument for the input
   * @param others add those of the others
   * @return this builder
   */
  @SafeVarargs
  public final NetworkBuilder concat(
      UnaryOperator<NetworkBuilder> first, UnaryOperator<NetworkBuilder>... others) {
    List<List<Layer>> ways = new ArrayList<>(List.of(inner("concat", first)));
    for (UnaryOperator<NetworkBuilder> other : required(others, "layers of concat")) {
      ways.add(inner("concat", other));
    }
    return add(Layer.concat(ways));
  }

  /**
   * Adds a fully connected layer on one dimension, or on the numbers of each position.
   *
   * @param units the number of outputs
   * @return this builder
   */
  public NetworkBuilder dense(int units) {
    return add(Layer.of("dense", units));
  }

  /**
   * Adds a convolution of images, by default with stride 1, without padding, in one group: {@code
   * [channels, rows, columns]} becomes {@code [filters, rows - kernel + 1, columns - kernel + 1]}.
   * See {@link #stride}, {@link #padding} and {@link #groups}.
   *
   * @param filters the number of output channels
   * @param kernel rows and columns of the kernel
   * @return this builder
   */
  public NetworkBuilder conv(int filters, int kernel) {
    return add(Layer.of("conv", filters, kernel));
  }

  /**
   * Adds a convolution over positions: {@code [positions, numbers]} becomes {@code [positions -
   * kernel + 1, filters]}. See {@link #stride}, {@link #padding} and {@link #groups}.
   *
   * @param filters how many numbers each position of the output has
   * @param kernel the number of neighbouring positions
   * @return this builder
   */
  public NetworkBuilder conv1d(int filters, int kernel) {
    return add(Layer.of("conv1d", filters, kernel));
  }

  /**
   * Adds the maximum of each square of an image: {@code [channels, rows, columns]} becomes {@code
   * [channels, rows / size, columns / size]}, rounded down.
   *
   * @param size rows and columns of a square, and by default the stride
   * @return this builder
   */
  public NetworkBuilder maxPool(int size) {
    return add(Layer.of("maxPool", size));
  }

  /**
   * Adds the mean of each square of an image, see {@link #maxPool}. Padding counts as zeros.
   *
   * @param size rows and columns of a square, and by default the stride
   * @return this builder
   */
  public NetworkBuilder avgPool(int size) {
    return add(Layer.of("avgPool", size));
  }

  /**
   * Adds the maximum of each number over neighbouring positions.
   *
   * @param size how many positions, and by default the stride
   * @return this builder
   */
  public NetworkBuilder maxPool1d(int size) {
    return add(Layer.of("maxPool1d", size));
  }

  /**
   * Adds the mean of each number over neighbouring positions. Padding counts as zeros.
   *
   * @param size how many positions, and by default the stride
   * @return this builder
   */
  public NetworkBuilder avgPool1d(int size) {
    return add(Layer.of("avgPool1d", size));
  }

  /**
   * Divides an image into rectangles, and adds the maximum of each. They overlap if the sizes are
   * no multiples, as in PyTorch.
   *
   * @param rows the rows of the output
   * @param columns the columns of the output
   * @return this builder
   */
  public NetworkBuilder adaptiveMaxPool(int rows, int columns) {
    return add(Layer.of("adaptiveMaxPool", rows, columns));
  }

  /**
   * Divides an image into rectangles, and adds the mean of each. They overlap if the sizes are no
   * multiples, as in PyTorch.
   *
   * @param rows the rows of the output
   * @param columns the columns of the output
   * @return this builder
   */
  public NetworkBuilder adaptiveAvgPool(int rows, int columns) {
    return add(Layer.of("adaptiveAvgPool", rows, columns));
  }

  /**
   * Sets the stride of the last layer, a convolution or a pooling.
   *
   * @param stride by how much its window moves, at least 1
   * @return this builder
   */
  public NetworkBuilder stride(int stride) {
    return set("stride", stride);
  }

  /**
   * Sets the padding of the last layer, a convolution or a pooling.
   *
   * @param padding how many zeros are added at each end; a maximum ignores them
   * @return this builder
   */
  public NetworkBuilder padding(int padding) {
    return set("padding", padding);
  }

  /**
   * Sets the groups of the last layer, a convolution: each filter sees the channels of its group
   * alone.
   *
   * @param groups a number that divides channels and filters
   * @return this builder
   */
  public NetworkBuilder groups(int groups) {
    return set("groups", groups);
  }

  private NetworkBuilder set(String setting, int value) {
    Layer last = layers.isEmpty() ? null : layers.get(layers.size() - 1);
    if (last == null || !last.has(setting)) {
      throw new InvalidValueException(
          "Invalid network: "
              + setting
              + " after "
              + (last == null ? "no layer" : last.text())
              + " (must follow a layer that has it)");
    }
    layers.set(layers.size() - 1, last.with(setting, value));
    return this;
  }

  /**
   * Adds an embedding of ids, as the steps {@code tokens} and {@code index} write them: {@code
   * [positions]} becomes {@code [positions, width]}, a learned vector for each id. Id 0, padding,
   * is always zeros. It is the first layer of an input of type int64.
   *
   * @param entries how many ids there are, more than the greatest: at least the limit of the step
   * @param width the length of a vector
   * @return this builder
   */
  public NetworkBuilder embedding(int entries, int width) {
    return add(Layer.of(Layer.EMBEDDING, entries, width));
  }

  /**
   * Adds a learned vector for each position to its numbers, so that what follows knows the order.
   *
   * @return this builder
   */
  public NetworkBuilder positions() {
    return add(Layer.of("positions"));
  }

  /**
   * Adds a long short-term memory, which returns its output at each position: {@code [positions,
   * numbers]} becomes {@code [positions, units]}. Padding counts as a position.
   *
   * @param units the numbers of its state
   * @return this builder
   */
  public NetworkBuilder lstm(int units) {
    return add(Layer.of("lstm", units));
  }

  /**
   * Adds self-attention over positions, of the same shape. Padding counts as a position.
   *
   * @param heads a number that divides the numbers of a position
   * @return this builder
   */
  public NetworkBuilder attention(int heads) {
    return add(Layer.of("attention", heads));
  }

  /**
   * Adds a block of a transformer encoder (Vaswani and others 2017): attention and two dense layers
   * with GELU, each with dropout, in a residual and with layer normalization after it.
   *
   * @param width the numbers of a position of its input, and of its output
   * @param heads a number that divides the width
   * @param hidden the units of the first dense layer
   * @param dropout the rate of dropout
   * @return this builder
   */
  public NetworkBuilder transformer(int width, int heads, int hidden, double dropout) {
    return residual(layer -> layer.attention(heads).dropout(dropout))
        .layerNorm()
        .residual(layer -> layer.dense(hidden).gelu().dense(width).dropout(dropout))
        .layerNorm();
  }

  /**
   * Adds the mean over the positions: {@code [positions, numbers]} becomes {@code [numbers]}.
   * Padding behind the last id does not count.
   *
   * @return this builder
   */
  public NetworkBuilder mean() {
    return add(Layer.of("mean"));
  }

  /**
   * Adds the maximum of each number over the positions. Padding does not count.
   *
   * @return this builder
   */
  public NetworkBuilder max() {
    return add(Layer.of("max"));
  }

  /**
   * Adds the last position alone, before the padding.
   *
   * @return this builder
   */
  public NetworkBuilder last() {
    return add(Layer.of("last"));
  }

  /**
   * Adds dropout, which sets numbers to zero at random during training only.
   *
   * @param rate the share of the numbers, at least 0, below 1
   * @return this builder
   */
  public NetworkBuilder dropout(double rate) {
    return add(Layer.of("dropout", rate));
  }

  /**
   * Adds batch normalization, for each number of a row or of a position, or each channel of an
   * image.
   *
   * @return this builder
   */
  public NetworkBuilder batchNorm() {
    return add(Layer.of("batchNorm"));
  }

  /**
   * Adds layer normalization, over the numbers of a row or of each position.
   *
   * @return this builder
   */
  public NetworkBuilder layerNorm() {
    return add(Layer.of("layerNorm"));
  }

  /**
   * Flattens all dimensions of a row to one.
   *
   * @return this builder
   */
  public NetworkBuilder flatten() {
    return add(Layer.of("flatten"));
  }

  /**
   * Returns the network. Whether the layers fit each other is checked when training begins and the
   * shape of a row is known.
   *
   * @return the network
   * @throws io.lifecycle4j.error.InvalidValueException if branches are not joined by {@link
   *     #concat}
   */
  public Network build() {
    Layout.checkJoined(branches, joined);
    return new Network(LayerFactory.ID, new Layout(branches, layers).text());
  }

  @Override
  NetworkBuilder add(Layer layer) {
    Layout.checkJoined(branches, joined);
    layers.add(layer);
    return this;
  }
}
