package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.alert.AlertBook;
import io.lifecycle4j.core.monitoring.alert.AlertListeners;
import io.lifecycle4j.core.monitoring.alert.Observed;
import io.lifecycle4j.core.monitoring.alert.Sighting;
import io.lifecycle4j.core.monitoring.window.KeptReports;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.AlertSeverity;
import io.lifecycle4j.monitoring.Alerts;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Replay;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Decides about the alerts of one model, keeps them, and passes them to listeners. Thread-safe.
 *
 * <p>Close it after what it observes.
 */
public final class ModelAlerts implements AutoCloseable {
  /** About the requests that a rule is judged by. */
  private static final Duration RECENT = Duration.ofMinutes(5);

  private final ModelVersions versions;
  private final AlertPolicy policy;
  private final AlertBook book;
  private final ChangeHints hints;
  private final AlertListeners listeners;

  /**
   * Delivers nothing before {@link #open}.
   *
   * @param listeners the listeners by their names
   */
  public ModelAlerts(
      Medium home,
      ModelVersions versions,
      InstantSource clock,
      AlertPolicy policy,
      Map<String, Consumer<? super Alert>> listeners) {
    this.versions = versions;
    this.policy = policy;
    this.book = new AlertBook(home, versions.model(), clock, policy);
    this.hints = new ChangeHints(versions, book);
    this.listeners = new AlertListeners(home, versions.model(), book, listeners, clock);
  }

  /** Begins to deliver alerts, also those of which listeners were not notified before a crash. */
  public void open() {
    listeners.open();
  }

  /** Returns what decides for each drift report; use it on one thread. */
  public DriftObservers.Deciding deciding() {
    return new AlertObserver(book, new DriftSightings(policy, hints));
  }

  /**
   * Decides about alerts of live quality, rules or retraining. Causes that are not judged keep
   * their alerts.
   *
   * @param source identifies the judgement: the same one, offered again, counts once
   * @param version the version that served, such as {@code fraud:7}
   * @param from the time of the first prediction that was judged, or before
   * @param to the time of the last one
   * @param rows how many were judged
   */
  public void judge(
      String source,
      String version,
      Instant from,
      Instant to,
      long rows,
      List<JudgedCause> judged) {
    List<Sighting> seen = new ArrayList<>();
    Set<AlertCause> all = new HashSet<>();
    for (JudgedCause one : judged) {
      all.add(one.cause());
      if (one.severity().isPresent()) {
        List<AlertHint> found = new ArrayList<>();
        hints.rollback(version, from, to).ifPresent(found::add);
        if (one.cause().kind() == AlertCause.Kind.QUALITY) {
          hints.inputsDrifted().ifPresent(found::add);
        }
        seen.add(new Sighting(one.cause(), one.severity().get(), one.text(), one.figures(), found));
      }
    }
    Observed.Window window = new Observed.Window(from, to, rows);
    book.observe(new Observed(source, version, window, seen, all::contains));
  }

  /** Returns what decides for each decision of a rollback rule. */
  public Consumer<RuleDecision> ofRules() {
    return decision -> {
      AlertCause cause = AlertCause.rule(Wording.shortened(decision.rule()));
      JudgedCause judged =
          decision.outcome() == RuleDecision.Outcome.QUIET
              ? JudgedCause.absent(cause)
              : JudgedCause.present(
                  cause,
                  decision.outcome() == RuleDecision.Outcome.ROLLED_BACK
                      ? AlertSeverity.WARNING
                      : AlertSeverity.CRITICAL,
                  decision.outcome() + ": " + decision.reason(),
                  decision.figures());
      double rows =
          decision.figures().entrySet().stream()
              .filter(each -> each.getKey().startsWith("requests of "))
              .mapToDouble(Map.Entry::getValue)
              .max()
              .orElse(0);
      judge(
          "rule at " + decision.time() + " " + decision.outcome(),
          versions.model() + ":" + decision.version(),
          decision.time().minus(RECENT),
          decision.time(),
          (long) rows,
          List.of(judged));
    };
  }

  /**
   * Begins a backtest of a monitor.
   *
   * @param predictions returns the logged predictions, or throws once the model is closed
   * @param medium where reports are stored, with the summaries of their windows
   */
  public DriftBacktest.Period backtest(
      DriftMonitor monitor,
      DriftDetector detector,
      Supplier<Predictions> predictions,
      Medium medium) {
    return new DriftBacktest.Period() {
      @Override
      public DriftBacktest between(Instant from, Instant to) {
        return new ModelBacktest(versions, detector, monitor, policy, hints, from)
            .run(predictions.get().between(from, to), to);
      }

      @Override
      public DriftBacktest windowsBetween(Instant from, Instant to) {
        return new WindowBacktest(versions, detector, monitor, policy, hints, from)
            .run(new KeptReports(medium.journals(), versions.model()), to);
      }
    };
  }

  /**
   * Returns the alerts for users.
   *
   * @param predictions returns the logged predictions, or throws once the model is closed
   * @param replay begins a replay by a version
   */
  public Alerts alerts(
      Supplier<Predictions> predictions, Function<ModelVersion, Replay.Builder> replay) {
    return new KeptAlerts(book, listeners, versions, predictions, replay);
  }

  @Override
  public void close() {
    try (book) {
      listeners.close();
    }
  }
}
