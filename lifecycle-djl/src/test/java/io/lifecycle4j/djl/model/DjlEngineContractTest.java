package io.lifecycle4j.djl.model;

import io.lifecycle4j.contract.EngineContract;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;

class DjlEngineContractTest extends EngineContract {
  private static final int OUTPUTS = 3;

  private static final Network NETWORK =
      Network.builder().conv(2, 3).relu().flatten().dense(6).tanh().build();

  private static final byte[] WEIGHTS =
      WeightsFile.write(Artifacts.parametersOf(NETWORK, 1, OUTPUTS, 1, 5, 4));

  private final Engine engine = new DjlEngine();

  @Override
  protected Engine engine() {
    return engine;
  }

  @Override
  protected ModelArtifact artifact() {
    return Artifacts.artifact(NETWORK, WEIGHTS, List.of(1, 5, 4), OUTPUTS);
  }

  @Override
  protected byte[] bytes(StoredFile file) {
    return WEIGHTS;
  }
}
