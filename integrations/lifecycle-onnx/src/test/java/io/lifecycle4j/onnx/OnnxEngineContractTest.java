package io.lifecycle4j.onnx;

import static io.lifecycle4j.onnx.OnnxModels.probabilities;

import io.lifecycle4j.contract.EngineContract;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.storage.StoredFile;

class OnnxEngineContractTest extends EngineContract {
  private static final byte[] FILE = External.bytes("wine-mlp.onnx");

  private final Engine engine = new OnnxEngine();

  @Override
  protected Engine engine() {
    return engine;
  }

  @Override
  protected ModelArtifact artifact() {
    return External.artifact(FILE, External.WINE, probabilities("probabilities"));
  }

  @Override
  protected byte[] bytes(StoredFile file) {
    return FILE;
  }
}
