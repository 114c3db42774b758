package io.lifecycle4j.djl.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.lifecycle4j.djl.model.torchscript.TorchScriptScan;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.schema.Signature;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Programs of format {@code torchscript}, loaded from memory, so that no other file is found. */
final class TorchScript {
  /** The name of the format. */
  static final String FORMAT = "torchscript";

  /** The name of the only file of a model version. */
  static final String NAME = "model.pt";

  private TorchScript() {}

  /**
   * Loads a program after a scan of its operators. The settings of the thread must already be set.
   */
  static DjlModel load(Device device, Signature signature, byte[] program) {
    TorchScriptScan.check(NAME, program);
    return DjlModel.load(
        device, signature, DjlModel.Kind.PROGRAM, "program", manager -> block(manager, program));
  }

  private static Block block(NDManager manager, byte[] program) {
    try {
      Block block =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(program), false, false);
      block.freezeParameters(true);
      return block;
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read " + NAME + ": " + e.getMessage(), e);
    }
  }
}
