package io.lifecycle4j.core.serving.traffic;

import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What all processes counted of the arms of rollouts. Thread-safe. */
public final class StepReading {
  // guarded by this
  private final TrafficLines lines;
  private final Map<String, ArmSums> journals = new HashMap<>();

  /** Reads nothing yet. */
  public StepReading(JournalStore journals, String model) {
    this.lines = new TrafficLines(journals, model);
  }

  /**
   * The counts of both arms in a step.
   *
   * @param corrupt the journals with counts that may be missing, since they are corrupt
   */
  public record Arms(TrafficCounts canary, TrafficCounts control, Set<String> corrupt) {}

  /**
   * Adds what all processes counted of two arms until now.
   *
   * @param canary the requests of the version under rollout
   * @param control those of the version beside it
   */
  public synchronized Arms sum(Counted canary, Counted control) {
    Set<String> corrupt =
        lines.read(
            (journal, line) -> journals.computeIfAbsent(journal, any -> new ArmSums()).add(line));
    return new Arms(sum(canary), sum(control), corrupt);
  }

  private TrafficCounts sum(Counted arm) {
    return TrafficCounts.sum(journals.values().stream().map(sums -> sums.of(arm)).toList());
  }
}
