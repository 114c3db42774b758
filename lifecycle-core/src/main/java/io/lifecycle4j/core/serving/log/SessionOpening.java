package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.storage.SpareJournals.Owned;
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

  /** Those of the model. */
  private final ModelJournals all;

  private final String session;

  /** The name of the journal, unless another is free. */
  private final String own;

  private final byte[] header;
  private final UUID token = Ids.token();
  private volatile @Nullable Owned opened;

  SessionOpening(JournalStore journals, ModelJournals all, String session, byte[] header) {
    this.journals = journals;
    this.all = all;
    this.session = session;
    this.own = all.name(session);
    this.header = header;
  }

  /** Returns the journal that was opened last; null if there is none yet. */
  @Nullable Owned opened() {
    return opened;
  }

  /** Opens the journal, which the caller closes. */
  @Override
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not keep the journal open either
  public Journal get() {
    Owned next = free();
    try {
      next.journal().append(new Batch(token, Batch.ANY, List.of(header), Durability.PROCESS));
      opened = next;
      return next.journal();
    } catch (RuntimeException | Error e) {
      try {
        JournalClosing.despiteErrors(next.journal());
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
  private Owned free() {
    if (all.names().contains(own)) { // after a failure
      return all.own(session);
    }
    try {
      Parts parts = Parts.read(journals, Kind.PARTS.beside(own));
      return all.spare(name -> isEmpty(name, parts), session);
    } catch (LifecycleException e) {
      LOG.warn("Cannot use a journal again; {} is opened", own, e);
      return all.own(session);
    }
  }

  /** A journal in a copy of the home may end before what counts no more: it is not used again. */
  private boolean isEmpty(String name, Parts parts) {
    return journals
        .state(name)
        .filter(state -> state.first() > state.sequence())
        .filter(state -> state.sequence() >= parts.covered(name))
        .isPresent();
  }

  /**
   * Writes the header once more, so that everything before it may be moved. Survives a power cut.
   *
   * @return the entry before the header
   */
  long cut(Owned now) {
    Batch again = new Batch(Ids.token(), Batch.ANY, List.of(header), Durability.POWER);
    return now.journal().append(again) - 1;
  }
}
