package io.lifecycle4j.core.serving;

import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads versions of one model, each on a thread of its own.
 *
 * <p>A disk or an engine that hangs must block only the callers that wait for that version. When
 * {@value #MAX_ABANDONED} abandoned loads are in progress, no other begins until one of them ends.
 * Thread-safe.
 */
final class RouteLoader<I, O> implements AutoCloseable {
  /** The limit of abandoned loads in progress. */
  static final int MAX_ABANDONED = 4;

  private static final Logger LOG = LoggerFactory.getLogger(RouteLoader.class);
  private static final Duration FOREVER = Duration.ofDays(365);
  private static final Duration END = Duration.ofSeconds(5);

  private final String model;
  private final IntFunction<Route<I, O>> loading;
  private final Duration patience;
  private final Set<RouteLoad<I, O>> loads = ConcurrentHashMap.newKeySet();

  /** That of the thread that opened the model, which finds the application's own steps. */
  private final @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();

  private volatile boolean closed;

  /** Creates a loader with the context class loader of the calling thread. */
  RouteLoader(String model, IntFunction<Route<I, O>> loading) {
    this(model, loading, END);
  }

  RouteLoader(String model, IntFunction<Route<I, O>> loading, Duration patience) {
    this.model = model;
    this.loading = loading;
    this.patience = patience;
  }

  /**
   * Begins to load a version.
   *
   * @param ended runs after the end, on the thread of the load
   * @return the load; take its route, or abandon it
   * @throws OverloadedException if too many abandoned loads have not ended
   * @throws IllegalStateException if the loader is closed
   */
  RouteLoad<I, O> begin(int version, Consumer<? super RouteLoad<I, O>> ended) {
    checkOpen();
    loads.removeIf(RouteLoad::isDead); // its thread died before it could remove it
    long abandoned = loads.stream().filter(load -> load.isAbandoned() && !load.isOver()).count();
    if (abandoned >= MAX_ABANDONED) {
      throw new OverloadedException(
          String.format(
              "Cannot load %s:%s: %s loads that were given up have not ended (must be below %s;"
                  + " see what the threads lifecycle4j-load-%s wait for)",
              model, version, abandoned, MAX_ABANDONED, model));
    }
    RouteLoad<I, O> load =
        new RouteLoad<>(
            model + ":" + version, () -> loading.apply(version), over -> end(over, ended), context);
    loads.add(load);
    load.start();
    if (closed) { // the loader may have been closed before the load was added
      load.abandon();
    }
    return load;
  }

  private void end(RouteLoad<I, O> over, Consumer<? super RouteLoad<I, O>> ended) {
    try {
      ended.accept(over);
    } finally {
      loads.remove(over); // at the very end: closing waits for what is done with the route, too
    }
  }

  /**
   * Loads a version and waits for it.
   *
   * @return the route, which the caller owns
   * @throws LifecycleException what the load threw, in a {@link
   *     io.lifecycle4j.error.ModelUnavailableException} unless it is of the library
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted; the
   *     load is abandoned
   * @throws OverloadedException if too many abandoned loads have not ended
   * @throws IllegalStateException if the loader is closed, also while this waits
   */
  Route<I, O> load(int version) {
    RouteLoad<I, O> load = begin(version, over -> {});
    boolean taken = false;
    try {
      load.await(FOREVER);
      Route<I, O> route = load.take();
      taken = route != null;
      if (route != null) {
        return route;
      }
    } finally {
      if (!taken) {
        load.abandon();
      }
    }
    checkOpen();
    throw load.failure();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The model " + model + " is closed");
    }
  }

  /**
   * Abandons every load, and waits at most five seconds for their ends. Routes that are loaded
   * later are freed.
   */
  @Override
  public void close() {
    closed = true;
    List<RouteLoad<I, O>> open = new ArrayList<>(loads);
    open.forEach(RouteLoad::abandon);
    long end = System.nanoTime() + patience.toNanos();
    open.forEach(load -> load.join(Duration.ofNanos(end - System.nanoTime())));
    long left = loads.stream().filter(load -> !load.isOver()).count();
    if (left > 0) {
      LOG.warn("{} loads of {} have not ended: what they load is freed then", left, model);
    }
  }
}
