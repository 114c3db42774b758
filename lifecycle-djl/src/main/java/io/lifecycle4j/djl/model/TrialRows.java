package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.lifecycle4j.djl.model.DjlModel.Kind;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs rows of zeros, because a block or a program may put out something else than the artifact
 * says. A program may do so for some rows only: its outputs are compared in every run.
 *
 * <p>A program runs two rows, so that one that ignores the number of rows is found. It may have any
 * shape that does not change where a number lies.
 */
record TrialRows(Kind kind, Signature signature) {
  /** Throws if a network that is loaded puts out something else. */
  void run(Block network, NDManager manager) {
    String found = misfit(network, manager);
    if (found != null) {
      throw new UntrustedModelException("Cannot load network: " + found);
    }
  }

  /** Returns what a network puts out instead of what the artifact says; null if it is that. */
  @Nullable String misfit(Block network, NDManager manager) {
    int rows = kind == Kind.BLOCK ? 1 : 2;
    try (NDManager trial = manager.newSubManager()) {
      NDList in = new NDList();
      for (TensorSpec input : signature.inputs()) {
        in.add(trial.zeros(new Shape(input.shape(rows)), TensorTypes.of(input.type())));
      }
      NDList out = network.forward(new ParameterStore(manager, false), in, false);
      return fits(out, rows)
          ? null
          : "it puts out "
              + out.stream().map(array -> array.getDataType() + " " + array.getShape()).toList()
              + " for "
              + (rows == 1 ? "one row" : "two rows")
              + " (must be "
              + signature.outputs()
              + ")"
              + cure(out);
    }
  }

  /** Returns whether a network puts out what the artifact says. */
  boolean fits(NDList out, int rows) {
    boolean fits = out.size() == signature.outputs().size();
    for (int i = 0; fits && i < out.size(); i++) {
      fits = fits(out.get(i), signature.outputs().get(i), rows);
    }
    return fits;
  }

  private String cure(NDList out) {
    if (kind == Kind.BLOCK) {
      return "";
    }
    if (out.size() != signature.outputs().size()) {
      return ": return a tensor for each output and no other, in a tuple if there are several";
    }
    if (out.stream().anyMatch(array -> array.getDataType() == DataType.FLOAT64)) {
      return ": " + TorchScript.TO_FLOAT;
    }
    TensorSpec first = signature.outputs().get(0);
    boolean oneOfTwo = first.name().equals("scores") && first.numbers() == 2 && isOne(out.get(0));
    return oneOfTwo
        ? ": a classification of two classes needs a score for each: if z is the score of the second,"
            + " return torch.cat([torch.zeros_like(z), z], 1)"
        : "";
  }

  private static boolean isOne(NDArray array) {
    return array.getShape().dimension() > 0 && array.size() == array.getShape().get(0);
  }

  /** Allocates nothing, unlike {@link TensorSpec#accepts}: most programs need no more. */
  private static boolean isOf(long[] shape, List<Integer> dimensions) {
    boolean same = shape.length == dimensions.size();
    for (int i = 1; same && i < shape.length; i++) {
      same = shape[i] == dimensions.get(i);
    }
    return same;
  }

  private boolean fits(NDArray array, TensorSpec output, int rows) {
    long[] found = array.getShape().getShape();
    boolean same =
        kind == Kind.BLOCK
            ? Arrays.equals(found, output.shape(rows))
            : found.length > 0
                && found[0] == rows
                && (isOf(found, output.dimensions()) || output.accepts(found));
    return same && array.getDataType() == TensorTypes.of(output.type());
  }
}
