package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
    checkName("network factory", factory);
    required(config, "network configuration");
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
   * @param layers layers separated by blanks, as {@link #config()} returns them
   * @return the network
   * @throws io.lifecycle4j.error.InvalidValueException if a layer is unknown or out of range
   */
  public static Network parse(String layers) {
    return new Network(
        LayerFactory.ID, LayerText.print(LayerText.parse(required(layers, "layers"))));
  }

  /**
   * Parses the architecture of a model version.
   *
   * @param architecture the result of {@link #architecture()}
   * @return the network
   * @throws io.lifecycle4j.error.CorruptDataException if it is invalid
   */
  public static Network read(String architecture) {
    byte[] bytes = required(architecture, "architecture").getBytes(StandardCharsets.UTF_8);
    return Json.PLAIN.read(bytes, Network.class, "architecture");
  }

  /**
   * Returns the architecture for a model version.
   *
   * @return a JSON object with {@code factory} and {@code config}
   */
  public String architecture() {
    return Json.PLAIN.text(this);
  }

  /** Builds a network from layers, in order from the input. */
  public static final class Builder {
    private final List<Layer> layers = new ArrayList<>();

    private Builder() {}

    /**
     * Adds a convolution of images with stride 1 and without padding: {@code [channels, rows,
     * columns]} becomes {@code [filters, rows - kernel + 1, columns - kernel + 1]}.
     *
     * @param filters the number of output channels
     * @param kernel rows and columns of the kernel
     * @return this builder
     */
    public Builder conv(int filters, int kernel) {
      return add(LayerText.conv(filters, kernel));
    }

    /**
     * Adds max pooling over squares: {@code [channels, rows, columns]} becomes {@code [channels,
     * rows / size, columns / size]}, rounded down.
     *
     * @param size rows and columns of a square
     * @return this builder
     */
    public Builder maxPool(int size) {
      return add(LayerText.maxPool(size));
    }

    /**
     * Adds a fully connected layer on one dimension.
     *
     * @param units the number of outputs
     * @return this builder
     */
    public Builder dense(int units) {
      return add(LayerText.dense(units));
    }

    /**
     * Adds dropout, which sets numbers to zero at random during training only.
     *
     * @param rate the share of the numbers, at least 0, below 1
     * @return this builder
     */
    public Builder dropout(double rate) {
      return add(LayerText.dropout(rate));
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
     */
    public Network build() {
      return new Network(LayerFactory.ID, LayerText.print(layers));
    }

    private Builder add(Layer layer) {
      layers.add(layer);
      return this;
    }
  }
}
