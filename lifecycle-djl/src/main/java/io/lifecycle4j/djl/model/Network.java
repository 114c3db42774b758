package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.model.network.Architecture;
import io.lifecycle4j.core.model.network.Layer;
import io.lifecycle4j.core.model.network.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The description of a network: its layers, or a factory with a configuration. It contains no
 * parameters.
 *
 * <p>The text form of layers is {@code conv(8,5) relu maxPool(2) flatten dense(64) relu}. The
 * output layer is implicit: a dense layer with the size that the task needs.
 *
 * @param factory the id of the {@link NetworkFactory} that creates the network
 * @param config the configuration for the factory
 */
public record Network(String factory, String config) {
  /** Checks the parts. */
  public Network {
    new Architecture(factory, config);
  }

  /**
   * Returns a builder for a network of layers.
   *
   * @return a builder; without layers, the network is linear
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Parses layers.
   *
   * @param layers layers separated by blanks, as {@link #config()} returns them, {@code
   *     branch("image", conv(8,3) flatten) branch("features") concat dense(16)} for instance
   * @return the network
   * @throws io.lifecycle4j.error.InvalidValueException if a layer is unknown or out of range
   */
  public static Network parse(String layers) {
    return new Network(LayerFactory.ID, Layout.parse(required(layers, "layers")).text());
  }

  /**
   * Parses the architecture of a model version.
   *
   * @param architecture the result of {@link #architecture()}
   * @return the network
   * @throws io.lifecycle4j.error.CorruptDataException if it is invalid
   */
  public static Network read(String architecture) {
    Architecture read = Architecture.read(architecture);
    return new Network(read.factory(), read.config());
  }

  /**
   * Returns the architecture for a model version.
   *
   * @return a JSON object with {@code factory} and {@code config}
   */
  public String architecture() {
    return new Architecture(factory, config).text();
  }

  /** Builds a network from layers, in order from the input. */
  public static final class Builder {
    private final List<Layout.Branch> branches = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();
    private boolean joined;

    private Builder() {}

    /**
     * Adds a branch: layers on one of several inputs. Branches come first, one for each input, and
     * {@link #concat} after them. A branch ends in one dimension.
     *
     * @param input the name of the input: {@code features} for the numbers of all columns, or the
     *     name of the column that is an input of its own
     * @param layers adds the layers, or returns its argument for an input without layers
     * @return this builder
     */
    public Builder branch(String input, UnaryOperator<Builder> layers) {
      required(input, "input of a branch");
      Layout.checkOpen(joined, this.layers, "branch " + input);
      Builder inner = required(layers, "layers").apply(new Builder());
      check(
          required(inner, "layers").branches.isEmpty(),
          "Invalid branch: %s has branches (must be layers)",
          input);
      branches.add(new Layout.Branch(input, List.copyOf(inner.layers)));
      return this;
    }

    /**
     * Concatenates the ends of all branches: the layers after it receive the numbers of all
     * branches, in the order in which they were added.
     *
     * @return this builder
     */
    public Builder concat() {
      check(!branches.isEmpty() && !joined, "Invalid network: concat without branches");
      joined = true;
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
    public Builder embedding(int entries, int width) {
      return add(Layer.embedding(entries, width));
    }

    /**
     * Adds the mean over the positions: {@code [positions, width]} becomes {@code [width]}.
     * Positions that are all zeros, such as padding, do not count.
     *
     * @return this builder
     */
    public Builder mean() {
      return add(Layer.Plain.MEAN);
    }

    /**
     * Adds a convolution of images with stride 1 and without padding: {@code [channels, rows,
     * columns]} becomes {@code [filters, rows - kernel + 1, columns - kernel + 1]}.
     *
     * @param filters the number of output channels
     * @param kernel rows and columns of the kernel
     * @return this builder
     */
    public Builder conv(int filters, int kernel) {
      return add(Layer.conv(filters, kernel));
    }

    /**
     * Adds max pooling over squares: {@code [channels, rows, columns]} becomes {@code [channels,
     * rows / size, columns / size]}, rounded down.
     *
     * @param size rows and columns of a square
     * @return this builder
     */
    public Builder maxPool(int size) {
      return add(Layer.maxPool(size));
    }

    /**
     * Adds a fully connected layer on one dimension.
     *
     * @param units the number of outputs
     * @return this builder
     */
    public Builder dense(int units) {
      return add(Layer.dense(units));
    }

    /**
     * Adds dropout, which sets numbers to zero at random during training only.
     *
     * @param rate the share of the numbers, at least 0, below 1
     * @return this builder
     */
    public Builder dropout(double rate) {
      return add(Layer.dropout(rate));
    }

    /**
     * Adds a ReLU: the greater of zero and each number.
     *
     * @return this builder
     */
    public Builder relu() {
      return add(Layer.Plain.RELU);
    }

    /**
     * Adds the hyperbolic tangent of each number.
     *
     * @return this builder
     */
    public Builder tanh() {
      return add(Layer.Plain.TANH);
    }

    /**
     * Adds the logistic function of each number.
     *
     * @return this builder
     */
    public Builder sigmoid() {
      return add(Layer.Plain.SIGMOID);
    }

    /**
     * Adds batch normalization, for each number of a row or each channel of an image.
     *
     * @return this builder
     */
    public Builder batchNorm() {
      return add(Layer.Plain.BATCH_NORM);
    }

    /**
     * Flattens all dimensions of a row to one.
     *
     * @return this builder
     */
    public Builder flatten() {
      return add(Layer.Plain.FLATTEN);
    }

    /**
     * Returns the network. Whether the layers fit each other is checked when training begins and
     * the shape of a row is known.
     *
     * @return the network
     * @throws io.lifecycle4j.error.InvalidValueException if branches are not joined by {@link
     *     #concat}
     */
    public Network build() {
      Layout.checkJoined(branches, joined);
      return new Network(LayerFactory.ID, new Layout(branches, layers).text());
    }

    private Builder add(Layer layer) {
      Layout.checkJoined(branches, joined);
      layers.add(layer);
      return this;
    }
  }
}
