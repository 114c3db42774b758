package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.registry.Promotions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/** Loads the version that was in production before, to answer while another one fails. */
final class EarlierVersions<I, O> {
  private final String model;
  private final Promotions promotions;
  private final RouteLoader<I, O> loader;
  private final ModelServer<I, O> server;

  /** Versions whose load ended an earlier process. */
  private final Set<Integer> skipped = ConcurrentHashMap.newKeySet();

  private final Logger log;

  EarlierVersions(
      String model,
      Promotions promotions,
      RouteLoader<I, O> loader,
      ModelServer<I, O> server,
      Logger log) {
    this.model = model;
    this.promotions = promotions;
    this.loader = loader;
    this.server = server;
    this.log = log;
  }

  /** Skips versions until they are promoted again. */
  void skip(Set<Integer> versions) {
    skipped.addAll(versions);
  }

  void unskip(int version) {
    skipped.remove(version);
  }

  boolean isSkipped(int version) {
    return skipped.contains(version);
  }

  /**
   * Begins to load the newest earlier version that can be loaded, unless one stands by. Returns at
   * once, and throws nothing: a prediction calls it.
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // the prediction must be returned
  void standBy(int failing) {
    try {
      if (!server.hasStandby()) {
        load(failing, promotions.before().stream().filter(to -> !isSkipped(to)).toList());
      }
    } catch (Throwable e) {
      log.warn("No version stands by while {}:{} fails", model, failing, e);
    }
  }

  private void load(int failing, List<Integer> versions) {
    if (!versions.isEmpty()) {
      loader.begin(versions.get(0), over -> loaded(failing, versions, over));
    }
  }

  private void loaded(int failing, List<Integer> versions, RouteLoad<I, O> over) {
    Route<I, O> before = over.take();
    if (before != null) {
      server.standBy(before, failing);
      log.warn("Version {} of {} answers while version {} fails", before.version(), model, failing);
    } else if (!over.isAbandoned()) {
      log.warn("Cannot load {}:{}", model, versions.get(0), over.failure());
      load(failing, versions.subList(1, versions.size()));
    }
  }
}
