package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import io.lifecycle4j.core.model.network.Architecture;
import io.lifecycle4j.core.model.network.Layer;
import io.lifecycle4j.core.model.network.Layout;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;

/** Creates the network that a text of layers describes, with a dense output layer. */
final class LayerFactory implements NetworkFactory {
  static final String ID = Architecture.LAYERS;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Block create(String config, Signature signature) {
    Layout layout = Layout.parse(config);
    layout.place(signature);
    SequentialBlock network = new SequentialBlock();
    if (!layout.branches().isEmpty()) {
      network.add(branches(layout, signature));
    }
    layout.layers().forEach(layer -> network.add(block(layer)));
    return network.add(block(Layout.output(signature)));
  }

  private static Block branches(Layout layout, Signature signature) {
    List<String> names = signature.inputs().stream().map(TensorSpec::name).toList();
    BranchesBlock all = new BranchesBlock();
    for (Layout.Branch branch : layout.branches()) {
      all.add(branch.input(), names.indexOf(branch.input()), sequence(branch.layers()));
    }
    return all;
  }

  private static Block sequence(List<Layer> layers) {
    SequentialBlock sequence = new SequentialBlock();
    if (layers.isEmpty()) {
      sequence.add(Blocks.identityBlock()); // DJL rejects an empty sequence
    }
    layers.forEach(layer -> sequence.add(block(layer)));
    return sequence;
  }

  /** Creates a layer without initialising its parameters. */
  private static Block block(Layer layer) {
    if (layer instanceof Layer.Dense dense) {
      return Linear.builder().setUnits(dense.units()).build();
    }
    if (layer instanceof Layer.Conv conv) {
      Shape kernel = new Shape(conv.kernel(), conv.kernel());
      return Conv2d.builder().setFilters(conv.filters()).setKernelShape(kernel).build();
    }
    if (layer instanceof Layer.MaxPool pool) {
      Shape square = new Shape(pool.size(), pool.size());
      return Pool.maxPool2dBlock(square, square);
    }
    if (layer instanceof Layer.Embedding embedding) {
      return new EmbeddingBlock(embedding.entries(), embedding.width());
    }
    if (layer instanceof Layer.Dropout dropout) {
      return Dropout.builder().optRate((float) dropout.rate()).build();
    }
    return block((Layer.Plain) layer);
  }

  private static Block block(Layer.Plain layer) {
    return switch (layer) {
      case RELU -> Activation.reluBlock();
      case TANH -> Activation.tanhBlock();
      case SIGMOID -> Activation.sigmoidBlock();
      case BATCH_NORM -> BatchNorm.builder().build();
      case FLATTEN -> Blocks.batchFlattenBlock();
      case MEAN -> LambdaBlock.singleton(LayerFactory::mean);
    };
  }

  private static NDArray mean(NDArray positions) {
    NDArray used = positions.abs().sum(new int[] {2}).gt(0).toType(DataType.FLOAT32, false);
    NDArray count = used.sum(new int[] {1}, true).maximum(1);
    return positions.sum(new int[] {1}).div(count);
  }
}
