package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.lifecycle4j.schema.Signature;
import java.util.List;

/** A straight and a bent path, added up: what a list of layers cannot say. */
public final class ResidualFactory implements NetworkFactory {
  @Override
  public String id() {
    return "residual";
  }

  @Override
  public Block create(String config, Signature signature) {
    int outputs = signature.outputs().get(0).numbers();
    ParallelBlock network =
        new ParallelBlock(paths -> new NDList(paths.get(0).head().add(paths.get(1).head())));
    SequentialBlock bent = new SequentialBlock();
    bent.add(Linear.builder().setUnits(Integer.parseInt(config)).build());
    bent.add(Activation.reluBlock());
    bent.add(Linear.builder().setUnits(outputs).build());
    SequentialBlock straight = new SequentialBlock();
    straight.add(Blocks.identityBlock());
    straight.add(Linear.builder().setUnits(outputs).build());
    network.addAll(List.of(bent, straight));
    return network;
  }
}
