package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import ai.djl.nn.Block;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Signature;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Creates networks that a list of layers cannot express, for all trainers and engines of a process.
 * A block of one trainer needs no factory: see {@code block} of {@code DjlTrainer} and {@link
 * DjlEngine}.
 *
 * <p>Found by {@link ServiceLoader}. A model version stores the id and the configuration, never the
 * name of a class, so that the application that loads the version decides which code an id refers
 * to. Implementations are thread-safe.
 */
public interface NetworkFactory {
  /**
   * Returns the id of the factory in model versions.
   *
   * @return the id, whose meaning never changes
   */
  String id();

  /**
   * Creates a network without initialising its parameters. It is called for training and for every
   * load with the same arguments, and must create the same parameters each time.
   *
   * @param config the configuration in the model version, in a format of the factory
   * @param signature the input and output tensors of the network, in this order
   * @return a new network, which maps an array for each input to an array for each output
   * @throws io.lifecycle4j.error.InvalidValueException if the configuration or the signature is
   *     invalid
   */
  Block create(String config, Signature signature);

  /**
   * Finds a factory.
   *
   * @param id the id
   * @return the factory
   * @throws NotFoundException if no factory with this id is on the class path
   * @throws io.lifecycle4j.error.InvalidValueException if two classes have this id
   */
  static NetworkFactory named(String id) {
    if (required(id, "factory id").equals(LayerFactory.ID)) {
      return new LayerFactory();
    }
    List<NetworkFactory> found =
        Stream.concat(
                ServiceLoader.load(NetworkFactory.class).stream(),
                ServiceLoader.load(NetworkFactory.class, NetworkFactory.class.getClassLoader())
                    .stream())
            .map(ServiceLoader.Provider::get)
            .filter(factory -> factory.id().equals(id))
            .toList();
    List<String> classes =
        found.stream().map(factory -> factory.getClass().getName()).distinct().toList();
    check(
        classes.size() < 2,
        "Invalid network factories: %s have the id %s (must be one)",
        classes,
        id);
    return found.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "Block does not exist: "
                        + id
                        + " (give it to the trainer, or to Lifecycle.builder().engine("
                        + "DjlEngine.builder().block(\""
                        + id
                        + "\", ...).build()), or put a service of type "
                        + NetworkFactory.class.getName()
                        + " on the class path)"));
  }
}
