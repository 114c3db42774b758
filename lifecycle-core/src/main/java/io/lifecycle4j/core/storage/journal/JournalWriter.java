package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.JournalChecks;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.Recovery;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a journal: a group of batches with one write, and one fsync if any of them requires it.
 * Used by one thread at a time, under the journal's lock.
 */
final class JournalWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

  private static final String WRITE = "write journal";

  private final JournalDirectory directory;
  private final JournalKind kind;
  private final long segmentBytes;
  private final OpenJournal journal;
  private final FrameBuffer buffer;
  private final ReadMarks marks;

  JournalWriter(
      JournalDirectory directory,
      JournalKind kind,
      long segmentBytes,
      ReadMarks marks,
      Consumer<Recovery> recoveries) {
    this.marks = marks;
    this.directory = directory;
    this.kind = kind;
    this.segmentBytes = segmentBytes;
    this.buffer = new FrameBuffer(directory.identity().salt());
    this.journal = new OpenJournal(directory, kind, recoveries);
  }

  boolean idle() {
    return journal.idle();
  }

  /**
   * Appends batches, and records each outcome. After an Error, the next attempt reads the files.
   */
  void append(List<Append> group) {
    boolean done = false;
    try {
      appendAll(group);
      done = true;
    } finally {
      if (!done) {
        journal.forget();
      }
    }
  }

  private void appendAll(List<Append> group) {
    try {
      if (journal.refresh().end().offset() >= segmentBytes) {
        journal.roll();
      }
      Encoded encoded = encode(group);
      group.forEach(Append::begin);
      write(group, encoded);
      if (encoded.forces() && group.stream().anyMatch(this::mustForce)) {
        force(group);
      }
    } catch (IOException e) {
      group.forEach(append -> append.fail(StorageErrors.failed(WRITE, directory.path(), e)));
    }
  }

  /**
   * The content of the buffer.
   *
   * @param tokens the number of batches with a token
   * @param forces whether any batch of the group requires an fsync, even one appended before
   * @param last the last sequence
   * @param link the link of that entry
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Encoded(int tokens, boolean forces, long last, byte[] link) {}

  private Encoded encode(List<Append> group) {
    buffer.clear();
    JournalPosition end = journal.active().end();
    byte[] link = end.link().clone();
    long sequence = end.sequence();
    Map<UUID, Long> tokens = new HashMap<>();
    long forced = journal.forced();
    boolean chained = kind == JournalKind.CHAINED;
    boolean forces = false;
    for (Append append : group) {
      forces |= append.forces();
      Batch batch = append.batch();
      Long before = batch.hasToken() ? known(batch.token(), tokens) : null;
      if (before != null) {
        append.end(before);
        continue;
      }
      try {
        JournalChecks.expected(directory.name(), batch, sequence);
      } catch (ConflictException e) {
        append.fail(e);
        continue;
      }
      buffer.add(batch, sequence + 1, forced, chained ? link : null);
      sequence += batch.payloads().size();
      append.end(sequence);
      if (batch.hasToken()) {
        tokens.put(batch.token(), sequence);
      }
    }
    return new Encoded(tokens.size(), forces, sequence, link);
  }

  private @Nullable Long known(UUID token, Map<UUID, Long> now) {
    Long before = journal.tokens().find(token);
    return before == null ? now.get(token) : before;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an Error is handled like a failure
  private void write(List<Append> group, Encoded encoded) {
    ActiveSegment active = journal.active();
    JournalPosition before = active.end();
    long written = encoded.last();
    Throwable cause = null;
    if (encoded.last() > before.sequence()) {
      try {
        journal.written();
        active.write(buffer.content(), encoded.last(), encoded.link(), encoded.tokens());
        marks.add(before);
      } catch (IOException | Error e) {
        cause = e;
        keepWhole(active, e);
        written = journal.failed() ? before.sequence() : active.end().sequence();
      }
    }
    if (cause != null || encoded.tokens() > 0) { // otherwise there is nothing to record
      note(group, written, cause);
    }
  }

  /** Records which batches were written, and their tokens. */
  private void note(List<Append> group, long written, @Nullable Throwable cause) {
    for (Append append : group) {
      if (append.failed()) {
        continue;
      }
      if (append.sequence() > written) {
        append.fail(notWritten(cause));
      } else if (append.batch().hasToken()) {
        journal.tokens().put(append.batch().token(), append.sequence());
      }
    }
  }

  private RuntimeException notWritten(@Nullable Throwable cause) {
    IOException reason =
        cause instanceof IOException known ? known : new IOException(String.valueOf(cause), cause);
    return journal.failed()
        ? unknown("write", reason)
        : StorageErrors.failed(WRITE, directory.path(), reason);
  }

  /**
   * After a failed write: keeps complete batches, which readers may have seen; truncates the rest.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error is handled like a failure
  private void keepWhole(ActiveSegment active, Throwable cause) {
    try {
      active.catchUp(frame -> {});
      active.cut();
    } catch (IOException | Error e) {
      Closing.suppress(cause, e);
      journal.fail(cause);
    }
  }

  private boolean mustForce(Append append) {
    return append.forces() && append.sequence() > journal.forced();
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an Error is handled like a failure
  private void force(List<Append> group) {
    try {
      journal.force();
    } catch (IOException | Error e) {
      for (Append append : group) {
        if (mustForce(append)) {
          append.fail(unknown("force", e));
        }
      }
    }
  }

  private UnknownOutcomeException unknown(String doing, Throwable e) {
    return new UnknownOutcomeException(
        String.format(
            "Cannot %s journal %s: %s (reopen, then read)",
            doing, directory.path(), e instanceof IOException ? e.getMessage() : e.toString()),
        e);
  }

  /** Fsyncs all entries, including those of other writers. */
  void force() {
    publish(
        "force",
        () -> {
          if (journal.refresh().end().sequence() > journal.forced()) {
            journal.force();
          }
        });
  }

  void reopen() {
    try {
      journal.reopen();
    } catch (IOException e) {
      throw StorageErrors.failed("reopen journal", directory.path(), e);
    }
  }

  /** Fsyncs what was appended and publishes a head that proves it. */
  void checkpoint() {
    if (!journal.failed()) {
      publish("close", this::prove);
    }
  }

  private void prove() throws IOException {
    if (journal.refresh().end().offset() > journal.head().active().length()) {
      journal.force();
      noteEnd();
    }
  }

  /** Records the end in the head; if that fails, opening the journal only reads a little more. */
  private void noteEnd() {
    try {
      journal.publish(journal.head().proven(journal.active().proof()));
    } catch (IOException e) {
      LOG.warn(
          "The end of journal {} is not noted: {} (nothing is lost; it is found by reading)",
          directory.path(),
          e.toString());
    }
  }

  void snapshot(JournalSnapshot snapshot) {
    publish(
        "record a snapshot of",
        () -> {
          long sequence = journal.refresh().end().sequence();
          JournalChecks.snapshot(snapshot, sequence, journal.head().snapshot());
          journal.force();
          journal.publish(journal.head().with(snapshot, journal.active().proof()));
        });
  }

  void trim(long before) {
    publish(
        "trim",
        () -> {
          long sequence = journal.refresh().end().sequence();
          JournalChecks.trim(kind, before, sequence, journal.head().snapshot());
          if (before > journal.head().base()) {
            new JournalTrim(directory, kind, journal).before(before);
          }
          erase();
        });
  }

  void begin(long first) {
    publish(
        "begin",
        () -> {
          JournalChecks.begin(directory.name(), kind, first, journal.refresh().end().sequence());
          new JournalTrim(directory, kind, journal).begin(first);
          erase();
        });
  }

  /** Deletes what was trimmed, including what an earlier trim could not delete. */
  private void erase() {
    try {
      directory.sweep(journal.head());
      directory.force();
    } catch (IOException e) {
      throw unknown("erase what was trimmed of", e); // it is no longer read, but may still exist
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // after an Error the files show the outcome
  private void publish(String doing, HomeThreads.Step work) {
    try {
      work.run();
    } catch (IOException e) {
      throw outcome(doing, e);
    } catch (Error e) {
      journal.forget();
      throw e;
    }
  }

  private LifecycleException outcome(String doing, IOException e) {
    return journal.failed()
        ? unknown(doing, e)
        : StorageErrors.failed(doing + " journal", directory.path(), e);
  }

  @Override
  public void close() {
    try {
      journal.close();
    } catch (IOException e) {
      throw StorageErrors.failed("close journal", directory.path(), e);
    }
  }
}
