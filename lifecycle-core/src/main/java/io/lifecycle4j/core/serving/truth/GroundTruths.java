package io.lifecycle4j.core.serving.truth;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The recorded labels of the predictions of one model.
 *
 * <p>One journal for each model, shared by all processes: callers that record at the same time
 * share one fsync, and no session leaves a file behind. Thread-safe.
 */
public final class GroundTruths implements AutoCloseable {
  private static final int VERSION = 1;

  /** The labels that are appended at once; a batch is durable as a whole. */
  static final int MOST = 10_000;

  private static final int ATTEMPTS = 10;

  private static final Pattern ID = Pattern.compile("[0-9a-z]{1,60}-[1-9][0-9]{0,17}");

  private final JournalStore journals;
  private final String model;
  private final InstantSource clock;

  // guarded by this
  private @Nullable Journal journal;
  private boolean closed;

  public GroundTruths(JournalStore journals, String model, InstantSource clock) {
    this.journals = journals;
    this.model = model;
    this.clock = clock;
  }

  /** The first entry: whose labels follow. */
  record Header(int v, String model) {
    Header {
      check(
          v == VERSION,
          "Invalid form of ground truth: %s (this library reads %s, another version wrote it)",
          v,
          VERSION);
    }
  }

  /** A part of a label: a text or a number. */
  @WithoutNulls
  record Cell(@Nullable String text, @Nullable Double number) {
    static Cell of(Object value) {
      return value instanceof Double number
          ? new Cell(null, number)
          : new Cell((String) value, null);
    }

    Object value() {
      return number == null ? required(text, "label") : number;
    }
  }

  /**
   * A label, as stored.
   *
   * @param label null if it has several parts
   * @param was the sequence of the entry that it replaces; null unless it is a copy
   */
  @WithoutNulls
  record Line(
      String id,
      @Nullable Cell label,
      @Nullable List<Cell> labels,
      Instant time,
      @Nullable Long was) {
    static Line of(String id, Object label, Instant time) {
      return label instanceof List<?> parts
          ? new Line(id, null, parts.stream().map(part -> Cell.of(part)).toList(), time, null)
          : new Line(id, Cell.of(label), null, time, null);
    }

    Line copyOf(long sequence) {
      return new Line(id, label, labels, time, was == null ? sequence : was);
    }

    /** Returns whether it is a copy of an entry that is still there, and does not count. */
    boolean isSpare(long first) {
      return was != null && was >= first;
    }

    boolean isIn(Selection selection) {
      int end = id.lastIndexOf('-');
      return selection.has(id.substring(0, end), Long.parseLong(id.substring(end + 1)), time);
    }

    Object value() {
      return labels == null
          ? required(label, "label").value()
          : labels.stream().map(Cell::value).toList();
    }
  }

  /** Labels, selected by the session and number of their prediction, and by when they were made. */
  @FunctionalInterface
  public interface Selection {
    /** Selects all labels. */
    Selection ALL = (session, number, time) -> true;

    /** Returns whether a label is selected. */
    boolean has(String session, long number, Instant time);
  }

  static byte[] header(String model) {
    return StorageForms.JSON.write(new Header(VERSION, model));
  }

  /** Returns the name of the journal of a model. */
  static String journal(String model) {
    return ModelJournals.Kind.GROUND_TRUTH.of(model);
  }

  /** Returns whether a prediction may have such an id. */
  public static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  /**
   * Checks the form of an id of a prediction.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if no prediction has such an id
   */
  public static void checkId(String id) {
    check(
        isId(required(id, "prediction id")),
        "Invalid prediction id: %s (must be that of a Prediction)",
        id);
  }

