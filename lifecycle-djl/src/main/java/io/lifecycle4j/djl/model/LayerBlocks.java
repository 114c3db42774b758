package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import io.lifecycle4j.core.model.network.Layer;
import io.lifecycle4j.djl.model.OverPositionsBlock.How;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Creates the block of each kind of layers, without initialising its parameters. */
final class LayerBlocks {
  private static final Map<String, Maker> ALL = makers();

  private LayerBlocks() {}

  /** Creates a block for a layer on a shape. */
  private interface Maker {
    Block make(Layer layer, List<Integer> in);
  }

  /** Creates a block. */
  static Block of(Layer layer, List<Integer> in) {
    return Objects.requireNonNull(ALL.get(layer.kind()), layer.kind()).make(layer, in);
  }

  private static Map<String, Maker> makers() {
    Map<String, Maker> all = new HashMap<>();
    all.put("dense", (layer, in) -> Linear.builder().setUnits(layer.integer("units")).build());
    all.put("embedding", (layer, in) -> new EmbeddingBlock(entries(layer), layer.integer("width")));
    all.put("positions", (layer, in) -> new PositionsBlock(in.get(0), in.get(1)));
    all.put("lstm", (layer, in) -> new LstmBlock(in.get(1), layer.integer("units")));
    all.put("attention", (layer, in) -> new AttentionBlock(in.get(1), layer.integer("heads")));
    all.put("residual", (layer, in) -> new ResidualBlock(layer.ways().get(0), in));
    all.put("concat", (layer, in) -> new ConcatBlock(layer.ways(), in));
    all.put("batchNorm", (layer, in) -> batchNorm(in));
    all.put("layerNorm", (layer, in) -> new LayerNormBlock(in.get(in.size() - 1)));
    all.put("dropout", (layer, in) -> dropout(layer));
    all.put("flatten", (layer, in) -> Blocks.batchFlattenBlock());
    windows(all);
    all.put("mean", (layer, in) -> new OverPositionsBlock(How.MEAN));
    all.put("max", (layer, in) -> new OverPositionsBlock(How.MAX));
    all.put("last", (layer, in) -> new OverPositionsBlock(How.LAST));
    activations(all);
    return Map.copyOf(all);
  }

  private static void windows(Map<String, Maker> all) {
    all.put("conv", (layer, in) -> conv(layer));
    all.put(
        "conv1d", (layer, in) -> new PaddedWindowsBlock(conv1d(layer), layer, in.get(0), false));
    all.put(
        "maxPool",
        (layer, in) -> Pool.maxPool2dBlock(square(layer, "size"), stride(layer), padding(layer)));
    all.put(
        "avgPool",
        (layer, in) -> Pool.avgPool2dBlock(square(layer, "size"), stride(layer), padding(layer)));
    all.put(
        "maxPool1d",
        (layer, in) ->
            new PaddedWindowsBlock(
                Pool.maxPool1dBlock(line(layer, "size"), stride1d(layer), line(layer, "padding")),
                layer,
                in.get(0),
                true));
    all.put(
        "avgPool1d",
        (layer, in) ->
            new PaddedWindowsBlock(
                Pool.avgPool1dBlock(line(layer, "size"), stride1d(layer), line(layer, "padding")),
                layer,
                in.get(0),
                false));
    all.put("adaptiveMaxPool", (layer, in) -> AdaptivePool.block(layer, in, NDArray::max));
    all.put("adaptiveAvgPool", (layer, in) -> AdaptivePool.block(layer, in, NDArray::mean));
  }

  private static void activations(Map<String, Maker> all) {
    all.put("relu", (layer, in) -> Activation.reluBlock());
    all.put("leakyRelu", (layer, in) -> Activation.leakyReluBlock((float) layer.number("slope")));
    all.put("elu", (layer, in) -> Activation.eluBlock((float) layer.number("alpha")));
    all.put("gelu", (layer, in) -> Activation.geluBlock());
    // Not that of DJL, which multiplies by a number: see TensorTypes.number.
    all.put("swish", (layer, in) -> LambdaBlock.singleton(x -> Activation.sigmoid(x).mul(x)));
    all.put("softplus", (layer, in) -> Activation.softPlusBlock());
    all.put("tanh", (layer, in) -> Activation.tanhBlock());
    all.put("sigmoid", (layer, in) -> Activation.sigmoidBlock());
    all.put("softmax", (layer, in) -> LambdaBlock.singleton(numbers -> numbers.softmax(-1)));
  }

  private static int entries(Layer layer) {
    return layer.integer("entries");
  }

  private static Block batchNorm(List<Integer> in) {
    Block norm = new BatchNormBlock();
    return in.size() == 2 ? new Transposed(norm) : norm;
  }

  private static Block dropout(Layer layer) {
    return Dropout.builder().optRate((float) layer.number("rate")).build();
  }

  private static Block conv(Layer layer) {
    return Conv2d.builder()
        .setFilters(layer.integer("filters"))
        .setKernelShape(square(layer, "kernel"))
        .optStride(square(layer, "stride"))
        .optPadding(padding(layer))
        .optGroups(layer.integer("groups"))
        .build();
  }

  private static Block conv1d(Layer layer) {
    return Conv1d.builder()
        .setFilters(layer.integer("filters"))
        .setKernelShape(line(layer, "kernel"))
        .optStride(line(layer, "stride"))
        .optPadding(line(layer, "padding"))
        .optGroups(layer.integer("groups"))
        .build();
  }

  private static Shape line(Layer layer, String setting) {
    return new Shape(layer.integer(setting));
  }

  private static Shape square(Layer layer, String setting) {
    return new Shape(layer.integer(setting), layer.integer(setting));
  }

  private static Shape padding(Layer layer) {
    return square(layer, "padding");
  }

  /** Returns the stride of a pooling, by default its size. */
  private static Shape stride(Layer layer) {
    return square(layer, layer.integer("stride") == 0 ? "size" : "stride");
  }

  private static Shape stride1d(Layer layer) {
    return line(layer, layer.integer("stride") == 0 ? "size" : "stride");
  }
}
