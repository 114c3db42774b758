package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.error.OwnedThread;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.serving.PredictionOutcome;
import io.lifecycle4j.validation.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers inputs with the current version, and replaces versions under load.
 *
 * <p>Thread-safe. A call is answered entirely by the version it began on. Answers are computed on
 * the calling thread, since a hand-over to another thread costs as much as a small network.
 */
public final class ModelServer<I, O> implements AutoCloseable {
  public static final int NONE = 0; // the version number of a function, and of no version
  private static final Logger LOG = LoggerFactory.getLogger(ModelServer.class);

  public static final Duration DRAIN = Duration.ofSeconds(30); // how long close() waits for calls
  private static final Duration LONGEST_DRAIN = Duration.ofDays(1);

  private final String model;
  private final PredictionRecorder<I, O> recorder;
  private final @Nullable ModelLog log;
  private final RouteSwitch<I, O> routes;
  private final RequestPath<I, O> path;

  /**
   * Creates a server, which serves what the switch says and owns it.
   *
   * @param log is shown what is recorded, and is closed with the server; null for none
   */
  ModelServer(
      String model,
      @Nullable ModelLog log,
      PredictionRecorder<I, O> recorder,
      RouteSwitch<I, O> routes,
      RequestPath<I, O> path) {
    this.model = model;
    this.log = log;
    this.recorder = recorder;
    this.routes = routes;
    this.path = path;
    if (log != null) {
      log.begin();
    }
  }

  /** Returns what says who answers. */
  RouteSwitch<I, O> routes() {
    return routes;
  }

  /** Returns the calls in progress. */
  public ObservedCalls calls() {
    return path.observed();
  }

  /** Returns the number of the newest prediction of this session; 0 if there is none. */
  long newest() {
    return recorder.newest();
  }

  /** Returns the number of the champion; {@link #NONE} for a function or no version. */
  public int version() {
    return routes.version();
  }

  /** Returns whether a version or a function serves. */
  public boolean isServing() {
    TrafficPlan<I, O> now = routes.plan();
    return now.champion() != null || now.standby() != null;
  }

  /**
   * Answers inputs, all or none.
   *
   * @param inputs at least one
   * @return one prediction for each input, in the same order, all by the same version
   * @throws ModelUnavailableException if nothing is served, unless the plan says another exception
   * @throws LifecycleException if an input has no answer: the failure of the first one, whose
   *     message names the inputs
   * @throws ClosedException if the server is closed
   */
  public List<Prediction<O>> predict(List<? extends I> inputs) {
    return predict(null, inputs);
  }

  /** Answers inputs like {@link #predict(List)}, by the version that the key is routed to. */
  public List<Prediction<O>> predict(@Nullable String key, List<? extends I> inputs) {
    return path.call(request(key, inputs, true), ModelServer::all);
  }

  private static <I, O> List<Prediction<O>> all(List<PredictionRecord<I, O>> rows) {
    List<Prediction<O>> predictions = new ArrayList<>(rows.size());
    for (PredictionRecord<I, O> row : rows) {
      Prediction<O> prediction = row.prediction();
      if (prediction == null) {
        throw PredictionFailures.first(rows);
      }
      predictions.add(prediction);
    }
    return predictions;
  }

  /** Answers one input like {@link #predict}, without lists of one prediction. */
  public Prediction<O> predictOne(I input) {
    return predictOne(null, input);
  }

  /** Answers one input like {@link #predictOne(Object)}, by the version the key is routed to. */
  public Prediction<O> predictOne(@Nullable String key, I input) {
    routes.checkOpen();
    return path.call(new PredictionRequest<>(key, input), ModelServer::one);
  }

  /**
   * Answers each input; one without an answer does not affect the others.
   *
   * @param inputs at least one
   * @return one outcome for each input, in the same order, all by the same version
   */
  public List<PredictionOutcome<O>> predictEach(List<? extends I> inputs) {
    return predictEach(null, inputs);
  }

  /** Answers each input, by the version that the key is routed to. */
  public List<PredictionOutcome<O>> predictEach(@Nullable String key, List<? extends I> inputs) {
    return path.call(request(key, inputs, false), this::each);
  }

  private List<PredictionOutcome<O>> each(List<PredictionRecord<I, O>> rows) {
    List<PredictionOutcome<O>> outcomes = new ArrayList<>(rows.size());
    for (PredictionRecord<I, O> row : rows) {
      Prediction<O> prediction = row.prediction();
      outcomes.add(
          prediction == null
              ? PredictionOutcome.failed(PredictionFailures.typed(model, row))
              : PredictionOutcome.of(prediction));
    }
    return outcomes;
  }

