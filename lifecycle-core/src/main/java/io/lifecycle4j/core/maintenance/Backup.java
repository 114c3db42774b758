package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.data.ProgressReporter;
import io.lifecycle4j.core.storage.HomeCopy;
import io.lifecycle4j.core.storage.HomeFeatures;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.maintenance.BackupReport;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.BlobArea;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.LayeredMedium;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.StoredBlob;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a home that is in use: first the journals, then the blobs.
 *
 * <p>A writer stores a blob before the entry that needs it, and an entry before one of another
 * journal that refers to it. So referring journals are copied first, and blobs last: everything an
 * entry refers to is in the copy, despite concurrent writes. The journals of a layer, which record
 * where blobs were moved, are copied after the blobs, to cover concurrent moves.
 */
final class Backup {
  private static final Logger LOG = LoggerFactory.getLogger(Backup.class);
  private static final String DOING = "copy the home";

  /** Prefixes of journal names, referring journals first; the last one matches all others. */
  private static final List<String> STAGES =
      List.of("predictions-", "parts-", "registry", "datasets", "runs", "");

  /**
   * Blobs up to this length are held in memory and stored together: as many as share a pack well.
   */
  private static final int SMALL_BLOB = 1 << 20;

  private static final int MOST_BYTES = 1 << 24;
  private static final int MOST_BLOBS = 4_096;

  private final Medium source;
  private final @Nullable LayeredMedium layer;
  private final Medium target;
  private final ProgressReporter telling;
  private int journals;
  private long entries;
  private Amount copied = Amount.NONE;

  /** What there was to copy when the blobs were listed. */
  private Amount listed = Amount.NONE;

  Backup(Medium home, Medium target, @Nullable Consumer<? super DataProgress> listener) {
    this.layer = home instanceof LayeredMedium layered ? layered : null;
    this.source = layer == null ? home : layer.base();
    this.target = target;
    this.telling = new ProgressReporter(listener, this::state);
  }

  static BackupReport copy(
      Medium home, Path directory, @Nullable Consumer<? super DataProgress> listener) {
    try (HomeCopy copy =
        HomeCopy.begin(directory, home instanceof LayeredMedium layer ? layer.base() : home)) {
      LOG.info("Copying {} to {}", home.location(), directory);
      BackupReport report = new Backup(home, copy.medium(), listener).run(directory);
      copy.complete();
      LOG.info("{}", report);
      return report;
    }
  }

  BackupReport run(Path directory) {
    copyJournals();
    copyBlobs();
    for (String name : source.journals().names()) {
      if (layerJournals().contains(name)) {
        copy(name);
      }
    }
    Amount elsewhere = checkComplete();
    return new BackupReport(directory, journals, entries, copied, elsewhere);
  }

  private void copy(String journal) {
    Interrupts.check(DOING);
    entries += JournalCopy.copy(source.journals(), target.journals(), journal);
    journals++;
  }

  private Set<String> layerJournals() {
    return layer == null ? Set.of() : layer.layerJournals();
  }

  private void copyJournals() {
    Set<String> done = new HashSet<>(layerJournals()); // these come after the blobs
    for (String stage : STAGES) {
      // listed again: the previous stage may refer to new journals
      for (String name : source.journals().names()) {
        if (name.startsWith(stage) && done.add(name)) {
          copy(name);
        }
      }
    }
  }

  private DataProgress state() {
    long bytes = Math.min(copied.bytes(), listed.bytes());
    long blobs = Math.min(copied.blobs(), listed.blobs());
    return new DataProgress(Phase.COPYING, blobs, listed.blobs(), bytes, listed.bytes(), 0, 0);
  }

  private void copyBlobs() {
    BlobStore blobs = source.blobs();
    List<StoredBlob> all = new ArrayList<>();
    blobs.list(all::add);
    for (StoredBlob blob : all) {
      listed = listed.plus(blob.bytes());
    }
    telling.now();
    SmallBlobs batch = new SmallBlobs();
    for (StoredBlob blob : all) {
      BlobId id = blob.id();
      Interrupts.check(DOING);
      try {
        if (blob.bytes() > SMALL_BLOB) {
          put(id, blob.bytes());
        } else {
          batch.add(id, blobs.read(id));
        }
      } catch (NotFoundException e) {
        LOG.debug("Blob {} was collected since", id, e); // if it is needed, the check reports it
      }
      telling.inTime();
    }
    batch.flush();
    telling.now();
  }

  private void put(BlobId id, long bytes) {
    same(id, target.blobs().put(out -> transfer(id, out)));
    copied = copied.plus(bytes);
  }

  private void transfer(BlobId id, OutputStream out) throws IOException {
    try (InputStream in = source.blobs().open(id)) {
      in.transferTo(out);
    }
  }

  private static void same(BlobId expected, BlobId stored) {
    if (!stored.equals(expected)) {
      throw new CorruptDataException(
          "Cannot copy blob " + expected + ": its bytes are those of " + stored);
    }
  }

  /** Small blobs that are stored with one commit. */
  private final class SmallBlobs {
    private final List<BlobId> ids = new ArrayList<>();
    private final List<Content> contents = new ArrayList<>();
    private long bytes;

    void add(BlobId id, byte[] content) {
      ids.add(id);
      contents.add(out -> out.write(content));
      bytes += content.length;
      copied = copied.plus(content.length);
      if (ids.size() >= MOST_BLOBS || bytes >= MOST_BYTES) {
        flush();
      }
    }

    void flush() {
      if (!ids.isEmpty()) {
        List<BlobId> stored = target.blobs().putAll(contents);
        for (int i = 0; i < ids.size(); i++) {
          same(ids.get(i), stored.get(i));
        }
        ids.clear();
        contents.clear();
        bytes = 0;
      }
    }
  }

  /**
   * Reads the copy as the rooms read it; throws unless everything is there. Returns what it needs
   * of other stores.
   */
  private Amount checkComplete() {
    Medium home = layer == null ? target : layer.over(target);
    List<BlobArea> areas = HomeFeatures.areas(home);
    Reached reached = Reached.in(new HomeReferences(home, new Pins(target)));
    reached
        .damaged()
        .forEach(
            (what, why) -> {
              String wrong = why instanceof CorruptDataException ? "is damaged" : "cannot be read";
              throw Reached.alike(
                  "Cannot " + DOING + ": " + what + " " + wrong + ": " + why.getMessage(), why);
            });
    Set<BlobId> missing = home.blobs().missing(reached.blobs());
    missing.forEach(this::copyMoved);
    for (BlobArea area : areas) {
      area.holders(missing).values().forEach(holder -> copyMoved(holder.id()));
    }
    for (BlobId id : missing) {
      if (!home.blobs().contains(id)) {
        throw new CorruptDataException(
            "Cannot " + DOING + ": blob " + id + " is needed, but missing (verify says by what)");
      }
    }
    return elsewhere(areas, target.blobs().missing(reached.blobs()));
  }

  /** Copies a blob that was moved after the blobs were listed, and so is held by another. */
  private void copyMoved(BlobId id) {
    try {
      put(id, source.blobs().size(id));
    } catch (NotFoundException e) {
      LOG.debug("Blob {} is not in the home", id, e); // or its holder is, which is copied too
    }
  }

  private static Amount elsewhere(List<BlobArea> areas, Set<BlobId> needed) {
    Amount elsewhere = Amount.NONE;
    for (BlobArea area : areas) {
      for (BlobArea.Holder holder : area.holders(needed).values()) {
        elsewhere = area.isOpen() ? elsewhere : elsewhere.plus(holder.bytes());
      }
    }
    return elsewhere;
  }
}
