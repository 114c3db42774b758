package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.Shadows;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.Shadow;
import io.lifecycle4j.serving.ShadowReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Runs the shadow that the registry says, beside the version that serves. Thread-safe.
 *
 * <p>A shadow that another process started and that cannot be loaded here is logged once, and tried
 * again.
 */
public final class ShadowServing<I, O> implements PredictionObserver.Calls, AutoCloseable {
  /** How long closing waits for the end of each. */
  private static final Duration END = Duration.ofSeconds(5);

  /** The id of no shadow. */
  private static final String NONE = "";

  private final String model;
  private final Shadows shadows;
  private final Routes<I, O> inputs;
  private final Routes<Row, O> routes;
  private final Logger log;
  private final ShadowRun.Start<O> start;
  private final VersionFollower follower;
  private final LoadedVersions<Route<Row, O>> loaded;
  private final FollowerLock changes;

  /** Null while none predicts; read for each prediction. */
  private volatile @Nullable ShadowRun<O> running;

  /** The shadow that was started last; guarded by {@link #changes}, as what follows. */
  private @Nullable ShadowStarted latest;

  /** The latest one, once it has ended; null if it did not run. */
  private @Nullable ShadowRun<O> ended;

  /** Those that end and free what has ended. */
  private final List<OwnedThread> endings = new ArrayList<>();

  /** The report of the latest one, unless it runs or ran. */
  private ShadowReport<O> report = nothing(ShadowReport.State.LOADING);

  private volatile boolean closed;

  /** Prepares to run shadows of a model. */
  ShadowServing(
      String model, VersionFollower follower, Shadows shadows, Routes<I, O> inputs, Logger log) {
    this(model, follower, shadows, inputs, log, ShadowRun::new);
  }

  /** Prepares to run shadows that are started in another way. */
  ShadowServing(
      String model,
      VersionFollower follower,
      Shadows shadows,
      Routes<I, O> inputs,
      Logger log,
      ShadowRun.Start<O> start) {
    this.model = model;
    this.start = start;
    this.follower = follower;
    this.changes = new FollowerLock(follower, () -> {});
    this.shadows = shadows;
    this.inputs = inputs;
    this.log = log;
    this.routes = inputs.ofRows();
    this.loaded =
        new LoadedVersions<>(routes.loads(), Purpose.SHADOW, routes::load, follower::wake);
  }

  private static <O> ShadowReport<O> nothing(ShadowReport.State state) {
    return new ShadowReport<>(state, 0, 0, 0, 0, Optional.empty(), List.of());
  }

  /** Runs the shadow of the registry, and follows changes from now on. */
  void open() {
    follower.add(this::follow);
  }

  private static String id(Optional<ShadowStarted> shadow) {
    return shadow.map(ShadowStarted::shadow).orElse(NONE);
  }

  private @Nullable Duration follow() {
    return changes.follow(this::followNow);
  }

  private @Nullable Duration followNow() {
    return follow(closed ? Optional.empty() : shadows.find());
  }

  private @Nullable Duration follow(Optional<ShadowStarted> wanted) {
    if (latest != null && !latest.shadow().equals(id(wanted))) {
      endLatest();
    }
    ShadowStarted shadow = wanted.orElse(null);
    if (shadow == null) {
      loaded.settle(List.of(), version -> false);
      return null;
    }
    if (latest == null || !latest.shadow().equals(shadow.shadow())) {
      latest = shadow;
      ended = null;
      report = nothing(ShadowReport.State.LOADING);
    }
    if (running == null) {
      run(shadow);
    }
    loaded.settle(List.of(), version -> running == null && version == shadow.version());
    return running == null ? loaded.pause() : null;
  }

  private void run(ShadowStarted shadow) {
    int version = shadow.version();
    Route<Row, O> route = null;
    try {
      route = loaded.find(version);
      if (route != null) {
        run(shadow, route);
      }
    } catch (LifecycleException e) {
      report = nothing(ShadowReport.State.FAILED);
      if (loaded.isNews(version, e)) {
        log.error("Cannot run the shadow {}:{} here: {}", model, version, e.getMessage(), e);
      }
      if (route != null) { // it was loaded
        loaded.failed(version);
      }
    }
  }

  private void run(ShadowStarted shadow, Route<Row, O> route) {
    running =
        start.run(
            shadow,
            route,
            inputs.columns().schema(),
            () -> shadows.isRunning(shadow),
            follower::wake);
    loaded.settle(List.of(route), version -> false);
    log.info(
        "Version {} of {} is a shadow until {}, and repeats {} % of the predictions",
        shadow.version(), model, shadow.until(), 100 * shadow.share());
  }

  /** Starts a shadow whose version was loaded. */
  private ShadowStarted start(Transition starting, Route<Row, O> route) {
    return changes.decide(() -> shadows.start(starting), route, this::take, this::followNow);
  }

