package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.checkPeriod;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.monitoring.alert.AlertBook;
import io.lifecycle4j.core.monitoring.alert.AlertListeners;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.ProductionMove;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertDecision;
import io.lifecycle4j.monitoring.Alerts;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.SubscriptionStatus;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Replay;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The alerts of a model, with the predictions they are about.
 *
 * @param predictions returns the logged predictions, or throws once the model is closed
 * @param replay begins a replay by a version
 */
record KeptAlerts(
    AlertBook book,
    AlertListeners listeners,
    ModelVersions versions,
    Supplier<Predictions> predictions,
    Function<ModelVersion, Replay.Builder> replay)
    implements Alerts {
  private static final int SLOWEST_SECONDS = 10;

  @Override
  public List<Alert> open() {
    return book.open();
  }

  @Override
  public List<Alert> between(Instant from, Instant to) {
    checkPeriod(from, to);
    return book.all().stream()
        .filter(alert -> alert.span().from().isBefore(to) && !end(alert).isBefore(from))
        .toList();
  }

  /** Returns when the cause was present for the last time; never, if it persists. */
  private static Instant end(Alert alert) {
    return alert.cleared().isPresent() ? alert.span().to() : Instant.MAX;
  }

  @Override
  public Optional<Alert> find(String id) {
    return book.find(required(id, "id of an alert"));
  }

  @Override
  public Optional<Alert> find(AlertCause cause) {
    return book.find(required(cause, "cause"));
  }

  @Override
  public List<AlertDecision> decisions(Instant from, Instant to) {
    checkPeriod(from, to);
    return book.decisions(from, to);
  }

  @Override
  public Alert acknowledge(String id, Actor actor, String note) {
    return book.acknowledge(id, actor, note);
  }

  @Override
  public List<SubscriptionStatus> listenerStatuses() {
    return listeners.statuses();
  }

  @Override
  public void retryUndelivered() {
    listeners.retryUndelivered();
  }

  @Override
  public Predictions predictions(String id) {
    Alert alert = book.alert(id);
    Predictions all =
        predictions.get().between(before(alert.span().from()), after(alert.span().to()));
    OptionalInt version = version(alert);
    return version.isPresent() ? all.where("version = " + version.getAsInt()) : all;
  }

  @Override
  public Replay.Builder replay(String id) {
    Alert alert = book.alert(id);
    int version =
        version(alert)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "Cannot replay alert " + id + ": a function answered, no version"));
    ProductionMove move =
        versions
            .findMove(version, alert.span().to())
            .filter(it -> it.from().isPresent())
            .orElseThrow(
                () ->
                    new NotFoundException(
                        String.format(
                            "Cannot replay alert %s: no version was in production before %s",
                            id, alert.version())));
    return replay
        .apply(versions.version(move.from().getAsInt()))
        .between(before(alert.span().from()), after(alert.span().to()))
        .where("version = " + version);
  }

  /**
   * A prediction is logged with the time of its request, and is in a window once it is answered.
   */
  private static Instant before(Instant begin) {
    return begin.minusSeconds(SLOWEST_SECONDS);
  }

  /** The end of a window is the time of its last prediction, which belongs to it. */
  private static Instant after(Instant end) {
    return end.plusMillis(1);
  }

  /** Returns the number of the version that an alert is about; empty if a function answered. */
  private OptionalInt version(Alert alert) {
    return versions.number(alert.version());
  }
}
