package io.lifecycle4j.core.storage;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several processes does something: the one that owns a journal. If it dies, the next one
 * that asks owns it. Confined to one thread.
 *
 * <p>If the journal is corrupt, all use the next one, which has a number behind its name.
 */
public final class Lead implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lead.class);

  /** How many entries are added before old ones are erased. */
  private static final long TRIMMED = 1_000;

  private final JournalStore journals;
  private final String name;
  private @Nullable Journal mine;
  private @Nullable JournalEntry last;
  private boolean replaced;

  /** How many journals are known to be corrupt. */
  private int corrupt;

  /** Does not lead before it asks. */
  public Lead(JournalStore journals, String name) {
    this.journals = journals;
    this.name = name;
  }

  /**
   * Returns whether this process leads; it does so until it resigns or dies.
   *
   * @throws CorruptDataException if too many journals are corrupt
   */
  public boolean tryLead() {
    while (mine == null) {
      try {
        mine = owned(NumberedJournals.name(name, corrupt));
      } catch (ConflictException e) { // another process leads
        return false;
      } catch (CorruptDataException e) {
        replace(e);
      }
    }
    return true;
  }

  /** Uses the next journal instead of a corrupt one. */
  private void replace(CorruptDataException e) {
    if (corrupt == NumberedJournals.MOST) {
      throw e;
    }
    LOG.error("{} is corrupt; the next one is used", NumberedJournals.name(name, corrupt), e);
    replaced = true;
    corrupt++;
  }

  /**
   * Reads all that is stored in the journal of this process, which leads. If an entry is corrupt,
   * the next journal is used, so that what is written from now on can be read.
   *
   * @return whether this process leads still
   */
  public boolean verify() {
    Journal journal = mine;
    if (journal == null) {
      return false;
    }
    try {
      JournalReads.stored(journal, 1, entry -> {});
      return true;
    } catch (CorruptDataException e) {
      resign();
      replace(e);
      return tryLead();
    }
  }

  private Journal owned(String next) {
    Journal journal = journals.owned(next);
    boolean read = false;
    try {
      last = JournalReads.last(journals, next).orElse(null);
      read = true;
      return journal;
    } finally {
      if (!read) {
        JournalClosing.despiteErrors(journal);
      }
    }
  }

  /**
   * Returns whether a journal was corrupt, so that what was written last may be lost; false before
   * this process led.
   */
  public boolean isReplaced() {
    return replaced;
  }

  /**
   * Returns what the process that leads wrote last, whichever that is; empty if that is not known.
   * Any thread may ask.
   */
  public static Optional<JournalEntry> peek(JournalStore journals, String name) {
    for (int i = NumberedJournals.MOST; i >= 0; i--) {
      try {
        Optional<JournalEntry> last = JournalReads.last(journals, NumberedJournals.name(name, i));
        if (last.isPresent()) {
          return last;
        }
      } catch (CorruptDataException e) { // who leads says so
        LOG.debug("{} is corrupt", NumberedJournals.name(name, i), e);
      }
    }
    return Optional.empty();
  }

  /** Returns what was written last, by this process or one that led before. */
  public Optional<JournalEntry> last() {
    return Optional.ofNullable(last);
  }

  /**
   * Writes what the next one that leads needs to know, instead of all before; this process must
   * lead. Survives a power cut.
   */
  public void write(byte[] payload) {
    Journal journal = mine;
    if (journal == null) {
      throw new IllegalStateException("Does not lead: " + name);
    }
    Batch batch = new Batch(Ids.token(), Batch.ANY, List.of(payload), Durability.POWER);
    long sequence = journal.append(batch);
    last = new JournalEntry(sequence, payload);
    journal.trim(sequence);
  }

  /**
   * Writes one more entry, and keeps those before; this process must lead. If it fails, this
   * process leads no more, so that the next one that does reads what was written.
   *
   * @param most how many entries to keep, about
   */
  public void add(byte[] payload, Durability durability, long most) {
    add(List.of(payload), durability, most);
  }

  /** Writes more entries in one step, like the other method. */
  public void add(List<byte[]> payloads, Durability durability, long most) {
    Journal journal = mine;
    if (journal == null) {
      throw new IllegalStateException("Does not lead: " + name);
    }
    boolean added = false;
    try {
      long sequence = journal.append(new Batch(Ids.token(), Batch.ANY, payloads, durability));
      last = new JournalEntry(sequence, payloads.get(payloads.size() - 1));
      if (sequence % TRIMMED < payloads.size() && sequence > most) {
        journal.trim(sequence - most);
      }
      added = true;
    } finally {
      if (!added) {
        resign();
      }
    }
  }

  /**
   * Reads all that those that led have written and is kept, the oldest first; what is corrupt is
   * left out. Any thread may ask.
   */
  public static void read(JournalStore journals, String name, Consumer<JournalEntry> action) {
    NumberedJournals.read(journals, name, action);
  }

  /** Returns the names of the journals of those that led, the newest first. Any thread may ask. */
  public static List<String> names(JournalStore journals, String name) {
    return NumberedJournals.names(journals, name);
  }

  /** Lets another process lead. */
  public void resign() {
    Journal journal = mine;
    mine = null;
    if (journal != null) {
      JournalClosing.despiteErrors(journal);
    }
  }

  @Override
  public void close() {
    resign();
  }
}
