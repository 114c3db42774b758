package io.lifecycle4j.djl.model;

import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import io.lifecycle4j.core.model.network.Architecture;
import io.lifecycle4j.core.model.network.LayerNames;
import io.lifecycle4j.core.model.network.Layout;
import io.lifecycle4j.core.model.network.Layout.Placed;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import java.util.Iterator;
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
    Iterator<Placed> placed = layout.place(signature).iterator();
    LayersBlock network = new LayersBlock();
    if (!layout.branches().isEmpty()) {
      network.add("", branches(layout, signature, placed));
    }
    placed.forEachRemaining(layer -> add(layer, network));
    return network;
  }

  private static Block branches(Layout layout, Signature signature, Iterator<Placed> placed) {
    List<String> names = signature.inputs().stream().map(TensorSpec::name).toList();
    BranchesBlock all = new BranchesBlock();
    for (Layout.Branch branch : layout.branches()) {
      LayersBlock sequence = new LayersBlock();
      if (branch.layers().isEmpty()) {
        sequence.add("", Blocks.identityBlock()); // DJL rejects an empty sequence
      }
      for (int i = 0; i < branch.layers().size(); i++) {
        add(placed.next(), sequence);
      }
      all.add(branch.input(), names.indexOf(branch.input()), sequence);
    }
    return all;
  }

  private static void add(Placed layer, LayersBlock sequence) {
    sequence.add(LayerNames.of(layer.id(), ""), LayerBlocks.of(layer.layer(), layer.input()));
  }
}
