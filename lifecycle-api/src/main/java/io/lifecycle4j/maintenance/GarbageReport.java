package io.lifecycle4j.maintenance;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.WeightRetention;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
 * @param retention which versions of models keep their weights; empty if all do
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
    Optional<WeightRetention> retention,
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
    required(retention, "retention of weights");
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
        + ("\n  " + weights(dry));
  }

  private String weights(boolean dry) {
    if (retention.isEmpty()) {
      return "lost weights: no version (no retention)";
    }
    return (dry ? "would lose weights, with " : "lost weights, with ")
        + retention.get()
        + " kept: "
        + (purgedVersions.isEmpty() ? "no version" : String.join(", ", purgedVersions));
  }
}
