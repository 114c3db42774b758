package io.lifecycle4j.core.serving.log;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkPeriod;
import static io.lifecycle4j.error.Preconditions.isInvisible;
import static io.lifecycle4j.error.Preconditions.required;
import static java.util.Objects.requireNonNull;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.serving.log.Part.Chunk;
import io.lifecycle4j.core.serving.log.Part.Numbers;
import io.lifecycle4j.core.serving.log.PredictionJournals.Header;
import io.lifecycle4j.core.serving.log.SelectedPredictions.Served;
import io.lifecycle4j.core.serving.truth.GroundTruths;
import io.lifecycle4j.core.serving.truth.LabelReading;
import io.lifecycle4j.core.serving.truth.RecordedLabels;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.ErasureReport;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the parts and journals of all sessions of a model. */
public final class LogReading {
  private static final Logger LOG = LoggerFactory.getLogger(LogReading.class);

  private static final int ATTEMPTS = 10;

  /** How many entries of a session are read at most to find the newest predictions. */
  private static final int MOST_ENTRIES = 1_024;

  /** Once so many predictions were read, no more entries are: an entry has one or thousands. */
  private static final int MANY_READ = 10_000;

  private static final Comparator<LoggedPrediction> BY_TIME =
      Comparator.comparing(LoggedPrediction::time).thenComparing(LoggedPrediction::id);

  private final Medium home;
  private final String model;
  private final Runnable before;
  private final @Nullable Eraser eraser;
  private final LabelReading truths;
  private final Instant from;
  private final Instant to;

  /**
   * Selects all predictions of a model.
   *
   * @param before runs before each reading, and writes what is pending
   */
  public LogReading(Medium home, String model, Runnable before) {
    this(home, model, before, null);
  }

  /**
   * Selects all predictions of a model.
   *
   * @param before runs before each reading, and writes what is pending
   * @param eraser erases predictions; null if the home is read-only
   */
  public LogReading(Medium home, String model, Runnable before, @Nullable Eraser eraser) {
    this(
        home,
        model,
        before,
        eraser,
        new LabelReading(home.journals(), model),
        Instant.MIN,
        Instant.MAX);
  }

  private LogReading(
      Medium home,
      String model,
      Runnable before,
      @Nullable Eraser eraser,
      LabelReading truths,
      Instant from,
      Instant to) {
    this.eraser = eraser;
    this.truths = truths;
    this.home = home;
    this.model = model;
    this.before = before;
    this.from = from;
    this.to = to;
  }

  /** Selects those of a period. */
  public LogReading between(Instant first, Instant end) {
    checkPeriod(first, end);
    return new LogReading(home, model, before, eraser, truths, first, end);
  }

  /** Returns the sessions that may have predictions, the oldest first. */
  List<SessionReading> sessions() {
    before.run();
    for (int attempt = 1; ; attempt++) {
      Parts parts = Parts.of(home.journals(), model);
      try {
        List<SessionReading> sessions = inParts(parts, Chunk::from);
        sessions.addAll(inJournals(parts));
        sessions.sort(Comparator.comparing(SessionReading::started));
        return sessions;
      } catch (NotFoundException e) { // moved since the parts were read
        if (attempt == ATTEMPTS) {
          throw SessionReading.lost(model);
        }
      }
    }
  }

  /** Reads what is in parts, of each chunk from an entry on. */
  private List<SessionReading> inParts(Parts parts, ToLongFunction<Chunk> begin) {
    List<SessionReading> sessions = new ArrayList<>();
    for (Part part : parts.of(model)) {
      if (part.overlaps(from, to)) {
        PartReader.chunks(home.blobs(), part).stream()
            .filter(chunk -> !chunk.last().isBefore(from) && chunk.first().isBefore(to))
            .map(
                chunk ->
                    SessionReading.ofPart(
                        home, parts, part, chunk, begin.applyAsLong(chunk), from, to))
            .forEach(sessions::add);
      }
    }
    return sessions;
  }

