package io.lifecycle4j.djl.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.util.PairList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A long short-term memory of one layer and one direction, which returns its output at each
 * position. Its parameters are those of PyTorch: the gates are input, forget, cell, output.
 */
final class LstmBlock extends AbstractBlock implements Padding.Aware {
  private static final int GATES = 4;

  private final int units;
  private final List<Parameter> values;

  LstmBlock(int width, int units) {
    this.units = units;
    this.values =
        List.of(
            weight("inputWeight", width),
            weight("hiddenWeight", units),
            bias("inputBias"),
            bias("hiddenBias"));
  }

  private Parameter weight(String name, int width) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(Parameter.Type.WEIGHT)
            .optShape(new Shape((long) GATES * units, width))
            .optInitializer(new UniformInitializer((float) (1 / Math.sqrt(units))))
            .build());
  }

  private Parameter bias(String name) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(Parameter.Type.BIAS)
            .optShape(new Shape((long) GATES * units))
            .build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray numbers = inputs.get(0);
    Device device = numbers.getDevice();
    NDList given = new NDList();
    values.forEach(parameter -> given.add(store.getValue(parameter, device, training)));
    Shape state = new Shape(1, numbers.getShape().get(0), units);
    NDList begin = new NDList(numbers.getManager().zeros(state), numbers.getManager().zeros(state));
    NDList made =
        numbers.getNDArrayInternal().lstm(numbers, begin, given, true, 1, 0, training, false, true);
    return inputs.size() == 1 ? new NDList(made.get(0)) : ended(made.get(0), inputs);
  }

  /** Returns zeros for padding, which comes after all that is used and so changes nothing of it. */
  private static NDList ended(NDArray outputs, NDList inputs) {
    NDArray mask = Padding.mask(inputs.get(1), outputs.getShape().get(1));
    return Padding.after(inputs, outputs.mul(mask));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), inputs[0].get(1), units)};
  }
}
