package io.lifecycle4j.djl.training;

import ai.djl.nn.Block;
import ai.djl.nn.BlockList;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import org.jspecify.annotations.Nullable;

/**
 * The dense output layer of a network.
 *
 * <p>A network trained on {@code (target - mean) / deviation} outputs the target after the weights
 * and the bias of this layer are multiplied by the deviation and the mean is added to the bias.
 */
record LastLayer(Parameter weight, Parameter bias) {
  /** Finds the layer; null if the network does not end in a dense layer. */
  static @Nullable LastLayer of(Block network) {
    BlockList children = network.getChildren();
    if (!(network instanceof SequentialBlock) || children.isEmpty()) {
      return null;
    }
    Block last = children.valueAt(children.size() - 1);
    if (!(last instanceof Linear)) {
      return null;
    }
    ParameterList parameters = last.getDirectParameters();
    Parameter bias = parameters.get("bias");
    return bias == null ? null : new LastLayer(parameters.get("weight"), bias);
  }

  /** Returns whether a parameter is of this layer. */
  boolean has(Parameter parameter) {
    return parameter == weight || parameter == bias;
  }

  /** Takes the scale of the targets out of the values of a parameter, if it is of this layer. */
  void unfold(Parameter parameter, float[] values, TargetScale scale) {
    if (has(parameter)) {
      int outputs = (int) bias.getArray().getShape().get(0);
      scale.unfold(values, outputs, parameter == bias);
    }
  }

  /** Folds the scale of the targets into the values of a parameter, if it is of this layer. */
  void fold(Parameter parameter, float[] values, TargetScale scale) {
    if (has(parameter)) {
      int outputs = (int) bias.getArray().getShape().get(0);
      scale.fold(values, outputs, parameter == bias);
    }
  }
}
