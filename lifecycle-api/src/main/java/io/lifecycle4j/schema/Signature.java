package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The named input and output tensors of a model.
 *
 * @param inputs the inputs, at least one
 * @param outputs the outputs, at least one
 */
public record Signature(List<TensorSpec> inputs, List<TensorSpec> outputs) {
  /** Checks the parts. */
  public Signature {
    inputs = distinct(inputs, "inputs");
    outputs = distinct(outputs, "outputs");
  }

  private static List<TensorSpec> distinct(List<TensorSpec> specs, String what) {
    List<TensorSpec> all = copy(specs, what);
    check(!all.isEmpty(), "Invalid signature: no %s (needs at least 1)", what);
    Set<String> names = new HashSet<>();
    for (TensorSpec spec : all) {
      check(names.add(spec.name()), "Invalid %s: %s (%s is twice)", what, all, spec.name());
    }
    return all;
  }

  /** Returns text such as {@code [features float32 [-1, 13]] -> [scores float32 [-1, 3]]}. */
  @Override
  public String toString() {
    return inputs + " -> " + outputs;
  }
}