  private List<SessionReading> inJournals(Parts parts) {
    List<SessionReading> sessions = new ArrayList<>();
    for (String journal : PredictionJournals.names(home.journals(), model)) {
      long first = parts.covered(journal) + 1;
      Header header = PredictionJournals.header(home.journals(), journal, first);
      if (header != null && header.model().equals(model)) {
        SessionReading session =
            SessionReading.ofJournal(home, parts, journal, header, first, from, to);
        if (header.started().isBefore(to) || session.first() != null) { // clock put back since
          sessions.add(session);
        }
      }
    }
    return sessions;
  }

  /** Reads without labels, in the order of time. */
  void forEach(Consumer<? super JournaledPrediction> action) {
    forEach(sessions(), action);
  }

  /**
   * Finds the newest predictions that are like this, the oldest first and without labels. Reads the
   * ends of all sessions that log inputs, of journals and of parts: quickly, however long the log
   * is, so that of a session with few such ones none may be found.
   */
  public List<LoggedPrediction> newestInputs(int most, Predicate<? super LoggedPrediction> such) {
    before.run();
    Queue<LoggedPrediction> found = new PriorityQueue<>(BY_TIME);
    int read = 0;
    for (int entries = 1;
        entries <= MOST_ENTRIES && found.size() < most && read < MANY_READ;
        entries *= 4) {
      found.clear();
      read = 0;
      Parts parts = Parts.of(home.journals(), model);
      try {
        List<SessionReading> ends = endsOfParts(parts, entries);
        ends.addAll(endsOfJournals(parts, entries));
        ends.removeIf(end -> end.inputs() == null);
        for (SessionReading end : ends) {
          read += addNewest(found, most, end, such);
        }
      } catch (NotFoundException e) {
        LOG.debug("Some of {} moved while it was read; what was found must do", model, e);
      }
    }
    return found.stream().sorted(BY_TIME).toList();
  }

  /** Returns how many predictions it has read. */
  private static int addNewest(
      Queue<LoggedPrediction> found,
      int most,
      SessionReading session,
      Predicate<? super LoggedPrediction> such) {
    RecordedLabels none = new RecordedLabels();
    int read = 0;
    for (JournaledPrediction one; (one = session.first()) != null; session.removeFirst()) {
      read++;
      LoggedPrediction prediction = one.with(none);
      if (such.test(prediction)) {
        found.add(prediction);
        if (found.size() > most) {
          found.remove();
        }
      }
    }
    return read;
  }

  private List<SessionReading> endsOfParts(Parts parts, int entries) {
    return inParts(parts, chunk -> Math.max(chunk.from(), chunk.through() - entries + 1));
  }

  private List<SessionReading> endsOfJournals(Parts parts, int entries) {
    List<SessionReading> sessions = new ArrayList<>();
    for (String journal : PredictionJournals.names(home.journals(), model)) {
      long first = parts.covered(journal) + 1;
      Header header = PredictionJournals.header(home.journals(), journal, first);
      if (header != null && header.model().equals(model)) {
        long newest = home.journals().state(journal).map(JournalState::sequence).orElse(first);
        long begin = Math.max(first, newest - entries);
        sessions.add(SessionReading.ofJournal(home, parts, journal, header, begin, from, to));
      }
    }
    return sessions;
  }

  /**
   * Reads with labels, in the order of time. Labels that are in memory since they were read before
   * are not read again; if they are too many for that, those of what is read are.
   */
  void forEachLabelled(Consumer<? super LoggedPrediction> action) {
    List<SessionReading> sessions = sessions();
    RecordedLabels labels = truths.since(from).orElseGet(() -> labels(sessions));
    forEach(sessions, one -> action.accept(one.with(labels)));
  }

  /** Reads the labels of what sessions may have. */
  RecordedLabels labels(List<SessionReading> sessions) {
    Map<String, Numbers> read = new HashMap<>();
    sessions.forEach(one -> read.merge(one.session(), one.numbers(), Numbers::plus));
    return labels((session, number, time) -> read.getOrDefault(session, Numbers.NONE).has(number));
  }

  /** Finds a prediction with its label; reads only where it can be, and decodes no other. */
  public Optional<LoggedPrediction> find(String id) {
    int end = id.lastIndexOf('-');
    String session = id.substring(0, end);
    long number = Long.parseLong(id.substring(end + 1));
    return between(Instant.MIN, Instant.MAX).sessions().stream()
        .filter(one -> one.session().equals(session))
        .flatMap(one -> Stream.ofNullable(one.find(number)))
        .filter(one -> !one.time().isBefore(from) && one.time().isBefore(to))
        .<LoggedPrediction>map(one -> one.with(GroundTruths.read(home.journals(), model, id)))
        .findFirst();
  }

