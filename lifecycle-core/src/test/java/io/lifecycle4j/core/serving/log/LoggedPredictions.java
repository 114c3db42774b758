package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Logs predictions as a model that serves does, for tests of what is left of them.
 *
 * <p>Without a thread and by a clock of its own, so that a test fails where it failed before. Not
 * thread-safe.
 */
public final class LoggedPredictions {
  /** More than there are faults that come once. */
  private static final int ATTEMPTS = 12;

  private final JournalStore journals;
  private final String session;
  private final PredictionLog log;
  private long nanos;

  public LoggedPredictions(JournalStore journals, String session) {
    this.journals = journals;
    this.session = session;
    this.log =
        new PredictionLog(
            "line",
            PredictionJournals.opening(journals, "line", session, null, "x86", () -> Fixtures.TIME),
            new WriteBehind("never begun"),
            InputCodec.NONE,
            () -> nanos);
  }

  /** Logs a prediction; throws if it still waits after many attempts. */
  public void log(long number) {
    log.append(entry(number));
    for (int i = 0; i < ATTEMPTS && status().waiting() > 0; i++) {
      attempt();
    }
    if (status().waiting() > 0) {
      throw new StorageFailedException("Cannot log: " + status());
    }
  }

  /** Returns a prediction without an input. */
  static LogEntry entry(long number) {
    return entry(number, "yes");
  }

  static LogEntry entry(long number, Object answer) {
    return new LogEntry(
        number,
        Fixtures.TIME,
        new AnsweredBy(0, 1, "Java"),
        5,
        answer,
        0.5,
        null,
        InputCodec.NO_INPUT,
        null);
  }

  private boolean attempt() {
    nanos += 2_000_000_000;
    return log.write();
  }

  /**
   * Forces what was logged and gives the journal up.
   *
   * @throws StorageFailedException if it cannot be forced, or a prediction is lost, unless the disk
   *     had it and lost it
   */
  public void close() {
    log.beginClosing();
    boolean open = attempt();
    for (int i = 1; i < ATTEMPTS && open; i++) {
      open = attempt();
    }
    if (open) {
      log.abandon();
      attempt();
    }
    if (open || status().lost() > log.dropped()) {
      throw new StorageFailedException("Cannot close in good order: " + status());
    }
    checkThere();
  }

  private void checkThere() {
    int there;
    try {
      there = read(journals, session).size();
    } catch (LifecycleException e) {
      return; // the disk fails just now
    }
    if (there != status().logged()) {
      throw new AssertionError(there + " are there of " + status());
    }
  }

  public PredictionLogStatus status() {
    return log.status();
  }

  /** Returns the journal of a session of the model {@code line}. */
  public static String journal(String session) {
    return journal("line", session);
  }

  static String journal(String model, String session) {
    return ModelJournals.Kind.PREDICTIONS.of(model) + "-" + session;
  }

  /** Reads what was logged in a session; the header of its journal is none of it. */
  public static List<Long> read(JournalStore journals, String session) {
    List<Long> numbers = new ArrayList<>();
    for (JournalEntry entry : journals.read(journal(session), 1)) {
      if (entry.sequence() > 1) {
        numbers.addAll(numbers(entry.payload()));
      }
    }
    return numbers;
  }

  /** Reads the numbers in a payload, as docs/FORMAT.md says they lie there. */
  public static List<Long> numbers(byte[] payload) {
    List<Long> numbers = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(payload, 1, payload.length - 1);
    for (int by = bytes.getShort(); by > 0; by--) {
      int engine = bytes.position(bytes.position() + Long.BYTES + Integer.BYTES).getInt();
      bytes.position(bytes.position() + engine + Byte.BYTES);
    }
    while (bytes.hasRemaining()) {
      int size = bytes.getInt();
      numbers.add(bytes.getLong(bytes.position()));
      bytes.position(bytes.position() + size);
    }
    return numbers;
  }
}
