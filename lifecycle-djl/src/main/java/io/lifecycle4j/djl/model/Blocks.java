package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.schema.Signature;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The blocks of an application by their names, for training and for loading.
 *
 * <p>A model version stores the name of a block, never the name of a class. Immutable and
 * thread-safe, if the functions are.
 */
public final class Blocks {
  /** No blocks: only layers, and the factories on the class path. */
  public static final Blocks NONE = new Blocks(Map.of());

  private final Map<String, Function<? super BlockConfig, ? extends Block>> own;

  private Blocks(Map<String, Function<? super BlockConfig, ? extends Block>> own) {
    this.own = own;
  }

  /**
   * Adds a block.
   *
   * @param name its name in model versions, whose meaning never changes
   * @param block creates the block, as {@link NetworkFactory#create} does
   * @return these blocks and that one
   * @throws io.lifecycle4j.error.InvalidValueException if the name is used already
   */
  public Blocks with(String name, Function<? super BlockConfig, ? extends Block> block) {
    required(block, "block " + checkName("block", name));
    check(
        !name.equals(LayerFactory.ID) && !own.containsKey(name),
        "Invalid block: %s (the name is used already; choose another)",
        name);
    Map<String, Function<? super BlockConfig, ? extends Block>> more = new TreeMap<>(own);
    more.put(name, block);
    return new Blocks(Collections.unmodifiableMap(more));
  }

  /**
   * Returns the names of the blocks.
   *
   * @return the names, sorted
   */
  public Set<String> names() {
    return own.keySet();
  }

  /**
   * Runs a row of zeros before a training, because a block may put out something else than the task
   * needs.
   *
   * @param network the network, initialised
   * @param manager where it was initialised
   * @param signature its input and output tensors
   * @throws TrainingFailedException with the shapes, if they are not those of the outputs
   */
  public static void checkOutputs(Block network, NDManager manager, Signature signature) {
    String found = new TrialRows(DjlModel.Kind.BLOCK, signature).misfit(network, manager);
    if (found != null) {
      throw new TrainingFailedException(
          "Training failed before the first epoch: the network does not fit the task: " + found);
    }
  }

  /**
   * Creates a network without initialising its parameters.
   *
   * @param network its description
   * @param signature its input and output tensors
   * @return a new network
   * @throws io.lifecycle4j.error.NotFoundException if there is neither a block nor a factory of its
   *     name
   * @throws io.lifecycle4j.error.InvalidValueException if the description does not fit the
   *     signature, or the parameters of the new block have values, which those of the model version
   *     could not replace
   */
  public Block create(Network network, Signature signature) {
    String name = network.factory();
    Function<? super BlockConfig, ? extends Block> function = own.get(name);
    Block block =
        function == null
            ? NetworkFactory.named(name).create(network.config(), signature)
            : required(function.apply(new BlockConfig(network.config(), signature)), "block", name);
    for (Pair<String, Parameter> parameter : block.getParameters()) {
      check(
          !parameter.getValue().isInitialized(),
          "Invalid block %s: parameter %s has values already (create the block without; pretrained"
              + " of DjlTrainer loads them before a training)",
          name,
          parameter.getKey());
    }
    return block;
  }
}
