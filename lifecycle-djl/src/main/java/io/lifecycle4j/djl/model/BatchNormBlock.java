package io.lifecycle4j.djl.model;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Normalizes channels by the batch, as DJL's block does, with the same parameters, but can be
 * frozen: it then uses its statistics in training too, and leaves them as they are.
 */
final class BatchNormBlock extends AbstractBlock implements Freezable {
  private static final byte VERSION = 2;
  private static final float EPSILON = 1e-5f;
  private static final float MOMENTUM = 0.9f;

  private final Parameter gamma;
  private final Parameter beta;
  private final Parameter mean;
  private final Parameter variance;
  private long channels;
  private boolean frozen;

  BatchNormBlock() {
    super(VERSION);
    gamma = addParameter(parameter("gamma", Parameter.Type.GAMMA, true));
    beta = addParameter(parameter("beta", Parameter.Type.BETA, true));
    mean = addParameter(parameter("runningMean", Parameter.Type.RUNNING_MEAN, false));
    variance = addParameter(parameter("runningVar", Parameter.Type.RUNNING_VAR, false));
  }

  private static Parameter parameter(String name, Parameter.Type type, boolean learned) {
    return Parameter.builder().setName(name).setType(type).optRequiresGrad(learned).build();
  }

  @Override
  public void freezeStatistics() {
    frozen = true;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray input = inputs.singletonOrThrow();
    return BatchNorm.batchNorm(
        input,
        store.getValue(mean, input.getDevice(), training),
        store.getValue(variance, input.getDevice(), training),
        store.getValue(gamma, input.getDevice(), training),
        store.getValue(beta, input.getDevice(), training),
        1,
        MOMENTUM,
        EPSILON,
        training && !frozen);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0]};
  }

  @Override
  protected void beforeInitialize(Shape... inputs) {
    super.beforeInitialize(inputs);
    channels = inputs[0].get(1);
  }

  @Override
  protected void prepare(Shape[] inputs) {
    for (Parameter parameter : new Parameter[] {gamma, beta, mean, variance}) {
      parameter.setShape(new Shape(channels));
    }
  }

  @Override
  protected void saveMetadata(DataOutputStream out) throws IOException {
    saveInputShapes(out);
    out.writeLong(channels);
  }

  @Override
  public void loadMetadata(byte version, DataInputStream in)
      throws IOException, MalformedModelException {
    if (version == VERSION) {
      readInputShapes(in);
    } else if (version != 1) {
      throw new MalformedModelException("Unsupported encoding version: " + version);
    }
    channels = in.readLong();
  }
}
