package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Locale;

/**
 * What a garbage collection did, or would do.
 *
 * @param mode whether it did
 * @param kept what is needed
 * @param spared what nothing needs, but was put within the grace period or under a lease
 * @param quarantined what was quarantined
 * @param restored what was quarantined before and is needed again
 * @param purged what was deleted for ever
 * @param merged how many small packs were merged into large ones
 * @param garbage the names of what was quarantined, sorted; like all amounts, what would be if the
 *     collection only looked
 */
public record GarbageReport(
    Mode mode,
    Amount kept,
    Amount spared,
    Amount quarantined,
    Amount restored,
    Amount purged,
    int merged,
    List<BlobId> garbage) {
  /** Checks the parts. */
  public GarbageReport {
    required(mode, "mode");
    required(kept, "what was kept");
    required(spared, "what was spared");
    required(quarantined, "what was quarantined");
    required(restored, "what was restored");
    required(purged, "what was purged");
    check(merged >= 0, "Invalid number of packs: %s (must not be negative)", merged);
    garbage = copy(garbage, "garbage");
  }

  /** Whether a collection acts. */
  public enum Mode {
    /** Reports what it would do; does nothing. */
    DRY_RUN,
    /** It does it. */
    QUARANTINE
  }

  private String packs() {
    return String.format(Locale.ROOT, "%,d small packs", merged);
  }

  /** Returns the report for people. */
  @Override
  public String toString() {
    boolean dry = mode == Mode.DRY_RUN;
    return (dry ? "Garbage collection, dry run: nothing was changed" : "Garbage collection")
        + ("\n  needed: " + kept)
        + ("\n  spared, put lately: " + spared)
        + ("\n  " + (dry ? "would be quarantined: " : "quarantined: ") + quarantined)
        + ("\n  " + (dry ? "would be put back: " : "put back, needed again: ") + restored)
        + ("\n  " + (dry ? "would be deleted: " : "deleted: ") + purged)
        + ("\n  " + (dry ? "would be merged: " : "merged: ") + packs());
  }
}
