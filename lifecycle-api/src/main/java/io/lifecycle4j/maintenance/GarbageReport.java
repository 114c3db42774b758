package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Locale;

/**
 * The result of a garbage collection.
 *
 * @param mode whether it was a dry run
 * @param kept the blobs that are needed
 * @param spared unneeded blobs that were stored within the grace period or under a lease
 * @param quarantined the blobs that were quarantined
 * @param restored the blobs that were in quarantine and are needed again
 * @param purged the blobs that were permanently deleted
 * @param merged how many small packs were merged into large ones
 * @param garbage the hashes of the quarantined blobs, sorted; in a dry run, these and all amounts
 *     are those that would result
 * @param purgedVersions the labels of the versions of models that the retention of weights purged,
 *     such as {@code fraud:7}; in a dry run, would purge
 */
public record GarbageReport(
    Mode mode,
    Amount kept,
    Amount spared,
    Amount quarantined,
    Amount restored,
    Amount purged,
    int merged,
    List<BlobId> garbage,
    List<String> purgedVersions) {
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
    purgedVersions = copy(purgedVersions, "purged versions");
  }

  /** Whether a collection changes the home. */
  public enum Mode {
    /** It only reports what it would do. */
    DRY_RUN,
    /** It quarantines and purges. */
    QUARANTINE
  }

  private String packs() {
    return String.format(Locale.ROOT, "%,d small packs", merged);
  }

  /** Returns the report as readable text. */
  @Override
  public String toString() {
    boolean dry = mode == Mode.DRY_RUN;
    return (dry ? "Garbage collection, dry run: nothing was changed" : "Garbage collection")
        + ("\n  needed: " + kept)
        + ("\n  within the grace period: " + spared)
        + ("\n  " + (dry ? "would be quarantined: " : "quarantined: ") + quarantined)
        + ("\n  " + (dry ? "would be put back: " : "put back, needed again: ") + restored)
        + ("\n  " + (dry ? "would be deleted: " : "deleted: ") + purged)
        + ("\n  " + (dry ? "would be merged: " : "merged: ") + packs())
        + (purgedVersions.isEmpty()
            ? ""
            : "\n  "
                + (dry ? "would lose weights: " : "lost weights: ")
                + String.join(", ", purgedVersions));
  }
}
