package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import io.lifecycle4j.schema.Signature;

/** Twice the numbers, the numbers as they came, and the tokens: the last ignores the numbers. */
public final class BranchesFactory implements NetworkFactory {
  @Override
  public String id() {
    return "branches";
  }

  @Override
  public Block create(String config, Signature signature) {
    return new LambdaBlock(
        inputs -> {
          NDArray numbers = inputs.get(0);
          return new NDList(numbers.mul(2), numbers, inputs.get(1).toType(DataType.FLOAT32, true));
        });
  }
}
