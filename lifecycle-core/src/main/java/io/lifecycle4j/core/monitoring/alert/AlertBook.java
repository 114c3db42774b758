package io.lifecycle4j.core.monitoring.alert;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.delivery.Deliverable;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.storage.SharedState;
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
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alerts of one model, in a journal that all processes share.
 *
 * <p>A window is decided about once, whichever process offers it and however often: all its
 * decisions are one entry, which is appended only if no other entry came before it. Old decisions
 * and cleared alerts are erased; an alert that is open never is. Thread-safe.
 */
public final class AlertBook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertBook.class);

  /** About so many decisions are stored. */
  private static final int ENTRIES = 20_000;

  /** So many cleared alerts are stored. */
  static final int MOST = 1_000;

  private static final Comparator<Alert> GRAVEST_FIRST =
      Comparator.comparing(Alert::severity).reversed().thenComparing(Alert::opened);

  private static final Comparator<Deliverable<Alert>> ORDER =
      Comparator.<Deliverable<Alert>>comparingLong(Deliverable::sequence)
          .thenComparingInt(Deliverable::part);

  private final List<Runnable> changed = new CopyOnWriteArrayList<>();
  private final SharedState<AlertState> shared;
  private final boolean readOnly;
  private final String model;
  private final InstantSource clock;
  private final AlertPolicy policy;
  private final Logger log;

  /** Opens no journal before there is an alert. */
  public AlertBook(Medium home, String model, InstantSource clock, AlertPolicy policy) {
    this(home, model, clock, policy, LOG, ENTRIES);
  }

  AlertBook(
      Medium home, String model, InstantSource clock, AlertPolicy policy, Logger log, int entries) {
    this.shared =
        new SharedState<>(
            home,
            Kind.ALERTS.of(model),
            new Form(model),
            entries,
            clock,
            () -> Closing.modelClosed(model));
    this.readOnly = home.isReadOnly();
    this.model = model;
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
    List<Alert> alerts = shared.decide(now -> decision(observed, now.decide(observed, policy)));
    alerts.forEach(this::log);
    if (!alerts.isEmpty()) {
      changed.forEach(Runnable::run);
    }
    return alerts;
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
    List<Alert> alerts = new ArrayList<>();
    for (AlertLine.Part part : parts) {
      if (part.outcome().isDelivered()) {
        find(part.alert()).ifPresent(alerts::add);
      }
    }
    return alerts;
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
    shared.decide(
        now -> {
          OneAlert alert = now.find(id).orElseThrow(() -> missing(id));
          checkNotDone(alert.alert());
          AlertLine.Part part =
              AlertLine.Part.of(id, alert.cause(), Outcome.ACKNOWLEDGED, alert.severity(), text);
          AlertLine line = AlertLine.of(model, clock.instant(), actor, part);
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

  /** Returns the decisions of a period that are stored, in order. */
  public List<AlertDecision> decisions(Instant from, Instant to) {
    List<AlertDecision> decisions = new ArrayList<>();
    long[] sequence = {0};
    shared.entries(
        entry -> {
          AlertLine line = AlertLine.read(model, entry);
          AlertForm.All whole = line.state();
          sequence[0] = (whole == null ? sequence[0] : whole.sequence()) + 1;
          if (!line.time().isBefore(from) && line.time().isBefore(to)) {
            decisions.addAll(line.decided(sequence[0]));
          }
        });
    return decisions;
  }

  /** Calls a listener after decisions that listeners of alerts receive; returns what ends that. */
  Runnable onChange(Runnable listener) {
    changed.add(listener);
    return () -> changed.remove(listener);
  }

  /** Counts the entries. */
  long sequence() {
    return read(AlertState::sequence);
  }

  /** Returns the alerts whose newest decision that listeners receive is in an entry or after it. */
  List<Deliverable<Alert>> changedFrom(long sequence) {
    return read(
        state ->
            state.all().stream()
                .map(OneAlert::deliverable)
                .filter(alert -> alert.sequence() >= sequence)
                .sorted(ORDER)
                .toList());
  }

  private <R> R read(Function<AlertState, R> question) {
    return shared.read(question);
  }

  /** How a state is made of entries. */
  private record Form(String model) implements SharedState.Form<AlertState> {
    @Override
    public AlertState empty() {
      return new AlertState(model);
    }

    @Override
    public @Nullable Instant apply(AlertState state, JournalEntry entry) {
      return state.apply(entry);
    }

    @Override
    public byte[] whole(AlertState state, Instant now) {
      return AlertLine.of(model, now, state.whole(MOST, now.minus(SharedState.AGE))).write();
    }
  }

  @Override
  public void close() {
    shared.close();
  }
}
