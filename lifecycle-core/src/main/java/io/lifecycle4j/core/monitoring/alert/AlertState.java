package io.lifecycle4j.core.monitoring.alert;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertDecision.Outcome;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.AlertSeverity;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The alerts of one model, as the entries of its journal made them. Not thread-safe. */
final class AlertState {
  /** So many windows may be offered again, after a crash, without being counted twice. */
  private static final int SOURCES = 1_000;

  private final String model;
  private final Map<String, OneAlert> alerts = new LinkedHashMap<>();
  private final Map<AlertCause, OneAlert> newest = new HashMap<>();
  private final Set<String> sources = new LinkedHashSet<>();

  /** Counts all entries, also those that were erased. */
  private long sequence;

  AlertState(String model) {
    this.model = model;
  }

  /**
   * Applies an entry.
   *
   * @return its time if it has the whole state; else null
   */
  @Nullable Instant apply(JournalEntry entry) {
    AlertLine line = AlertLine.read(model, entry);
    AlertForm.All whole = line.state();
    if (whole != null) {
      replace(whole);
    }
    sequence++;
    for (int i = 0; i < line.decisions().size(); i++) {
      one(line, line.decisions().get(i)).apply(line, i, sequence);
    }
    if (line.source() != null) {
      decided(line.source());
    }
    return whole == null ? null : line.time();
  }

  private void decided(String source) {
    sources.add(source);
    if (sources.size() > SOURCES) {
      sources.remove(sources.iterator().next());
    }
  }

  private void replace(AlertForm.All whole) {
    alerts.clear();
    newest.clear();
    sources.clear();
    sources.addAll(whole.sources());
    sequence = whole.sequence();
    for (AlertForm form : whole.alerts()) {
      add(new OneAlert(form));
    }
  }

  private void add(OneAlert alert) {
    alerts.put(alert.id(), alert);
    newest.put(alert.cause(), alert);
  }

  /**
   * Returns the whole state.
   *
   * @param most how many cleared alerts it has at most: the newest
   * @param oldest alerts that were cleared before are left out
   */
  AlertForm.All whole(int most, Instant oldest) {
    List<AlertForm> forms = new ArrayList<>();
    long over = alerts.values().stream().filter(alert -> alert.cleared() != null).count() - most;
    for (OneAlert alert : alerts.values()) {
      Instant cleared = alert.cleared();
      boolean isLeftOut = cleared != null && (over-- > 0 || cleared.isBefore(oldest));
      if (!isLeftOut) {
        forms.add(alert.form());
      }
    }
    return new AlertForm.All(sequence, forms, List.copyOf(sources));
  }

  private OneAlert one(AlertLine line, AlertLine.Part part) {
    if (part.outcome() == Outcome.OPENED) {
      OneAlert opened = new OneAlert(line, part);
      add(opened);
      return opened;
    }
    OneAlert known = alerts.get(part.alert());
    if (known == null) {
      throw new CorruptDataException(
          "Corrupt alerts of " + model + ": " + part.alert() + " was never opened");
    }
    return known;
  }

  /** Returns how many entries there were, also in journals that were corrupt. */
  long sequence() {
    return sequence;
  }

  Collection<OneAlert> all() {
    return alerts.values();
  }

  Optional<OneAlert> find(String id) {
    return Optional.ofNullable(alerts.get(id));
  }

  Optional<Alert> find(AlertCause cause) {
    return Optional.ofNullable(newest.get(cause)).map(OneAlert::alert);
  }

  boolean isDecided(String source) {
    return sources.contains(source);
  }

  /** Decides about a window; nothing if it was decided about before. */
  List<AlertLine.Part> decide(Observed observed, AlertPolicy policy) {
    if (isDecided(observed.source())) {
      return List.of();
    }
    List<AlertLine.Part> parts = new ArrayList<>();
    Set<AlertCause> seen = new HashSet<>();
    for (Sighting sighting : observed.seen()) {
      if (seen.add(sighting.cause())) { // the first one counts
        parts.add(decide(sighting, observed.window().to(), policy));
      }
    }
    for (OneAlert alert : alerts.values()) {
      AlertCause cause = alert.cause();
      if (alert.cleared() == null && !seen.contains(cause) && observed.isJudged().test(cause)) {
        Outcome outcome =
            alert.quiet() + 1 >= policy.clearAfter() ? Outcome.CLEARED : Outcome.QUIET;
        parts.add(AlertLine.Part.of(alert.id(), cause, outcome, alert.severity(), null));
      }
    }
    return parts;
  }

  private AlertLine.Part decide(Sighting seen, Instant time, AlertPolicy policy) {
    OneAlert alert = newest.get(seen.cause());
    AlertSeverity severity = seen.severity();
    if (alert == null || isOver(alert.cleared(), time, policy)) {
      return AlertLine.Part.seen(Ids.next(), Outcome.OPENED, severity, seen);
    }
    if (severity.compareTo(alert.severity()) > 0) {
      return AlertLine.Part.seen(alert.id(), Outcome.ESCALATED, severity, seen);
    }
    Outcome outcome = alert.cleared() == null ? Outcome.CONTINUED : Outcome.REOPENED;
    return AlertLine.Part.seen(alert.id(), outcome, alert.severity(), seen);
  }

  /** An alert that a wrong clock cleared, long after now, does not cool down until then. */
  private static boolean isOver(@Nullable Instant cleared, Instant time, AlertPolicy policy) {
    return cleared != null
        && Duration.between(cleared, time).abs().compareTo(policy.coolDown()) > 0;
  }
}