  /** A session is opened when its begin is reached, so that few are open at once. */
  private static void forEach(
      List<SessionReading> sessions, Consumer<? super JournaledPrediction> action) {
    Queue<SessionReading> later = new ArrayDeque<>(sessions);
    PriorityQueue<SessionReading> open =
        new PriorityQueue<>(
            Comparator.comparing(SessionReading::first, JournaledPrediction.BY_TIME));
    while (!open.isEmpty() || !later.isEmpty()) {
      SessionReading oldest = open.peek();
      SessionReading next = later.peek();
      if (next != null && (oldest == null || !next.started().isAfter(time(oldest)))) {
        later.remove();
      } else {
        next = requireNonNull(open.poll());
        action.accept(requireNonNull(next.first()));
        next.removeFirst();
      }
      if (next.first() != null) {
        open.add(next);
      }
    }
  }

  private static Instant time(SessionReading session) {
    return requireNonNull(session.first()).time();
  }

  /** Erases the predictions of a model with a key. */
  @FunctionalInterface
  public interface Eraser {
    /** Does what {@link Predictions#erase} does, with checked arguments. */
    ErasureReport erase(String key, Actor actor, String reason);
  }

  /** Does what {@link Predictions#erase} does. */
  ErasureReport erase(String key, Actor actor, String reason) {
    int length = required(key, "key").length();
    check(length >= 1 && length <= 256, "Invalid key: %s characters (must be 1 to 256)", length);
    required(actor, "actor");
    String why = FreeText.of("reason of an erasure", required(reason, "reason"));
    check(!isInvisible(why), "Missing reason of an erasure: '%s' (say why; it is on record)", why);
    check(
        from.equals(Instant.MIN) && to.equals(Instant.MAX),
        "Cannot erase from %s between %s and %s (needs all predictions: predictions().erase(…))",
        model,
        from,
        to);
    if (eraser == null) {
      throw new ReadOnlyException(
          "Cannot erase predictions of " + model + ": the home is open read-only");
    }
    return eraser.erase(key, actor, why);
  }

  long count() {
    long[] count = {0};
    forEach(prediction -> count[0]++);
    return count[0];
  }

  /** Returns the last erasure of the model; empty if there was none. */
  Optional<String> lastErasure() {
    List<ErasedKey> all = Parts.of(home.journals(), model).erasures().of(model);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1).id());
  }

  /** Says which predictions of a model were deleted by age or size; empty if none were. */
  public static Optional<String> deleted(Medium home, String model) {
    Parts.Dropped dropped = Parts.of(home.journals(), model).dropped(model);
    return dropped == null
        ? Optional.empty()
        : Optional.of(
            String.format(
                "%s from %s to %s were deleted by age or size",
                dropped.count(), dropped.first(), dropped.last()));
  }

  /** Reads labels that are recorded for predictions of the model. */
  RecordedLabels labels(GroundTruths.Selection wanted) {
    return GroundTruths.read(home.journals(), model, wanted);
  }

  /**
   * Returns these predictions, of which conditions may name more columns than those in the log.
   *
   * @param columns the columns of the inputs of the model
   * @param marked returns the same, with those marked that are private in the data of a version
   */
  public Predictions of(Schema columns, Supplier<Schema> marked, Task<?> task) {
    return new SelectedPredictions(this, new Served(columns, marked, task), Conditions.always());
  }

  /** Returns the columns of the inputs that are logged. */
  Set<String> inputs() {
    return sessions().stream()
        .map(SessionReading::inputs)
        .filter(Objects::nonNull)
        .flatMap(inputs -> requireNonNull(inputs).columns().stream())
        .map(Column::name)
        .collect(Collectors.toSet());
  }

  /** Sessions without a selected prediction have no say, so that a time may be selected. */
  Columns<LoggedPrediction> columns() {
    return PredictionTable.columns(
        model,
        sessions().stream()
            .filter(session -> session.first() != null)
            .map(SessionReading::inputs)
            .toList());
  }

  @Override
  public String toString() {
    return "Predictions[" + model + "]";
  }
}
