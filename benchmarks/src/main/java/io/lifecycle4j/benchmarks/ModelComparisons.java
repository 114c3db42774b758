package io.lifecycle4j.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares models and their evaluation with scikit-learn, a program that PyTorch wrote with raw DJL
 * on the same file, and exported weights with what Python computes from them: {@link
 * TableComparisons}, {@link MetricsSpeed}, {@link TorchScriptModel} and {@link ExportedWeights}.
 * {@link IntervalCoverage} and {@link GatePasses} measure how often intervals and gates are right.
 *
 * <p>Run: {@code benchmarks/run.sh models [torchscript] [metrics] [tables] [other-tables]
 * [safetensors] [intervals] [gates]}
 */
public final class ModelComparisons {
  private ModelComparisons() {}

  /** A group of comparisons. */
  private interface Part {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Runs the comparisons and prints lines; a missed floor is not an error.
   *
   * @param args the parts to run; none for all
   * @throws IOException if a file cannot be written or a peer fails
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("torchscript", ModelComparisons::torchScript);
    parts.put("metrics", MetricsSpeed::run);
    parts.put("tables", () -> TableComparisons.run(TableComparisons.MEASURED));
    parts.put("other-tables", () -> TableComparisons.run(TableComparisons.OTHER));
    parts.put("safetensors", ExportedWeights::run);
    parts.put("intervals", IntervalCoverage::run);
    parts.put("gates", GatePasses::run);
    for (String name : args.length == 0 ? parts.keySet() : List.of(args)) {
      Part part = parts.get(name);
      if (part == null) {
        throw new IllegalArgumentException(
            "Invalid name: " + name + " (there are " + parts.keySet() + ")");
      }
      part.run();
    }
  }

  /** Serves a file of PyTorch with one caller, log and drift monitor on, beside raw DJL. */
  private static void torchScript() throws IOException, InterruptedException {
    for (PeerComparison comparison :
        List.of(
            new PeerComparison("torchscript-1-caller-vs-default", "raw-program", 1, 0.9),
            new PeerComparison("torchscript-1-caller-vs-tuned", "tuned-program", 1, 0.9))) {
      Comparisons.compare("program", comparison);
    }
  }
}
