package io.lifecycle4j.core.serving.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.serving.log.Parts.Entry;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.BlobMaintenance;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes what is in parts. Only one process at a time can: the one that owns the journal. Each
 * change is one entry, so that it happens as a whole or not at all. Not thread-safe.
 */
final class PartsJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartsJournal.class);

  /** So many entries are replaced by one that has the same state. */
  private static final int MOST_ENTRIES = 1_000;

  private final BlobStore blobs;
  private final JournalStore journals;
  private final String list;
  private final Journal journal;
  private final InstantSource clock;
  private Parts parts = new Parts();

  /** Whether an entry failed since, which may nevertheless be in the journal. */
  private boolean unknown;

  private PartsJournal(Medium home, String list, Journal journal, InstantSource clock) {
    this.blobs = home.blobs();
    this.journals = home.journals();
    this.list = list;
    this.journal = journal;
    this.clock = clock;
  }

  /** Opens a list of parts; returns null if another process or thread owns it. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever happens, the journal is released
  static @Nullable PartsJournal open(Medium home, String list, InstantSource clock) {
    Journal journal;
    try {
      journal = home.journals().owned(list);
    } catch (ConflictException e) {
      return null;
    }
    try {
      PartsJournal opened = new PartsJournal(home, list, journal, clock);
      opened.read();
      return opened;
    } catch (RuntimeException | Error e) {
      journal.close();
      throw e;
    }
  }

  private void read() {
    Parts read = new Parts();
    journal.read(journal.state().first(), read::apply);
    parts = read;
  }

  /** Returns the state of now; after an entry that failed, it is another object. */
  Parts parts() {
    if (unknown) {
      journal.reopen();
      read();
      unknown = false;
    }
    return parts;
  }

  /**
   * Stores a part.
   *
   * @param fill writes the entries; it is called twice and must write the same
   * @return the part, which counts once it is {@linkplain #replace added}; null if it is empty
   */
  @Nullable Part store(Consumer<PartWriter> fill) {
    MessageDigest digest = Hashing.sha256();
    Part part;
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      part = write(out, fill).part(Hashing.id(digest), now());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it writes nothing
    }
    if (part == null) {
      return null;
    }
    // known as garbage first, so that no crash leaves a copy that nobody knows
    append(new Entry("planned", now()).removing(List.of(part.blob())));
    BlobId stored = blobs.put(out -> write(out, fill));
    if (!stored.equals(part.blob())) {
      throw new CorruptDataException("Corrupt predictions: they changed while they were copied");
    }
    return part;
  }

  private static PartWriter write(OutputStream to, Consumer<PartWriter> fill) throws IOException {
    OutputStream out = new BufferedOutputStream(to, 1 << 16);
    PartWriter writer = new PartWriter(out);
    fill.accept(writer);
    writer.finish();
    out.flush();
    return writer;
  }

  /**
   * Replaces parts by others, with one entry.
   *
   * @param removed to be deleted later
   * @param covered the last entry of each journal that counts no more
   */
  void replace(String kind, List<Part> removed, List<Part> added, Map<String, Long> covered) {
    replace(new Entry(kind, now()), removed, added, covered);
  }

  private void replace(
      Entry entry, List<Part> removed, List<Part> added, Map<String, Long> covered) {
    List<BlobId> gone = removed.stream().map(Part::blob).toList();
    Map<BlobId, String> needed =
        added.stream().collect(Collectors.toMap(Part::blob, part -> "part of " + part.model()));
    StoredFiles.commit(
        blobs,
        "keep predictions",
        needed,
        () -> {
          append(
              entry
                  .removing(gone)
                  .adding(added.stream().map(part -> part.after(removed)).toList(), covered));
          return entry;
        });
  }

  /** Records that an erasure began, went on or is done. */
  void erase(ErasedKey key) {
    append(new Entry("erased", now()).erasing(List.of(key)));
  }

  /**
   * Records labels that an erasure could not remove, before their predictions are found no more.
   */
  void keep(ErasedKey key, Collection<String> ids) {
    ErasedKey now = parts().erasures().now(key);
    ErasedKey more = now.keeping(ids);
    if (!more.equals(now)) {
      erase(more);
    }
  }

  /**
   * Records that an erasure is done, or which parts it could not search.
   *
   * @return the erasure as it is on record
   */
  ErasedKey record(ErasedKey key, boolean done, List<BlobId> unread) {
    ErasedKey now = parts().erasures().now(key);
    if (done) {
      erase(now.complete());
    } else if (unread.size() < parts().unsearched(key).size()) {
      erase(now.left(unread));
    }
    return parts().erasures().now(key);
  }

  /**
   * Replaces parts by one without what was erased in them.
   *
   * @param added null if nothing is left
   * @param erased how many predictions, by the ids of the erasures
   */
  void clean(String kind, List<Part> removed, @Nullable Part added, Map<String, Long> erased) {
    List<ErasedKey> keys =
        parts().erasures().pending().stream()
            .filter(key -> erased.containsKey(key.id()))
            .map(key -> key.more(requireNonNull(erased.get(key.id()))))
            .toList();
    Entry entry = new Entry(kind, now());
    replace(
        keys.isEmpty() ? entry : entry.erasing(keys),
        removed,
        added == null ? List.of() : List.of(added),
        Map.of());
  }

  /** Drops parts of a model. */
  void drop(String model, List<Part> removed) {
    append(
        new Entry("dropped", now())
            .removing(removed.stream().map(Part::blob).toList())
            .dropping(List.of(Parts.Dropped.of(model, removed))));
  }

  private void append(Entry entry) {
    byte[] payload = StorageForms.JSON.write(entry);
    Parts now = parts();
    unknown = true;
    journal.append(new Batch(Ids.token(), Batch.ANY, List.of(payload), Durability.POWER));
    now.apply(entry);
    unknown = false;
  }

  private Instant now() {
    return clock.instant();
  }

  /**
   * Deletes the bytes of what is no part any more since a time or longer. Only the owner of this
   * journal puts parts, so it does not matter when, by a clock that may have been wrong.
   *
   * @throws io.lifecycle4j.error.StorageFailedException if an entry may be lost; nothing is deleted
   */
  void deleteGarbage(Instant before) {
    List<BlobId> garbage = parts().garbage(before);
    if (garbage.isEmpty()) {
      return;
    }
    journal.force(); // if an entry may be lost, it is not known what is garbage
    BlobMaintenance maintenance = blobs.maintenance();
    Instant newest =
        garbage.stream()
            .flatMap(blob -> blobs.find(blob).stream())
            .map(StoredBlob::lastPut)
            .reduce(maintenance.now(), (one, other) -> one.isAfter(other) ? one : other);
    maintenance.quarantine(garbage, newest);
    maintenance.purge(garbage, Instant.MAX);
    List<BlobId> gone = garbage.stream().filter(blob -> !blobs.contains(blob)).toList();
    if (!gone.isEmpty()) {
      append(new Entry("deleted", now()).deleting(gone));
    }
  }

  /** Returns whether the entries are so many that one should replace them. */
  static boolean isLong(Parts parts) {
    return parts.entries() > MOST_ENTRIES;
  }

  /** Replaces the entries by one if they are many. */
  void compact() {
    if (isLong(parts())) {
      restate();
      journal.trim(journal.sequence());
    }
  }

  /** Writes an entry with the same state as all before; erasures that are over move away. */
  void restate() {
    Instant now = now();
    append(parts().state(now, archived(parts().erasures().over(now))));
  }

  /**
   * Records erasures that are over, and returns those that are on record then. What was recorded
   * before a crash is not recorded again: each has a token of its own.
   */
  private List<ErasedKey> archived(List<ErasedKey> over) {
    if (over.isEmpty()) {
      return over;
    }
    try (Journal archive = journals.owned(Kind.ERASURES.beside(list))) {
      for (ErasedKey key : over) {
        UUID token = UUID.nameUUIDFromBytes(key.id().getBytes(UTF_8));
        List<byte[]> line = List.of(StorageForms.JSON.write(key.archived()));
        archive.append(new Batch(token, Batch.ANY, line, Durability.PROCESS));
      }
      archive.force();
      return over;
    } catch (LifecycleException e) {
      LOG.warn("Cannot archive erasures; they stay in {}", list, e);
      return List.of();
    }
  }

  @Override
  public void close() {
    journal.close();
  }
}
