package io.lifecycle4j.tiers;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cold store of a home. The home remembers the id of the store: while any of its bytes lie
 * there, it rejects another store, for reading and for writing.
 */
final class ColdStore {
  private static final Logger LOG = LoggerFactory.getLogger(ColdStore.class);

  private final Medium home;
  private final BlobStore blobs;
  private final Placements placements;
  private final UUID id;

  private ColdStore(Medium home, BlobStore blobs, Placements placements) {
    this.home = home;
    this.blobs = blobs;
    this.placements = placements;
    this.id = blobs.id();
  }

  /**
   * Attaches a store as the cold store of a home. Records that if the home is writable and lists
   * the feature; otherwise the first move does.
   *
   * @throws InvalidValueException if it is the store of the home itself or of a copy of it, or
   *     bytes of the home lie in another store; nothing was changed
   */
  static ColdStore attach(Medium home, BlobStore blobs, Placements placements) {
    ColdStore cold = new ColdStore(home, blobs, placements);
    cold.checkOther();
    try {
      cold.check();
      if (!home.isReadOnly() && home.features().contains(Tiers.FEATURE)) {
        cold.remember();
      }
    } catch (CorruptDataException | ReadOnlyException e) {
      LOG.warn("The cold store of {} is not known: {}", home.location(), e.getMessage());
    }
    return cold; // operations that need the journal report the error
  }

  /** Records durably which store it is. */
  void remember() {
    if (placements.attached().filter(id::equals).isEmpty()) {
      placements.attach(id); // unless another attached a store first and moved something there
      check();
    }
  }

  BlobStore blobs() {
    return blobs;
  }

  UUID id() {
    return id;
  }

  /**
   * Returns the store; throws if the home's moved bytes lie in another, possibly attached since.
   */
  BlobStore checked() {
    check();
    return blobs;
  }

  /** A home that moved bytes to itself would collect them as garbage. */
  private void checkOther() {
    if (id.equals(home.blobs().id())) {
      throw new InvalidValueException(
          String.format(
              "Cannot use %s as the cold store of home %s: it has the id %s of the home itself"
                  + " (give the store of another medium to Tiers.withCold(…))",
              Locations.shown(blobs.location()), Locations.shown(home.location()), id));
    }
  }

  private void check() {
    placements
        .strayed(id)
        .ifPresent(
            there -> {
              throw new InvalidValueException(
                  String.format(
                      "Cannot use %s as the cold store of home %s: it has the id %s, and what the"
                          + " home moved lies in the one with the id %s (give that to"
                          + " Tiers.withCold(…), or a whole copy of it; to change"
                          + " the store, open the home with that one and bring all back first with"
                          + " tiering().hot(…))",
                      Locations.shown(blobs.location()),
                      Locations.shown(home.location()),
                      id,
                      there));
            });
  }
}