  /**
   * Answers an input on a thread of the library.
   *
   * @return completes on that thread, with an exception if the input has no answer; fails with a
   *     ClosedException if the server is closed. Cancelling it before the call begins prevents the
   *     call. Within a call on this server, or in a function that depends on its result, the input
   *     is answered at once: waiting there for another thread could never end.
   */
  public CompletableFuture<Prediction<O>> predictAsync(I input) {
    return predictAsync(null, input);
  }

  /** Answers an input like {@link #predictAsync(Object)}, by the version the key is routed to. */
  public CompletableFuture<Prediction<O>> predictAsync(@Nullable String key, I input) {
    try {
      routes.checkOpen();
      return path.later(new PredictionRequest<>(key, input), ModelServer::one);
    } catch (LifecycleException | ClosedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private PredictionRequest<I, O> request(
      @Nullable String key, List<? extends I> inputs, boolean whole) {
    routes.checkOpen();
    return new PredictionRequest<>(key, inputs, whole);
  }

  private static <I, O> Prediction<O> one(List<PredictionRecord<I, O>> rows) {
    Prediction<O> prediction = rows.get(0).prediction();
    if (prediction == null) {
      throw PredictionFailures.first(rows);
    }
    return prediction;
  }

  /** Returns how many inputs had no valid answer. */
  public long invalidAnswers() {
    return recorder.invalidAnswers();
  }

  /** Returns how many calls did not run, since limits rejected them or nothing served. */
  public long rejectedCalls() {
    return recorder.rejectedCalls();
  }

  /** Returns how many calls did not run for a reason. */
  public long rejectedCalls(Rejection why) {
    return why == Rejection.UNAVAILABLE ? routes.unrouted() : path.rejectedCalls(why);
  }

  /** Returns how often another version began to serve. */
  public long changes() {
    return routes.changes();
  }

  /** Returns how many calls wait for their turn. */
  public int waiting() {
    return path.waiting();
  }

  /** Returns how many predictions listeners missed. */
  public long missedByListeners() {
    return recorder.missedByListeners();
  }

  /** Returns the observer of the version that answers; empty if nothing does. */
  public Optional<PredictionObserver> observer() {
    return Optional.ofNullable(routes.plan().answering()).map(Route::observer);
  }

  /**
   * Returns how many inputs of the version that answers broke each rule of its data; empty if
   * requests are not checked.
   */
  public Map<Rule, Long> brokenRules() {
    Route<I, O> now = routes.plan().answering();
    return now == null ? Map.of() : now.brokenRules();
  }

  public PredictionLogStatus log() {
    return log == null ? PredictionLogStatus.off() : log.status();
  }

  /**
   * Returns whether the calling thread is in a call on this server, in a listener, a drift monitor
   * or a function.
   */
  public boolean isCallInProgress() {
    return path.isCallInProgress();
  }

  /**
   * Waits at most 30 seconds for calls in progress and for those that wait for a thread, frees the
   * version, for which it waits five seconds, and writes the rest of the log. Within a call on this
   * server, it returns at once and does this in the background.
   */
  @Override
  public void close() {
    close(DRAIN);
  }

  /** Rejects a patience below zero or above one day, which is longer than anyone waits. */
  public static void checkPatience(Duration patience) {
    check(
        !required(patience, "patience").isNegative() && patience.compareTo(LONGEST_DRAIN) <= 0,
        "Invalid patience: %s (must be at least 0 and at most 1 day)",
        patience);
  }

  /** Closes the server like {@link #close()}, but waits at most {@code patience} for calls. */
  public void close(Duration patience) {
    checkPatience(patience); // before anything is closed
    routes.close();
    path.close();
    if (path.isIdle()) {
      routes.removed(); // no call is to begin: the last one in progress frees the version
    }
    if (isCallInProgress()) {
      endBehind(patience);
    } else {
      end(patience);
    }
  }

  private void endBehind(Duration patience) {
    if (!new OwnedThread("close-" + model, () -> end(patience)).begin()) {
      LOG.warn("Calls on {} are not waited for: no thread can be started", model);
      routes.removed();
      endLog();
    }
  }

  private void end(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    path.drain(patience);
    routes.drain(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    if (!recorder.drain(Duration.ofNanos(end - System.nanoTime()))) {
      LOG.warn("Listeners of {} are still running after {} s", model, patience.toMillis() / 1000.0);
    }
    endLog();
  }

  private void endLog() {
    if (log != null) {
      log.close();
    }
  }
}
