package io.lifecycle4j.core.model;

import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * Prepared inputs with known outputs.
 *
 * <p>Hashes prove that the weights are those registered; golden rows prove that this engine, on
 * this machine, still computes the same outputs from them.
 */
public final class GoldenRows {
  /** Below this share of the greatest output, rounding alone may be more than relative to it. */
  private static final double FLOOR = 0.1;

  private GoldenRows() {}

  /**
   * How far an output may be from the recorded one.
   *
   * @param most the most of the difference, as a share of the size of the recorded output
   * @param isAbsolute whether outputs below 1 count as 1; otherwise, those below a tenth of the
   *     greatest one that was recorded for it count as that
   */
  public record Tolerance(double most, boolean isAbsolute) {
    private double least(List<GoldenRow> golden, String output) {
      return isAbsolute
          ? 1
          : FLOOR
              * golden.stream()
                  .flatMap(row -> row.outputs().getOrDefault(output, List.of()).stream())
                  .mapToDouble(Math::abs)
                  .max()
                  .orElse(0);
    }
  }

  /**
   * Records what a freshly loaded model computes for prepared rows.
   *
   * @param inputs prepared rows, values by the name of the input
   */
  public static List<GoldenRow> record(
      LoadedModel model, Signature signature, List<Map<String, List<Float>>> inputs) {
    List<GoldenRow> golden = new ArrayList<>();
    try (TensorRunner runner = new TensorRunner(model, signature)) {
      for (Map<String, List<Float>> input : inputs) {
        Map<String, List<Float>> outputs = new TreeMap<>();
        run(runner, input).forEach(output -> outputs.put(output.name(), list(output)));
        golden.add(new GoldenRow(input, outputs));
      }
    }
    return golden;
  }

  private static List<Tensor> run(TensorRunner runner, Map<String, List<Float>> input) {
    for (Tensor tensor : runner.inputs(1)) {
      List<Float> numbers = input.getOrDefault(tensor.name(), List.of());
      if (numbers.size() != tensor.size()) {
        throw new UntrustedModelException(
            "Cannot run a golden row: "
                + numbers.size()
                + " numbers for "
                + tensor
                + " (must be "
                + tensor.size()
                + ")");
      }
      for (int i = 0; i < numbers.size(); i++) {
        tensor.set(i, numbers.get(i));
      }
    }
    return runner.run();
  }

  /**
   * Throws an UntrustedModelException unless every golden row returns its recorded output.
   *
   * @param action what cannot be done otherwise, such as {@code load fraud:7}
   * @param name names a row by its position
   */
  public static void replay(
      String action,
      Signature signature,
      List<GoldenRow> golden,
      IntFunction<String> name,
      LoadedModel model,
      Tolerance tolerance) {
    try (TensorRunner runner = new TensorRunner(model, signature)) {
      for (int i = 0; i < golden.size(); i++) {
        GoldenRow row = golden.get(i);
        for (Tensor output : run(runner, row.inputs())) {
          List<Float> expected = row.outputs().getOrDefault(output.name(), List.of());
          double least = tolerance.least(golden, output.name());
          compare(action, name.apply(i), expected, output, tolerance.most(), least);
        }
      }
    }
  }

  /**
   * Returns how far the outputs for golden rows are from the recorded ones, at most: as a share of
   * the recorded number, of which those below 1 count as 1; empty without golden rows.
   */
  public static OptionalDouble difference(ModelManifest manifest, LoadedModel model) {
    double most = 0;
    try (TensorRunner runner = new TensorRunner(model, manifest.artifact().signature())) {
      for (GoldenRow row : manifest.golden()) {
        for (Tensor output : run(runner, row.inputs())) {
          List<Float> wanted = row.outputs().getOrDefault(output.name(), List.of());
          for (int i = 0; i < output.size(); i++) {
            double number = i < wanted.size() ? wanted.get(i) : Double.NaN;
            double apart = Math.abs(output.number(i) - number) / Math.max(1, Math.abs(number));
            most = Math.max(most, apart); // NaN if one is
          }
        }
      }
    }
    return manifest.golden().isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(most);
  }

  /**
   * Runs a batch of golden rows, again from the first if they are fewer; of zeros if there are
   * none.
   *
   * @param rows how many rows the batch has
   */
  public static void runBatch(ModelManifest manifest, LoadedModel model, int rows) {
    List<GoldenRow> golden = manifest.golden();
    try (TensorRunner runner = new TensorRunner(model, manifest.artifact().signature())) {
      for (Tensor tensor : runner.inputs(rows)) {
        int each = tensor.size() / rows;
        for (int i = 0; i < tensor.size() && !golden.isEmpty(); i++) {
          GoldenRow row = golden.get(i / each % golden.size());
          tensor.set(i, row.inputs().getOrDefault(tensor.name(), List.of()).get(i % each));
        }
      }
      runner.run();
    }
  }

  /** Returns whether each output looks like the probabilities of classes. */
  public static boolean areProbabilities(List<GoldenRow> rows) {
    return rows.stream()
        .flatMap(row -> row.outputs().values().stream())
        .allMatch(GoldenRows::sumsToOne);
  }

  private static boolean sumsToOne(List<Float> numbers) {
    double sum = numbers.stream().mapToDouble(Float::doubleValue).sum();
    return Math.abs(sum - 1) < 1e-4 && numbers.stream().allMatch(number -> number >= 0);
  }

  /**
   * Runs golden rows in turn, so that first callers do not wait until code is compiled and memory
   * reserved.
   *
   * @param calls how many rows to run
   * @param bound begins no row after this time
   * @return how many rows were run
   */
  public static int warm(
      ModelManifest manifest, LoadedModel model, int calls, Duration bound, LongSupplier nanos) {
    long begun = nanos.getAsLong();
    int run = 0;
    List<GoldenRow> golden = manifest.golden();
    try (TensorRunner runner = new TensorRunner(model, manifest.artifact().signature())) {
      while (run < calls && !golden.isEmpty() && nanos.getAsLong() - begun < bound.toNanos()) {
        run(runner, golden.get(run % golden.size()).inputs());
        run++;
      }
    }
    return run;
  }

  private static void compare(
      String action,
      String name,
      List<Float> expected,
      Tensor found,
      double tolerance,
      double least) {
    for (int i = 0; i < found.size(); i++) {
      float number = (float) found.number(i);
      float wanted = i < expected.size() ? expected.get(i) : Float.NaN;
      double size = Math.max(least, Math.abs(wanted));
      // the form of this condition makes NaN and infinities fail
      if (!Float.isFinite(number) || !(Math.abs(number - wanted) <= tolerance * size)) {
        throw new UntrustedModelException(
            String.format(
                Locale.ROOT,
                "Cannot %s: %s produces %s at output %s[%s] (must be %s within %s)",
                action,
                name,
                number,
                found.name(),
                i,
                wanted,
                tolerance));
      }
    }
  }

  private static List<Float> list(Tensor values) {
    List<Float> list = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      list.add((float) values.number(i));
    }
    return list;
  }
}