  /**
   * Records labels, which survive a power cut on return.
   *
   * @param labels a text, a number or a list of them for each id, already checked
   */
  public void record(Map<String, Object> labels) {
    Instant time = clock.instant();
    Journal to = opened();
    List<byte[]> lines = new ArrayList<>();
    for (Map.Entry<String, Object> label : labels.entrySet()) {
      lines.add(StorageForms.JSON.write(Line.of(label.getKey(), label.getValue(), time)));
      if (lines.size() == MOST) {
        append(to, lines);
        lines = new ArrayList<>();
      }
    }
    if (!lines.isEmpty()) {
      append(to, lines);
    }
  }

  /** Returns the last entry, whichever process wrote it; 0 if there is none. */
  public long newest() {
    return journals.state(journal(model)).map(JournalState::sequence).orElse(0L);
  }

  /** Opens the journal for the first label: most models have none. */
  private synchronized Journal opened() {
    if (closed) {
      throw Closing.modelClosed(model);
    }
    if (journal == null) {
      journal = journals.shared(journal(model));
    }
    begin(journal);
    return journal;
  }

  @Override
  public synchronized void close() {
    Journal open = journal;
    journal = null;
    closed = true;
    if (open != null) {
      JournalClosing.despiteErrors(open);
    }
  }

  private static void append(Journal journal, List<byte[]> lines) {
    journal.append(new Batch(Ids.token(), Batch.ANY, lines, Durability.POWER));
  }

  private void begin(Journal journal) {
    if (journal.sequence() == 0) {
      List<byte[]> header = List.of(header(model));
      try {
        journal.append(new Batch(Ids.token(), 0, header, Durability.MEMORY));
      } catch (ConflictException e) { // another process was faster
        check(journal.sequence() > 0, "Cannot record ground truth: %s", e.getMessage());
      }
    }
  }

  /**
   * Reads what is recorded; of an id that was recorded several times, the newest label.
   *
   * @param wanted the labels to hold in memory
   * @throws CorruptDataException if the journal is corrupt
   */
  public static RecordedLabels read(JournalStore journals, String model, Selection wanted) {
    return read(journals, model, entry -> true, wanted);
  }

  /** Reads what is recorded for one prediction; labels of others are not decoded. */
  public static RecordedLabels read(JournalStore journals, String model, String id) {
    byte[] text = id.getBytes(US_ASCII);
    return read(
        journals,
        model,
        entry -> entry.sequence() == 1 || contains(entry.payload(), text),
        (session, number, time) -> id.equals(session + "-" + number));
  }

  private static boolean contains(byte[] payload, byte[] text) {
    for (int i = 0; i + text.length <= payload.length; i++) {
      if (Arrays.equals(payload, i, i + text.length, text, 0, text.length)) {
        return true;
      }
    }
    return false;
  }

  private static RecordedLabels read(
      JournalStore journals, String model, Predicate<JournalEntry> some, Selection wanted) {
    String name = journal(model);
    for (int attempt = 1; ; attempt++) {
      RecordedLabels labels = new RecordedLabels();
      long first = first(journals, name);
      try {
        journals.read(
            name,
            first,
            entry -> {
              if (some.test(entry)) {
                add(model, first, entry, wanted, labels);
              }
            });
        return labels;
      } catch (NotFoundException e) { // trimmed since
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  static long first(JournalStore journals, String name) {
    return journals.state(name).map(JournalState::first).orElse(1L);
  }

  private static void add(
      String model, long first, JournalEntry entry, Selection wanted, RecordedLabels labels) {
    Line line = line(model, entry);
    if (line != null && !line.isSpare(first) && line.isIn(wanted)) {
      labels.add(line, entry.sequence());
    }
  }

  /** Returns the label in an entry; null if it is the header. */
  static @Nullable Line line(String model, JournalEntry entry) {
    String what = "ground truth of " + model;
    if (entry.sequence() > 1) {
      return StorageForms.JSON.read(entry.payload(), Line.class, what);
    }
    Header header = StorageForms.JSON.read(entry.payload(), Header.class, what);
    if (!header.model().equals(model)) {
      throw new CorruptDataException("Corrupt " + what + ": it is that of " + header.model());
    }
    return null;
  }
}
