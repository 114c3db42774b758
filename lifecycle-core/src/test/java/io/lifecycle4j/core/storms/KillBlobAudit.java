package io.lifecycle4j.core.storms;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares the blobs of a home with what its writers noted down. */
final class KillBlobAudit {
  /** What tells whose manifest it is: the message of a dataset, the hash of a model's file. */
  private static final Pattern OWNER =
      Pattern.compile("\"message\":\"([a-z0-9]+\\.[0-9]+)\\.0\\.1\"|\"([0-9a-f]{64})\"");

  private final List<KillWrite> writes;
  private final BlobStore blobs;
  private final Set<KillKind> kinds;
  private final Map<BlobId, Set<Place>> allowed = new HashMap<>();
  private final Map<BlobId, String> owners = new HashMap<>();
  private final Map<String, KillWrite> puts = new HashMap<>();
  private final Set<String> purgers = new HashSet<>();
  private final Set<String> manifests = new HashSet<>();
  private final Set<BlobId> listed;
  private final Set<BlobId> aside;

  /** Where a blob can be. */
  private enum Place {
    STORED,
    ASIDE,
    GONE
  }

  KillBlobAudit(List<KillWrite> writes, Set<KillKind> kinds, BlobStore blobs) {
    this.writes = writes;
    this.kinds = kinds;
    this.blobs = blobs;
    listed = new HashSet<>(Fixtures.ids(blobs));
    aside =
        kinds.contains(KillKind.QUARANTINE)
            ? blobs.maintenance().quarantined().stream()
                .map(QuarantinedBlob::id)
                .collect(Collectors.toSet())
            : Set.of();
  }

  void check() {
    for (KillWrite write : writes) {
      if (write.kind() == KillKind.PURGE) {
        purgers.add(write.worker());
      }
    }
    writes.forEach(this::follow);
    allowed.forEach(this::checkPlace);
    for (BlobId id : listed) {
      byte[] bytes = blobs.read(id);
      if (!Fixtures.hash(bytes).equals(id)) {
        throw new AssertionError("Blob " + id + " has other bytes");
      }
      if (!allowed.containsKey(id) && !isManifest(new String(bytes, UTF_8))) {
        throw new AssertionError("Nobody wrote blob " + id);
      }
      if (kinds.contains(KillKind.PUT_ALL)) { // verifying came with packs
        blobs.maintenance().verify(id, VerifyDepth.HASH);
      }
    }
  }

  private void follow(KillWrite write) {
    switch (write.kind()) {
      case BLOB, PUT_ALL, SNAPSHOT -> put(write);
      case COMMIT -> {
        put(write);
        manifests.add(write.key());
      }
      case REGISTER -> {
        put(write);
        manifests.add(KillBlobs.id(write, 0).sha256());
      }
      case QUARANTINE -> move(write, Place.ASIDE);
      case RESTORE -> move(write, Place.STORED);
      case PURGE -> allowed.forEach((id, places) -> purge(write, id, places));
      default -> {
        // has no blobs
      }
    }
  }

  /** Of what was not acknowledged the bytes may be there or not. */
  private void put(KillWrite write) {
    puts.put(write.key(), write);
    for (int i = 0; i < write.size(); i++) {
      BlobId id = KillBlobs.id(write, i);
      owners.put(id, write.worker());
      allowed.put(
          id,
          write.acknowledged() ? EnumSet.of(Place.STORED) : EnumSet.of(Place.STORED, Place.GONE));
    }
  }

  private void move(KillWrite write, Place to) {
    KillWrite put = Objects.requireNonNull(puts.get(write.worker() + "." + write.argument()));
    Set<Place> places = Objects.requireNonNull(allowed.get(KillBlobs.id(put, 0)));
    if (write.outcome() != KillWrite.Outcome.REFUSED) {
      if (write.acknowledged()) {
        places.clear();
      }
      places.add(to);
      if (to == Place.ASIDE && purgedByOthers(write)) {
        places.add(Place.GONE);
      }
    }
  }

  private boolean purgedByOthers(KillWrite write) {
    return purgers.size() > (purgers.contains(write.worker()) ? 1 : 0);
  }

  /** What others purge may have been quarantined before that or behind it. */
  private void purge(KillWrite write, BlobId id, Set<Place> places) {
    if (places.contains(Place.ASIDE)) {
      places.add(Place.GONE);
      if (write.acknowledged() && write.worker().equals(owners.get(id))) {
        places.remove(Place.ASIDE);
      }
    }
  }

  private void checkPlace(BlobId id, Set<Place> allowed) {
    Place place =
        listed.contains(id) ? Place.STORED : aside.contains(id) ? Place.ASIDE : Place.GONE;
    if (!allowed.contains(place) || blobs.contains(id) != listed.contains(id)) {
      throw new AssertionError("Blob " + id + " is " + place + " (must be " + allowed + ")");
    }
  }

  private boolean isManifest(String text) {
    return OWNER
        .matcher(text)
        .results()
        .anyMatch(
            match -> manifests.contains(match.group(1) == null ? match.group(2) : match.group(1)));
  }
}
