package io.lifecycle4j.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the training loop with a loop of DJL and with PyTorch in Python, on the images of
 * clothes and on a small table: {@link LoopCost}, {@link TrainedInPyTorch}, {@link Clothes} and
 * {@link StateCost}. All train on one thread.
 *
 * <p>Run: {@code benchmarks/run.sh training [loop] [torch] [clothes] [state]}
 */
public final class TrainingComparisons {
  private TrainingComparisons() {}

  /** A group of comparisons. */
  private interface Part {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Runs the comparisons and prints lines; a missed floor is not an error.
   *
   * @param args the parts to run; none for all
   * @throws IOException if a file cannot be read or a peer fails
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    // Of the peer too, which would else use all processors; read when the engine is loaded.
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("loop", LoopCost::run);
    parts.put("torch", TrainedInPyTorch::run);
    parts.put("clothes", Clothes::run);
    parts.put("state", StateCost::run);
    for (String name : args.length == 0 ? parts.keySet() : List.of(args)) {
      Part part = parts.get(name);
      if (part == null) {
        throw new IllegalArgumentException(
            "Invalid name: " + name + " (there are " + parts.keySet() + ")");
      }
      part.run();
    }
  }
}
