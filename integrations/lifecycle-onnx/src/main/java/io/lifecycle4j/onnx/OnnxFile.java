package io.lifecycle4j.onnx;

import io.lifecycle4j.error.UntrustedModelException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a file in the ONNX format contains, without its weights. Immutable and thread-safe.
 *
 * @param irVersion the version of the file format; 0 if it is missing
 * @param opsets the version of the operators of each domain; the standard one is {@code ai.onnx}
 * @param inputs the inputs of the graph that have no value in the file
 * @param outputs the outputs of the graph
 * @param operators domain and name of each operator, also in subgraphs: {@code ai.onnx MatMul}
 * @param producers the operator that computes each output, by the name of the output
 * @param external the locations of weights that are outside the file
 * @param functions the functions that the file defines
 */
record OnnxFile(
    long irVersion,
    Map<String, Long> opsets,
    List<OnnxValue> inputs,
    List<OnnxValue> outputs,
    Set<String> operators,
    Map<String, String> producers,
    List<String> external,
    List<String> functions) {
  /** The domain of the operators of standard ONNX, whose name in files is empty. */
  static final String STANDARD = "ai.onnx";

  /** The kind of the outputs that scikit-learn's classifiers have by default. */
  static final String MAPS = "sequence of maps";

  /**
   * Reads a file.
   *
   * @param bytes the bytes of the file
   * @return its contents, which nothing was checked of
   * @throws UntrustedModelException if the bytes are not a file in the ONNX format, or truncated
   */
  static OnnxFile read(byte[] bytes) {
    return new OnnxReader().read(new ProtoReader(bytes));
  }
}
