package io.lifecycle4j.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures promotions and what they rest on: {@link PromotionRace}, {@link RegistryReads}, {@link
 * AuditVerification}, {@link StressTime} and {@link AttackedImages}.
 *
 * <p>Run: {@code benchmarks/run.sh promotion [race] [reads] [audit] [stress] [fgsm]}
 */
public final class PromotionComparisons {
  private PromotionComparisons() {}

  /** A group of figures. */
  private interface Part {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Measures and prints lines; a missed floor is not an error.
   *
   * @param args the parts to run; none for all
   * @throws IOException if a file cannot be written or a peer fails
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("race", PromotionRace::run);
    parts.put("reads", RegistryReads::run);
    parts.put("audit", AuditVerification::run);
    parts.put("stress", StressTime::run);
    parts.put("fgsm", AttackedImages::run);
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
