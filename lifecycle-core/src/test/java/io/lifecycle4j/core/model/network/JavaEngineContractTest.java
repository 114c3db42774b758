package io.lifecycle4j.core.model.network;

import io.lifecycle4j.contract.EngineContract;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;

class JavaEngineContractTest extends EngineContract {
  private static final byte[] WEIGHTS =
      WeightsFile.write(
          List.of(
              Layers.random("conv1.weight", 1, 2, 1, 3, 3),
              Layers.random("conv1.bias", 2, 2),
              Layers.random("dense1.weight", 3, 6, 12),
              Layers.random("dense1.bias", 4, 6),
              Layers.random("output.weight", 5, 3, 6),
              Layers.random("output.bias", 6, 3)));

  @Override
  protected Engine engine() {
    return new JavaEngine();
  }

  @Override
  protected ModelArtifact artifact() {
    return Layers.artifact(
        "conv(2,3) relu flatten dense(6) tanh", WEIGHTS.length, Layers.signature(3, 1, 5, 4));
  }

  @Override
  protected byte[] bytes(StoredFile file) {
    return WEIGHTS;
  }
}