  private boolean take(Route<Row, O> route) {
    loaded.offer(route.version(), route);
    return true;
  }

  /**
   * Ends the shadow that is loaded or runs, if there is one. What runs is freed on a thread of its
   * own, since that may take seconds, and others follow the registry meanwhile.
   */
  private void endLatest() {
    if (report.state() == ShadowReport.State.LOADING) {
      report = nothing(ShadowReport.State.ENDED);
    }
    ShadowRun<O> now = running;
    if (now != null) {
      ended = now;
      running = null;
      now.stop();
      endings.removeIf(ending -> !ending.isAlive());
      OwnedThread ending = new OwnedThread("end-shadow-" + model, () -> free(now));
      if (ending.begin()) {
        endings.add(ending);
      } else {
        free(now);
      }
    }
  }

  private void free(ShadowRun<O> over) {
    over.end();
    log.info("The shadow of {} ended: {}", model, over.report());
  }

  @Override
  public void observe(PredictionRecord<?, ?> row) {
    ShadowRun<O> now = running;
    if (now != null) {
      now.offer(row);
    }
  }

  /** Returns a builder of a shadow. */
  public Shadow.Builder<O> builder(ModelVersion version) {
    return new Starting(shadows.usable(version));
  }

  /** Finds the shadow that runs. */
  public Optional<Shadow<O>> find() {
    return shadows.find().map(Running::new);
  }

  private ShadowReport<O> report(ShadowStarted shadow) {
    return changes.call(() -> reportNow(shadow));
  }

  private ShadowReport<O> reportNow(ShadowStarted shadow) {
    if (latest != null && latest.shadow().equals(shadow.shadow())) {
      ShadowRun<O> last = running != null ? running : ended;
      return last == null ? report : last.report();
    }
    boolean comes = id(shadows.find()).equals(shadow.shadow());
    return nothing(comes ? ShadowReport.State.LOADING : ShadowReport.State.ENDED);
  }

  private void checkOpen() {
    if (closed) {
      throw Closing.modelClosed(model);
    }
  }

  @Override
  public void close() {
    closed = true;
    endStopped();
    endings().forEach(ending -> ending.awaitEnd(END));
  }

  private List<OwnedThread> endings() {
    return changes.call(() -> List.copyOf(endings));
  }

  private void endStopped() {
    changes.changing(this::followNow);
  }

  /** A shadow as users see it. */
  private final class Running implements Shadow<O> {
    private final ShadowStarted started;

    Running(ShadowStarted started) {
      this.started = started;
    }

    @Override
    public int version() {
      return started.version();
    }

    @Override
    public double share() {
      return started.share();
    }

    @Override
    public Instant until() {
      return started.until();
    }

    @Override
    public ShadowReport<O> report() {
      checkOpen();
      return ShadowServing.this.report(started);
    }

    @Override
    public AuditRecord stop(Actor actor, String reason) {
      checkOpen();
      AuditRecord record = shadows.stop(started, new By(Action.SHADOW, actor, reason));
      endStopped();
      return record;
    }

    @Override
    public String toString() {
      return "Shadow[" + model + ":" + started.version() + " until " + started.until() + "]";
    }
  }

  /** The settings of a shadow before it is started. Not thread-safe. */
  private final class Starting implements Shadow.Builder<O> {
    private final ModelVersion version;
    private @Nullable Double share;
    private @Nullable Instant until;
    private @Nullable Double tolerance;

    Starting(ModelVersion version) {
      this.version = version;
    }

    @Override
    public Shadow.Builder<O> share(double part) {
      checkUnset(share, "shadow", "share");
      share = part;
      return this;
    }

    @Override
    public Shadow.Builder<O> until(Instant end) {
      checkUnset(until, "shadow", "end");
      until = required(end, "end of a shadow");
      return this;
    }

    @Override
    public Shadow.Builder<O> tolerance(double difference) {
      checkUnset(tolerance, "shadow", "tolerance");
      tolerance = difference;
      return this;
    }

    @Override
    public Shadow<O> start(Actor actor, String reason) {
      checkOpen();
      By by = new By(Action.SHADOW, actor, reason);
      return inputs
          .observing()
          .call(
              Operation.SHADOW,
              ObservedSubject.model(model).version(version.number()),
              () -> checked(by));
    }

    private Shadow<O> checked(By by) {
      inputs.check(version);
      Transition starting =
          shadows.shadow(
              version, share == null ? 1 : share, until, tolerance == null ? 0 : tolerance, by);
      return new Running(
          ShadowServing.this.start(
              starting,
              routes.loads().loadAgain("shadow", version.number(), Purpose.SHADOW, routes::load)));
    }
  }
}
