package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.check;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.sun.management.OperatingSystemMXBean;
import io.lifecycle4j.core.model.network.Layout;
import io.lifecycle4j.core.model.network.Layout.Placed;
import io.lifecycle4j.schema.Signature;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;

/**
 * Estimates the memory for training a network before any of it is allocated.
 *
 * <p>In training, a parameter needs 16 bytes of native memory: its value, its gradient and two
 * moments of Adam. Writing it needs 8 bytes of the Java heap; the file of all parameters must be
 * smaller than 2 GiB. Between two layers, a batch needs 8 bytes per number: the number and its
 * gradient.
 */
public final class NetworkSize {
  /** The most parameters that fit into a file of weights, together with their names. */
  public static final long MOST_PARAMETERS = 500_000_000;

  private static final int LEARNING = 16;
  private static final int WRITING = 8;
  private static final int BETWEEN = 8;
  private static final long MEBIBYTE = 1L << 20;

  private NetworkSize() {}

  /**
   * Returns how many parameters can be trained: as many as fit into the memory of the machine or
   * container and whose weights fit into the Java heap, at most {@value #MOST_PARAMETERS}.
   *
   * @return the default limit
   */
  public static long limit() {
    return Math.min(
        MOST_PARAMETERS, Math.min(memory() / LEARNING, Runtime.getRuntime().maxMemory() / WRITING));
  }

  /** Returns the memory of the machine or container, in bytes. */
  private static long memory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /**
   * Throws if a network is larger than allowed, or a batch larger than the memory. The size of
   * layers is computed; a network of another factory is created without allocating parameters, for
   * which the engine must be running.
   *
   * @param blocks the blocks of the application
   * @param network the network
   * @param signature the inputs and outputs
   * @param batch the number of rows in a batch
   * @param limit the most parameters
   * @throws io.lifecycle4j.error.InvalidValueException if it is too large; nothing was allocated
   */
  public static void checkFits(
      Blocks blocks, Network network, Signature signature, int batch, long limit) {
    if (network.factory().equals(LayerFactory.ID)) {
      List<Placed> layers = Layout.parse(network.config()).place(signature);
      checkParameters(layers, limit);
      checkBatch(layers, batch, memory());
    } else {
      checkCreated(blocks.create(network, signature), signature, limit);
    }
  }

  private static void checkParameters(List<Placed> layers, long limit) {
    long all = layers.stream().mapToLong(Placed::parameters).reduce(0, NetworkSize::sum);
    if (all > limit) {
      Placed most = layers.stream().max(Comparator.comparing(Placed::parameters)).orElseThrow();
      tooMany(all, most.parameters(), most.toString(), limit);
    }
  }

  private static void tooMany(long all, long most, String where, long limit) {
    String allow =
        limit < MOST_PARAMETERS && all <= MOST_PARAMETERS
            ? ", or allow up to " + MOST_PARAMETERS + " with maxParameters"
            : "";
    check(
        false,
        "Invalid network: it has %s parameters, %s of them in %s (at most %s; make that"
            + " smaller%s)",
        all,
        most,
        where,
        limit,
        allow);
  }

  /** Throws if the numbers of a batch between the layers do not fit into the memory. */
  static void checkBatch(List<Placed> layers, int batch, long memory) {
    long numbers = layers.stream().mapToLong(Placed::numbers).reduce(0, NetworkSize::sum);
    Placed most = layers.stream().max(Comparator.comparing(Placed::numbers)).orElseThrow();
    check(
        numbers <= memory / BETWEEN / batch,
        "Invalid network: a batch of %s rows takes %s MiB, most of it behind %s"
            + " (at most %s MiB, the memory of the machine; make that layer or the batch smaller)",
        batch,
        (long) ((double) numbers * BETWEEN * batch / MEBIBYTE),
        most,
        memory / MEBIBYTE);
  }

  /** Adds with saturation, because an overflow exceeds any limit. */
  private static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  /**
   * Counts the parameters that a factory creates; blocks know their shapes only after
   * initialisation.
   */
  private static void checkCreated(Block trial, Signature signature, long limit) {
    for (Pair<String, Parameter> parameter : trial.getParameters()) {
      parameter.getValue().setInitializer((m, wanted, type) -> m.create(new Shape(0), type));
    }
    trial.freezeParameters(true);
    try (NDManager manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager(Device.cpu())) {
      trial.initialize(manager, DataType.FLOAT32, TensorTypes.shapes(signature.inputs(), 1));
    }
    long all = 0;
    long most = -1;
    String where = "";
    for (Pair<String, Parameter> parameter : trial.getParameters()) {
      Shape wanted = parameter.getValue().getShape();
      long numbers = numbers(wanted);
      all = sum(all, numbers);
      where = numbers > most ? parameter.getKey() + " " + wanted : where;
      most = Math.max(most, numbers);
    }
    if (all > limit) {
      tooMany(all, most, where, limit);
    }
  }

  private static long numbers(Shape shape) {
    long numbers = 1;
    for (long dimension : shape.getShape()) {
      numbers =
          dimension != 0 && numbers > Long.MAX_VALUE / dimension
              ? Long.MAX_VALUE
              : numbers * dimension;
    }
    return numbers;
  }
}
