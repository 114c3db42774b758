package io.lifecycle4j.tiers;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.tiers.TierLine.Held;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The state that the entries of the journal {@code tiers} add up to. Not thread-safe. */
final class TierState {
  private final Map<BlobId, BlobPlacement> placements = new HashMap<>();
  private final Set<BlobId> cold = new HashSet<>();
  private boolean untouched = true;
  private @Nullable UUID attached;

  void add(JournalEntry entry) {
    String what = "tier entry " + entry.sequence();
    TierLine line = StorageForms.JSON.read(entry.payload(), TierLine.class, what);
    switch (line.kind()) {
      case TierLine.PLACED -> {
        untouched = false;
        placed(line, what, this::place);
      }
      case TierLine.Attached.KIND ->
          attached =
              required(
                  StorageForms.JSON.read(entry.payload(), TierLine.Attached.class, what).store(),
                  "store of " + what);
      default -> throw unknown(what, "kind '" + line.kind() + "'");
    }
  }

  private static void placed(TierLine line, String what, BiConsumer<Held, Tier> action) {
    Tier tier = tier(required(line.tier(), "tier of " + what), what);
    required(line.blobs(), "blobs of " + what).forEach(held -> action.accept(held, tier));
  }

  /** Passes on what an entry places, nothing if it does something else. */
  static void placed(JournalEntry entry, BiConsumer<Held, Tier> action) {
    String what = "tier entry " + entry.sequence();
    TierLine line = StorageForms.JSON.read(entry.payload(), TierLine.class, what);
    if (line.kind().equals(TierLine.PLACED)) {
      placed(line, what, action);
    }
  }

  private static Tier tier(String name, String what) {
    return Arrays.stream(Tier.values())
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(what, "tier '" + name + "'"));
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
          new BlobPlacement(held.blob(), held.bytes(), tier, held.stored(), held.storedBytes()));
    }
    if (tier == Tier.COLD) {
      cold.add(held.stored());
    }
  }

  boolean untouched() {
    return untouched;
  }

  Optional<UUID> attached() {
    return Optional.ofNullable(attached);
  }

  Optional<UUID> strayed(UUID given) {
    boolean same = attached == null || attached.equals(given);
    return same || placements.values().stream().noneMatch(placed -> placed.tier() == Tier.COLD)
        ? Optional.empty()
        : attached();
  }

  Map<BlobId, BlobPlacement> placements() {
    return placements;
  }

  Set<BlobId> cold() {
    return cold;
  }
}
