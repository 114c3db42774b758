package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.required;

import ai.djl.nn.Block;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Signature;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Creates networks that a list of layers cannot express.
 *
 * <p>Found by {@link ServiceLoader}. A model version keeps the id and the configuration, never the
 * name of a class, so that whatever loads the version decides which code an id stands for.
 * Implementations are thread-safe.
 */
public interface NetworkFactory {
  /**
   * Names the factory in model versions.
   *
   * @return the id, which never changes its meaning
   */
  String id();

  /**
   * Creates a network, without numbers: neither initialised nor drawn at random. Called for
   * training and for every load with the same values, it must create the same parameters.
   *
   * @param config what the model version says, in a form of the factory's own
   * @param signature the tensors that go into the network and come out of it, in this order
   * @return a new network, from an array for each input to an array for each output
   * @throws io.lifecycle4j.error.InvalidValueException if the configuration or the signature is
   *     wrong
   */
  Block create(String config, Signature signature);

  /**
   * Finds a factory.
   *
   * @param id its id
   * @return the factory
   * @throws NotFoundException if the class path has none of this id
   */
  static NetworkFactory named(String id) {
    if (required(id, "factory id").equals(LayerFactory.ID)) {
      return new LayerFactory();
    }
    return Stream.concat(
            ServiceLoader.load(NetworkFactory.class).stream(),
            ServiceLoader.load(NetworkFactory.class, NetworkFactory.class.getClassLoader())
                .stream())
        .map(ServiceLoader.Provider::get)
        .filter(factory -> factory.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "Network factory does not exist: "
                        + id
                        + " (must be a service of type "
                        + NetworkFactory.class.getName()
                        + ")"));
  }
}
