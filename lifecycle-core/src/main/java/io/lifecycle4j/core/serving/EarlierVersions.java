package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.serving.VersionLoads.Purpose;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.model.ModelVersion;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Loads the version that was in production before, to answer while another one fails. */
final class EarlierVersions<I, O> {
  private final String model;
  private final Promotions promotions;
  private final VersionLoads loads;
  private final Function<ModelVersion, Route<I, O>> how;
  private final RouteSwitch<I, O> server;

  private final Logger log;

  /** The last load that was begun; guarded by this. */
  private @Nullable VersionLoad<Route<I, O>> load;

  /** How often the champion had changed when one failed, and its version; guarded by this. */
  private long moves;

  private int failing;

  /** Whether that version only bakes; guarded by this. */
  private boolean bakes;

  EarlierVersions(
      String model,
      Promotions promotions,
      VersionLoads loads,
      Function<ModelVersion, Route<I, O>> how,
      RouteSwitch<I, O> server,
      Logger log) {
    this.model = model;
    this.promotions = promotions;
    this.loads = loads;
    this.how = how;
    this.server = server;
    this.log = log;
  }

  /**
   * Begins to load the newest earlier version that can be loaded, unless one stands by or is being
   * loaded. Returns at once, and throws nothing: a prediction calls it.
   *
   * @param plan how often the champion had changed
   */
  void standBy(long plan, int fails) {
    standBy(plan, fails, false);
  }

  /** Loads a version like {@link #standBy}, beside one that bakes. */
  void keepWarm(long plan, int version) {
    standBy(plan, version, true);
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // the prediction must be returned
  private synchronized void standBy(long plan, int champion, boolean isBaking) {
    moves = plan;
    failing = champion;
    bakes = isBaking;
    try {
      if (server.plan().standby() == null && (load == null || load.isOver())) {
        load();
      }
    } catch (Throwable e) {
      log.warn("No version stands by beside {}:{}", model, champion, e);
    }
  }

  private void load() {
    load(moves, promotions.before());
  }

  /** Begins to load the first of the versions that may be loaded; the newest comes first. */
  private void load(long plan, List<Integer> versions) {
    for (int i = 0; i < versions.size(); i++) {
      int version = versions.get(i);
      List<Integer> older = versions.subList(i + 1, versions.size());
      try {
        begin(plan, version, older);
        return;
      } catch (ModelUnavailableException e) { // it is skipped: its last load ended the process
        log.warn("Cannot load {}:{}", model, version, e);
      }
    }
  }

  private void begin(long plan, int version, List<Integer> older) {
    VersionLoad<Route<I, O>> begun =
        loads.begin(version, Purpose.SERVE, how, over -> loaded(plan, version, older, over));
    if (!begun.isOver()) { // or another one was begun since
      load = begun;
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // nothing catches it on the thread of the load
  private void loaded(long plan, int version, List<Integer> older, VersionLoad<Route<I, O>> over) {
    try {
      decide(plan, version, older, over);
    } catch (Throwable e) {
      log.warn("No version stands by for {}", model, e);
    }
  }

  private synchronized void decide(
      long plan, int version, List<Integer> older, VersionLoad<Route<I, O>> over) {
    if (plan != moves) { // another version fails by now, perhaps this one
      over.abandon();
      load();
      return;
    }
    Route<I, O> before = over.take();
    if (before != null) {
      if (server.standBy(before, plan) && bakes) {
        log.info("Version {} of {} stays loaded while version {} bakes", version, model, failing);
      } else if (!bakes && server.plan().standby() == before) {
        log.warn("Version {} of {} answers while version {} fails", version, model, failing);
      }
    } else if (!over.isAbandoned()) {
      log.warn("Cannot load {}:{}", model, version, over.failure());
      load(plan, older);
    }
  }
}
