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
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs of format {@code torchscript}, loaded from memory, so that no other file is found. */
final class TorchScript {
  /** The name of the format. */
  static final String FORMAT = "torchscript";

  /** The name of the only file of a model version. */
  static final String NAME = "model.pt";

  /** What to do about a network of other numbers than those of its inputs. */
  static final String TO_FLOAT = "call float() on the network before it is saved";

  /** Where PyTorch says what went wrong, after the lines of the program that led there. */
  private static final Pattern REASON =
      Pattern.compile("^[\\w.]*(?:Error|Exception): .*", Pattern.MULTILINE);

  /** What PyTorch says of inputs of another shape than a program takes. */
  private static final Pattern OTHER_SHAPE =
      Pattern.compile("\\b(?:shapes?|sizes?|channels|dimensions?|\\dD)\\b");

  private TorchScript() {}

  /** Returns what to do about a program that takes inputs of another shape, to follow these. */
  static String cure(RuntimeException e) {
    return OTHER_SHAPE.matcher(reason(e)).find()
        ? ", as the preprocessing makes them (set preprocessing(…), or declare the columns that the"
            + " program was trained on)"
        : "";
  }

  /** Returns in a line what PyTorch says of a failure, and what to do about it. */
  static String reason(RuntimeException e) {
    String text = String.valueOf(e.getMessage()).strip();
    String reason = text.lines().findFirst().orElse("");
    if (text.contains("Traceback of TorchScript")) {
      Matcher found = REASON.matcher(text);
      reason =
          found.results().reduce((first, second) -> second).map(MatchResult::group).orElse(reason);
    }
    reason = reason.replaceFirst("^(RuntimeError: |builtins[.])", "");
    if (reason.contains("Double")) {
      return reason + " (" + TO_FLOAT + ")";
    }
    if (e instanceof UnsupportedOperationException) {
      return "its output is not a tensor (return a tensor, or a tuple or list of tensors)";
    }
    return reason;
  }

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
