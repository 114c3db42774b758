package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.model.network.Architecture;
import io.lifecycle4j.core.model.network.Layout;

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
  public static NetworkBuilder builder() {
    return new NetworkBuilder();
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
}
