package io.lifecycle4j.onnx;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.onnxruntime.engine.OrtEngine;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.onnxruntime.OrtException;
import io.lifecycle4j.core.engine.OpenWorkers;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;

/** A session of ONNX Runtime, shared by its workers. */
final class OnnxModel implements LoadedModel {
  private static final int SEVERAL = 3;

  private final OrtSymbolBlock session;
  private final NDManager manager;
  private final OnnxPorts ports;
  private final OpenWorkers workers = new OpenWorkers();

  private OnnxModel(OrtSymbolBlock session, NDManager manager, OnnxPorts ports) {
    this.session = session;
    this.manager = manager;
    this.ports = ports;
  }

  /**
   * Loads a file that was checked.
   *
   * @param bytes the bytes of the file
   * @param file its contents
   * @param binding its inputs and outputs, complete
   * @param signature the inputs and outputs of the model
   */
  static OnnxModel load(byte[] bytes, OnnxFile file, OnnxBinding binding, Signature signature) {
    OnnxRuntime.start();
    OnnxPorts ports = OnnxPorts.of(file, binding, signature);
    NDManager manager = Engine.getEngine(OrtEngine.ENGINE_NAME).newBaseManager(Device.cpu());
    boolean loaded = false;
    try {
      // The manager owns the session and closes it.
      OrtSymbolBlock session =
          new OrtSymbolBlock(OnnxRuntime.session(bytes), (OrtNDManager) manager);
      OnnxModel model = new OnnxModel(session, manager, ports);
      model.tryOut(signature);
      loaded = true;
      return model;
    } catch (OrtException | PredictionFailedException e) {
      throw new UntrustedModelException("Cannot load ONNX file: " + e.getMessage(), e);
    } finally {
      if (!loaded) {
        manager.close();
      }
    }
  }

  /**
   * Runs one row of zeros and several, because a file need not compute what it declares, and may
   * have been exported for a fixed number of rows.
   */
  private void tryOut(Signature signature) {
    try (ModelWorker worker = worker()) {
      worker.run(Tensor.allocate(signature.inputs(), 1));
      worker.run(Tensor.allocate(signature.inputs(), SEVERAL));
    }
  }

  @Override
  public ModelWorker worker() {
    return new OnnxWorker(workers.open(), session, manager.newSubManager(), ports);
  }

  /** Throws while a worker is open. */
  @Override
  public void close() {
    workers.close(manager::close);
  }
}
