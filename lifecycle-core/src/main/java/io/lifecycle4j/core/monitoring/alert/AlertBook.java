package io.lifecycle4j.core.monitoring.alert;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertDecision;
import io.lifecycle4j.monitoring.AlertDecision.Outcome;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.AlertSeverity;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alerts of one model, in a journal that all processes share.
 *
 * <p>A window is decided about once, whichever process offers it and however often: all its
 * decisions are one entry, which is appended only if no other entry came before it. Thread-safe.
 */
public final class AlertBook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertBook.class);

  private static final Comparator<Alert> GRAVEST_FIRST =
      Comparator.comparing(Alert::severity).reversed().thenComparing(Alert::opened);

  private final JournalStore journals;
  private final boolean readOnly;
  private final String model;
  private final String name;
  private final InstantSource clock;
  private final AlertPolicy policy;
  private final Logger log;

  // guarded by this
  private @Nullable Journal journal;
  private @Nullable Fold<AlertState> fold;
  private boolean closed;

  /** Opens no journal before there is an alert. */
  public AlertBook(Medium home, String model, InstantSource clock, AlertPolicy policy) {
    this(home, model, clock, policy, LOG);
  }

  AlertBook(Medium home, String model, InstantSource clock, AlertPolicy policy, Logger log) {
    this.journals = home.journals();
    this.readOnly = home.isReadOnly();
    this.model = model;
    this.name = Kind.ALERTS.of(model);
    this.clock = clock;
    this.policy = policy;
    this.log = log;
  }

  /**
   * Decides about a window, and logs the alerts that were opened, became graver or were cleared.
   *
   * @return those alerts, durable on return
   */
  public List<Alert> observe(Observed observed) {
    if (observed.seen().isEmpty() && read(state -> state.decide(observed, policy).isEmpty())) {
      return List.of(); // most windows: nothing is opened for them
    }
    List<Alert> changed =
        opened().decide(state -> decision(observed, state.decide(observed, policy)));
    changed.forEach(this::log);
    return changed;
  }

  /** Returns whether a window is on record; one that changed nothing is not. */
  public boolean isDecided(String source) {
    return read(state -> state.isDecided(source));
  }

  private Decision<List<Alert>> decision(Observed observed, List<AlertLine.Part> parts) {
    if (parts.isEmpty()) {
      return Decision.nothing(List.of());
    }
    AlertLine line = AlertLine.of(model, clock.instant(), observed, parts);
    return new Decision<>(line.write(), sequence -> changed(parts));
  }

  private List<Alert> changed(List<AlertLine.Part> parts) {
    List<Alert> changed = new ArrayList<>();
    for (AlertLine.Part part : parts) {
      if (part.outcome().isDelivered()) {
        find(part.alert()).ifPresent(changed::add);
      }
    }
    return changed;
  }

  private void log(Alert alert) {
    if (alert.isOpen() && alert.severity().compareTo(AlertSeverity.INFO) > 0) {
      log.warn("Alert: {}", alert);
    } else {
      log.info("Alert: {}", alert);
    }
  }

  /** Acknowledges an alert; see {@link io.lifecycle4j.monitoring.Alerts#acknowledge}. */
  public Alert acknowledge(String id, Actor actor, String note) {
    required(actor, "actor");
    check(
        !required(note, "note").isBlank(), "Invalid note of an alert: blank (must say something)");
    String text = FreeText.of("note of an alert", note);
    if (readOnly) {
      throw new ReadOnlyException("Cannot acknowledge " + id + ": the home is open read-only");
    }
    alert(id); // opens no journal for an alert that does not exist
    opened()
        .decide(
            state -> {
              OneAlert alert = state.find(id).orElseThrow(() -> missing(id));
              checkNotDone(alert.alert());
              AlertLine.Part part =
                  AlertLine.Part.of(
                      id, alert.cause(), Outcome.ACKNOWLEDGED, alert.severity(), text);
              AlertLine line =
                  new AlertLine(
                      AlertLine.VERSION,
                      model,
                      clock.instant(),
                      null,
                      null,
                      null,
                      null,
                      null,
                      actor.name(),
                      List.of(part));
              return new Decision<>(line.write(), sequence -> sequence);
            });
    return alert(id);
  }

  private static void checkNotDone(Alert alert) {
    alert
        .acknowledgement()
        .ifPresent(
            by -> {
              throw new ConflictException(
                  String.format(
                      "Cannot acknowledge %s: %s did at %s", alert.id(), by.actor(), by.time()));
            });
    alert
        .cleared()
        .ifPresent(
            time -> {
              throw new ConflictException(
                  String.format("Cannot acknowledge %s: it was cleared at %s", alert.id(), time));
            });
  }

  /** Returns an alert, or throws if there is none. */
  public Alert alert(String id) {
    return find(required(id, "id of an alert")).orElseThrow(() -> missing(id));
  }

  private NotFoundException missing(String id) {
    return new NotFoundException("Alert of " + model + " does not exist: " + id);
  }

  /** Finds an alert by its id. */
  public Optional<Alert> find(String id) {
    return read(state -> state.find(id).map(OneAlert::alert));
  }

  /** Finds the newest alert of a cause. */
  public Optional<Alert> find(AlertCause cause) {
    return read(state -> state.find(cause));
  }

  /** Returns the alerts that are not cleared, the gravest first. */
  public List<Alert> open() {
    return all().stream()
        .filter(alert -> alert.state() != Alert.State.CLEARED)
        .sorted(GRAVEST_FIRST)
        .toList();
  }

  /** Returns all alerts, the oldest first. */
  public List<Alert> all() {
    return read(state -> state.all().stream().map(OneAlert::alert).toList());
  }

  /** Returns the decisions of a period, in order. */
  public List<AlertDecision> decisions(Instant from, Instant to) {
    List<AlertDecision> decisions = new ArrayList<>();
    journals.read(
        name,
        1,
        entry -> {
          AlertLine line = AlertLine.read(model, entry);
          if (!line.time().isBefore(from) && line.time().isBefore(to)) {
            decisions.addAll(line.decided(entry.sequence()));
          }
        });
    return decisions;
  }

  /**
   * An alert that listeners receive.
   *
   * @param sequence the entry with the decision
   */
  record Change(long sequence, Alert alert) {}

  /** Returns the last entry. */
  long sequence() {
    return read(AlertState::sequence);
  }

  /** Returns the alerts whose newest decision that listeners receive came after an entry. */
  List<Change> changedAfter(long sequence) {
    return read(
        state ->
            state.all().stream()
                .filter(alert -> alert.delivered() > sequence)
                .sorted(Comparator.comparingLong(OneAlert::delivered))
                .map(alert -> new Change(alert.delivered(), alert.alert()))
                .toList());
  }

  private <R> R read(Function<AlertState, R> question) {
    Fold<AlertState> known = known();
    if (known != null) {
      return known.read(question);
    }
    AlertState state = new AlertState(model);
    journals.read(name, 1, state::apply);
    return question.apply(state);
  }

  /** Returns null if the home is read-only, or there was no alert yet. */
  private synchronized @Nullable Fold<AlertState> known() {
    checkOpen();
    return fold != null || readOnly || journals.state(name).isEmpty() ? fold : opened();
  }

  private synchronized Fold<AlertState> opened() {
    checkOpen();
    Fold<AlertState> known = fold;
    if (known == null) {
      Journal opened = journals.shared(name);
      known = new Fold<>(opened, new AlertState(model), AlertState::apply);
      journal = opened;
      fold = known;
    }
    return known;
  }

  private void checkOpen() {
    if (closed) {
      throw Closing.modelClosed(model);
    }
  }

  @Override
  public synchronized void close() {
    Journal open = journal;
    journal = null;
    fold = null;
    closed = true;
    if (open != null) {
      JournalClosing.despiteErrors(open);
    }
  }
}
