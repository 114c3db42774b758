package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.Change.ShadowStopped;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts and stops shadows of one model in the registry. Thread-safe. */
public final class Shadows {
  private static final Duration DAY = Duration.ofDays(1);

  private final ModelVersions versions;
  private final Decisions decisions;
  private final InstantSource clock;
  private final boolean besideFunction;

  /**
   * Creates the shadows of a model.
   *
   * @param clock judges their ends
   * @param besideFunction whether a function serves here instead of the version in production
   */
  public Shadows(
      ModelVersions versions, Decisions decisions, InstantSource clock, boolean besideFunction) {
    this.versions = versions;
    this.decisions = decisions;
    this.clock = clock;
    this.besideFunction = besideFunction;
  }

  /** Returns a version that is registered and may be a shadow; rejects one of another model. */
  public ModelVersion usable(ModelVersion version) {
    return versions.usable("shadow", version);
  }

  /** Returns whether the end of a shadow is in the future. */
  public boolean isRunning(ShadowStarted shadow) {
    return shadow.until().isAfter(clock.instant());
  }

  /** Finds the shadow that runs, as far as this process knows; empty if none does. */
  public Optional<ShadowStarted> find() {
    return state().started().filter(this::isRunning);
  }

  private ShadowState state() {
    return versions.state().shadow();
  }

  /**
   * Returns the transition that starts a shadow, which repeats a share of the predictions.
   *
   * @param until null for a day from now
   * @throws io.lifecycle4j.error.ConflictException if the version is what it would be compared with
   */
  public Transition shadow(
      ModelVersion version, double share, @Nullable Instant until, double tolerance, By by) {
    decisions.permit(by);
    Instant now = clock.instant();
    Instant end = until == null ? now.plus(DAY) : until;
    check(end.isAfter(now), "Invalid end of a shadow: %s (must be after now, %s)", end, now);
    versions.registry().refresh();
    if (!besideFunction) {
      Promotions.checkNotInProduction("shadow", version, versions.named(ModelRegistry.PRODUCTION));
    }
    Optional<String> before =
        state().started().filter(last -> !isRunning(last)).map(ShadowStarted::shadow);
    ShadowStarted shadow =
        new ShadowStarted(
            versions.model(), version.number(), Ids.next(), share, end, tolerance, before);
    return by.transition().change(shadow).build();
  }

  /**
   * Starts a shadow.
   *
   * @throws io.lifecycle4j.error.ConflictException if another one runs
   */
  public ShadowStarted start(Transition shadow) {
    decisions.decide(Action.SHADOW, shadow);
    return shadow.find(ShadowStarted.class).orElseThrow();
  }

  /**
   * Stops a shadow.
   *
   * @throws io.lifecycle4j.error.ConflictException if it was stopped
   */
  public AuditRecord stop(ShadowStarted shadow, By by) {
    versions.registry().refresh();
    ShadowStopped stopped = new ShadowStopped(shadow.model(), shadow.version(), shadow.shadow());
    return decisions.decide(Action.SHADOW, by.transition().change(stopped).build());
  }
}
