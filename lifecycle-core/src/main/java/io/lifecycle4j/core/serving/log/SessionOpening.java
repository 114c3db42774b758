package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the journal of a session and writes its header. Thread-safe.
 *
 * <p>It may be called again after a failure, or if the disk lost the header; the header is written
 * once.
 */
public final class SessionOpening implements Supplier<Journal> {
  private static final Logger LOG = LoggerFactory.getLogger(SessionOpening.class);

  private final JournalStore journals;

  /** How the names of the journals of the model begin. */
  private final String prefix;

  /** The name of the journal, unless another is free. */
  private final String own;

  private final byte[] header;
  private final UUID token = Ids.token();
  private volatile @Nullable Opened opened;

  SessionOpening(JournalStore journals, String prefix, String session, byte[] header) {
    this.journals = journals;
    this.prefix = prefix;
    this.own = prefix + session;
    this.header = header;
  }

  /** The journal that was opened last. */
  record Opened(Journal journal, String name) {}

  /** Returns the journal that was opened last; null if there is none yet. */
  @Nullable Opened opened() {
    return opened;
  }

  /** Opens the journal, which the caller closes. */
  @Override
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not keep the journal open either
  public Journal get() {
    Opened next = free();
    try {
      next.journal.append(new Batch(token, Batch.ANY, List.of(header), Durability.PROCESS));
      opened = next;
      return next.journal;
    } catch (RuntimeException | Error e) {
      try {
        JournalClosing.despiteErrors(next.journal);
      } catch (RuntimeException | Error other) {
        Closing.suppress(e, other);
      }
      throw e;
    }
  }

  /**
   * Opens a journal of the model that no session uses, and whose entries were all moved to a part;
   * or a new one. So there are about as many as sessions of the model ever ran at once.
   */
  private Opened free() {
    Opened reused = null;
    try {
      reused = reused();
    } catch (LifecycleException e) {
      LOG.warn("Cannot use a journal again; {} is opened", own, e);
    }
    return reused == null ? new Opened(journals.owned(own), own) : reused;
  }

  private @Nullable Opened reused() {
    List<String> names = journals.names().stream().filter(name -> name.startsWith(prefix)).toList();
    Parts parts = Parts.read(journals);
    for (String name : names.contains(own) ? List.<String>of() : names) {
      Opened free = journals.isOwned(name) ? null : reused(name, parts);
      if (free != null) {
        return free;
      }
    }
    return null;
  }

  private @Nullable Opened reused(String name, Parts parts) {
    try {
      if (isEmpty(name, parts)) {
        Journal journal = journals.owned(name);
        if (isEmpty(name, parts)) {
          return new Opened(journal, name);
        }
        JournalClosing.despiteErrors(journal); // another session was faster, and has ended
      }
    } catch (LifecycleException e) {
      LOG.debug("Another session was faster, or the journal is corrupt", e);
    }
    return null;
  }

  /** A journal in a copy of the home may end before what counts no more: it is not used again. */
  private boolean isEmpty(String name, Parts parts) {
    try {
      return journals
          .state(name)
          .filter(state -> state.first() > state.sequence())
          .filter(state -> state.sequence() >= parts.covered(name))
          .isPresent();
    } catch (LifecycleException e) {
      LOG.debug("Cannot look into {}", name, e);
      return false;
    }
  }

  /**
   * Writes the header once more, so that everything before it may be moved. Survives a power cut.
   *
   * @return the entry before the header
   */
  long cut(Opened now) {
    Batch again = new Batch(Ids.token(), Batch.ANY, List.of(header), Durability.POWER);
    return now.journal.append(again) - 1;
  }
}
