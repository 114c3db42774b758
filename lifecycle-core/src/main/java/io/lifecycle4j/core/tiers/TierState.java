package io.lifecycle4j.core.tiers;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.tiers.TierLine.Held;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.Tier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the entries of the journal {@code tiers} add up to. Not thread-safe. */
final class TierState {
  private final Map<BlobId, Placement> placements = new HashMap<>();
  private final Set<BlobId> cold = new HashSet<>();
  private boolean untouched = true;

  void add(JournalEntry entry) {
    untouched = false;
    String what = "tier entry " + entry.sequence();
    TierLine line = Json.read(entry.payload(), TierLine.class, what);
    if (!line.kind().equals(TierLine.PLACED)) {
      throw unknown(what, "kind '" + line.kind() + "'");
    }
    Tier tier =
        Arrays.stream(Tier.values())
            .filter(each -> each.name().equals(line.tier()))
            .findFirst()
            .orElseThrow(() -> unknown(what, "tier '" + line.tier() + "'"));
    line.blobs().forEach(held -> place(held, tier));
  }

  private static ReadOnlyException unknown(String what, String found) {
    return new ReadOnlyException(
        "Cannot read " + what + ": " + found + " (written by a newer version of Lifecycle4j)");
  }

  private void place(Held held, Tier tier) {
    if (tier == Tier.HOT) {
      placements.remove(held.blob());
    } else {
      placements.put(
          held.blob(),
          new Placement(held.blob(), held.bytes(), tier, held.stored(), held.storedBytes()));
    }
    if (tier == Tier.COLD) {
      cold.add(held.stored());
    }
  }

  /** Tells whether no blob was ever moved. */
  boolean untouched() {
    return untouched;
  }

  /** Returns where blobs lie that are not hot. */
  Map<BlobId, Placement> placements() {
    return placements;
  }

  /** Returns every blob that this home ever put into its cold store. */
  Set<BlobId> cold() {
    return cold;
  }
}
