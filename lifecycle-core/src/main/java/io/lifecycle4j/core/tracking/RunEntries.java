package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.JournalSnapshot;
import io.lifecycle4j.storage.JournalState;
import io.lifecycle4j.storage.JournalStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The entries of the journals of runs, wherever they are: a journal of many small entries is
 * rewritten into a blob, which its snapshot names, and trimmed.
 *
 * <p>At each moment a reader finds every entry: in the journal until it is trimmed, in the blob
 * from before that on. Rewriting keeps the order and the sequences, so who reads on gets each point
 * once, on whichever side of it he was.
 */
final class RunEntries {
  /** A journal of fewer entries is left alone. */
  static final int MANY = 1_024;

  /** The recovery of a journal of fewer entries is not worth a thread. */
  private static final int LONG = 256;

  /** With so many points in an entry there is little to win. */
  private static final int WELL_FILLED = 256;

  private static final int BUFFER = 1 << 16;

  private final JournalStore journals;
  private final BlobStore blobs;

  RunEntries(JournalStore journals, BlobStore blobs) {
    this.journals = journals;
    this.blobs = blobs;
  }

  /**
   * Reads entries in order, without a lock.
   *
   * @param from the first sequence wanted, from 1
   * @param action takes each entry there is now; of several that were rewritten into one the last
   *     sequence and all points from the first wanted on
   * @throws NotFoundException if they were removed for good
   */
  void read(String journal, long from, Consumer<JournalEntry> action) {
    long[] next = {from};
    Consumer<JournalEntry> given =
        entry -> {
          next[0] = entry.sequence() + 1;
          action.accept(entry);
        };
    while (true) {
      try {
        journals.read(journal, next[0], given);
        return;
      } catch (NotFoundException e) { // trimmed, perhaps just now
        JournalSnapshot rewritten =
            journals.state(journal).flatMap(JournalState::snapshot).orElseThrow(() -> e);
        if (rewritten.sequence() < next[0] || isNothing(journal, rewritten.blob())) {
          throw e; // removed for good
        }
        RewrittenRun.read(blobs, rewritten.blob(), next[0], given);
        if (next[0] != rewritten.sequence() + 1) {
          throw new CorruptDataException(
              String.format(
                  "Cannot read journal %s: blob %s ends with entry %s (must end with entry %s)",
                  journal, rewritten.blob(), next[0] - 1, rewritten.sequence()));
        }
      }
    }
  }

  /** Tells whether nothing was left; that a blob is not there, though it is named, is damage. */
  private boolean isNothing(String journal, BlobId blob) {
    try {
      return blobs.size(blob) == 0;
    } catch (NotFoundException e) {
      if (journals.state(journal).flatMap(JournalState::snapshot).stream()
          .anyMatch(snapshot -> snapshot.blob().equals(blob))) {
        throw NamedBlobs.lost("journal " + journal, "blob", blob, e);
      }
      throw e; // purged meanwhile, and collected
    }
  }

  /**
   * Tells whether rewriting is worth its cost. An entry stands for some milliseconds of logging and
   * takes a few microseconds to be rewritten, so it costs less than a thousandth of the run.
   *
   * @param points how many the run has
   */
  static boolean pays(Journal journal, long points) {
    long entries = journal.sequence() - journal.first() + 1;
    return entries >= MANY && points < WELL_FILLED * entries;
  }

  /**
   * Rewrites all entries there are. The caller owns the journal, and does not write it meanwhile.
   *
   * <p>First the blob is stored, then the snapshot names it, then the journal is trimmed: after a
   * crash in between the entries are still in the journal.
   */
  void rewrite(String name, Journal journal) {
    trim(journal);
    BlobId before = journal.snapshot().map(JournalSnapshot::blob).orElse(null);
    long last = journal.sequence();
    if (last < journal.first()) {
      return; // nothing came since
    }
    BlobId blob =
        blobs.put(
            out -> {
              if (before == null) {
                RewrittenRun.begin(out);
              } else {
                copy(before, out);
              }
              RewrittenRun.write(action -> journals.read(name, journal.first(), action), out);
            });
    commit(blob, () -> journal.snapshot(new JournalSnapshot(last, blob)));
    trim(journal);
  }

  /** What was rewritten before stays as it is; a blob can be continued. */
  private void copy(BlobId blob, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = blobs.open(blob)) {
      for (int count = read(in, buffer, blob); count > 0; count = read(in, buffer, blob)) {
        out.write(buffer, 0, count);
      }
    }
  }

  private static int read(InputStream in, byte[] buffer, BlobId blob) {
    try {
      return in.readNBytes(buffer, 0, buffer.length);
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read blob " + blob + ": " + e.getMessage(), e);
    }
  }

  /** Completes what a crash interrupted. The caller owns the journal. */
  void trim(Journal journal) {
    JournalSnapshot rewritten = journal.snapshot().orElse(null);
    if (rewritten != null && journal.first() <= rewritten.sequence()) {
      commit(rewritten.blob(), () -> journal.trim(rewritten.sequence() + 1));
    }
  }

  /**
   * Reads a journal, and has it recover meanwhile: of a large run either takes as long. If the
   * recovery fails, who appends next meets the failure.
   */
  static <T> T recovering(Journal journal, Supplier<T> reading) {
    if (journal.sequence() < LONG) {
      return reading.get();
    }
    FutureTask<?> task = new FutureTask<>(journal::force, null); // keeps what is thrown
    OwnedThread recovery = new OwnedThread("recovery", task);
    boolean begun = recovery.begin();
    try {
      return reading.get();
    } finally {
      if (begun) {
        Joining.uninterruptibly(recovery);
      }
    }
  }

  /** Removes all entries for good. The caller owns the journal. */
  void erase(Journal journal) {
    if (journal.snapshot().isPresent()) { // or it would keep the blob for ever
      BlobId nothing = blobs.put(out -> {});
      commit(nothing, () -> journal.snapshot(new JournalSnapshot(journal.sequence(), nothing)));
    }
    if (journal.first() <= journal.sequence()) {
      journal.trim(journal.sequence() + 1);
    }
  }

  private void commit(BlobId blob, Runnable work) {
    StoredFiles.commit(
        blobs,
        "rewrite a run",
        Map.of(blob, "the rewritten journal"),
        () -> {
          work.run();
          return blob;
        });
  }
}
