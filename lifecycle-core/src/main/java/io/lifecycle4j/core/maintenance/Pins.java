package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.maintenance.PinState.Held;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pins and leases of users, in the journal {@code pins}. */
final class Pins implements References {
  private static final String JOURNAL = "pins";

  private final Medium medium;
  private @Nullable Fold<PinState> state;

  Pins(Medium medium) {
    this.medium = medium;
  }

  /** Opens the journal when first needed: most homes have none. */
  private synchronized Fold<PinState> state() {
    if (state == null) {
      state = new Fold<>(medium.journals().shared(JOURNAL), new PinState(), PinState::add);
    }
    return state;
  }

  void pin(String name, Collection<BlobId> ids) {
    checkName("pin", name);
    List<BlobId> pinned = copy(new ArrayList<>(required(ids, "blobs of a pin")), "blobs of a pin");
    Map<BlobId, String> needed = new LinkedHashMap<>();
    pinned.forEach(id -> needed.put(id, "blob " + id));
    byte[] line = StorageForms.JSON.write(PinLine.pin(name, pinned));
    StoredFiles.commit(
        medium.blobs(),
        "pin " + name,
        needed,
        () -> state().decide(all -> new Decision<>(line, sequence -> name)));
  }

  void unpin(String name) {
    checkName("pin", name);
    state()
        .decide(
            all -> {
              if (!all.pins().containsKey(name)) {
                throw new NotFoundException("Pin does not exist: " + name);
              }
              return new Decision<>(StorageForms.JSON.write(PinLine.unpin(name)), sequence -> name);
            });
  }

  Map<String, List<BlobId>> pins() {
    return state().read(all -> copy(new TreeMap<>(all.pins()), "pins"));
  }

  /** Takes a lease and returns its id. */
  String lease(Instant from, Instant until) {
    String id = Ids.next();
    byte[] line = StorageForms.JSON.write(PinLine.lease(id, from, until));
    return state().decide(all -> new Decision<>(line, sequence -> id));
  }

  void renew(String id, Instant now, Instant until) {
    state()
        .decide(
            all -> {
              Held held =
                  all.lease(id)
                      .filter(lease -> lease.until().isAfter(now))
                      .orElseThrow(
                          () ->
                              new ConflictException(
                                  "Cannot renew lease "
                                      + id
                                      + ": it has expired (take a new one)"));
              return new Decision<>(
                  StorageForms.JSON.write(PinLine.lease(id, held.from(), until)),
                  sequence -> until);
            });
  }

  void release(String id) {
    byte[] line = StorageForms.JSON.write(PinLine.release(id));
    state()
        .decide(
            all ->
                all.lease(id).isPresent()
                    ? new Decision<>(line, sequence -> id)
                    : Decision.nothing(id));
  }

  Instant heldSince(Instant now) {
    return state().read(all -> all.heldSince(now));
  }

  @Override
  public boolean owns(String journal) {
    return journal.equals(JOURNAL);
  }

  @Override
  public void walk(Visitor visitor) {
    visitor.reading(
        "journal " + JOURNAL,
        () ->
            pins()
                .forEach(
                    (name, ids) -> {
                      visitor.recorded("pin " + name, JOURNAL);
                      ids.forEach(id -> visitor.reaches("pin " + name, id));
                    }));
  }
}
