package io.lifecycle4j.core.serving;

import static java.util.Objects.requireNonNull;

import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.serving.Batching;
import io.lifecycle4j.serving.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of a request: through limits to the version that the plan chooses, through its steps,
 * and past its breaker to observers. Thread-safe.
 */
final class RequestPath<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(RequestPath.class);

  private final String model;
  private final RouteSwitch<I, O> routes;
  private final PredictionRecorder<I, O> recorder;
  private final AsyncCalls async;

  /** Null if there are none, which costs nothing. */
  private final @Nullable CallLimits limits;

  /** Lets a call on its own thread in; null without limits. */
  private final @Nullable LongSupplier entry;

  private final ObservedCalls observed;

  /** How callers share runs; null if each runs alone. */
  private final @Nullable Batching batching;

  /** Counts the calls of versions in no arm of a rollout; null if no rule needs it. */
  private final @Nullable CountedCalls traffic;

  /** Runs when a version begins to fail, or no longer does. */
  private final Runnable changed;

  RequestPath(
      String model,
      RouteSwitch<I, O> routes,
      PredictionRecorder<I, O> recorder,
      ServingSettings<I, O> settings,
      ObservedCalls observed,
      Runnable changed) {
    Limits limits = settings.limits();
    this.model = model;
    this.routes = routes;
    this.recorder = recorder;
    this.observed = observed;
    this.batching = settings.batching();
    this.changed = changed;
    this.traffic = settings.rule() == null ? null : routes.calls();
    this.async = new AsyncCalls(model, this, limits);
    recorder.watches().forEach(watch -> watch.onHang(async::overtake));
    this.limits = limits == null ? null : async.limits();
    this.entry = limits == null ? null : async.limits()::enter;
  }

  /** Returns what shows calls to the observers of the home. */
  ObservedCalls observed() {
    return observed;
  }

  /**
   * Answers a request on the current thread.
   *
   * @param result makes the result of what happened to each input; may throw
   */
  <T> T call(PredictionRequest<I, O> request, Function<List<PredictionRecord<I, O>>, T> result) {
    return observed.isEmpty()
        ? result.apply(call(request))
        : observed.call(request, () -> result.apply(call(request)));
  }

  private List<PredictionRecord<I, O>> call(PredictionRequest<I, O> request) {
    request.begin(this);
    try {
      boolean isAdmitted = limits == null || CallInProgress.on(limits); // a function that predicts
      return answer(request, isAdmitted ? null : entry);
    } finally {
      try {
        hear(request);
      } finally {
        request.exit();
      }
    }
  }

  /**
   * Answers a request on a thread of the library, or at once if that thread would wait for the
   * current one.
   *
   * @param result makes the result of what happened to each input; may throw
   */
  <T> CompletableFuture<T> later(
      PredictionRequest<I, O> request, Function<List<PredictionRecord<I, O>>, T> result) {
    return async.answersHere()
        ? AsyncCalls.here(() -> call(request, result))
        : async.submit(
            began -> observed.call(request, () -> result.apply(answer(request, began))),
            () -> hear(request));
  }

  /**
   * Answers a request, of which listeners are to {@link #hear}.
   *
   * @param began returns when limits let it in, or throws; null if they need not
   */
  private List<PredictionRecord<I, O>> answer(
      PredictionRequest<I, O> request, @Nullable LongSupplier began) {
    request.isHeard(recorder.begin());
    try {
      return began == null ? answer(request) : admitted(began.getAsLong(), request);
    } catch (LifecycleException e) {
      throw recorded(request, e);
    }
  }

  /**
   * Shows listeners what happened, which may take long, or never return: the call has neither a
   * place nor the version any more, and its future is complete.
   */
  private void hear(PredictionRequest<I, O> request) {
    if (request.isHeard()) {
      recorder.end(request.isRun() ? request.seen() : List.of());
    }
  }

  /** Puts a call on record that limits rejected or for which nothing serves. */
  private LifecycleException recorded(PredictionRequest<I, O> request, LifecycleException why) {
    if (!request.isAsked() && !(why instanceof OperationInterruptedException)) {
      recorder.notRun(request, why);
    }
    return why;
  }

  /** Answers a request that was let in at {@code began}. */
  private List<PredictionRecord<I, O>> admitted(long began, PredictionRequest<I, O> request) {
    try {
      return limits == null ? answer(request) : within(limits, request);
    } finally {
      async.limits().exit(began);
    }
  }

  private List<PredictionRecord<I, O>> within(CallLimits limit, PredictionRequest<I, O> request) {
    limit.setDeadline(request);
    CallInProgress admitted = CallInProgress.enter(limit);
    try {
      return answer(request);
    } finally {
      admitted.exit();
    }
  }

  /** Takes a request through the steps and shows observers what happened. */
  private List<PredictionRecord<I, O>> answer(PredictionRequest<I, O> request) {
    Route<I, O> now = routes.acquire(request);
    try {
      request.asks();
      Batching shared = batching;
      if (shared == null || !request.mayJoin(shared) || !now.isRepeatable()) {
        run(now, request);
      } else {
        share(now, request, shared);
      }
      recorder.show(request.seen());
      return request.records();
    } finally {
      now.release();
    }
  }

  private void share(Route<I, O> now, PredictionRequest<I, O> request, Batching shared) {
    SharedRuns.State end = now.sharedRuns().run(request, shared, some -> run(now, some));
    if (end == SharedRuns.State.EXPIRED) {
      request.expired(counter(now));
      throw requireNonNull(limits).expired();
    } else if (end == SharedRuns.State.INTERRUPTED) {
      throw CallLimits.interrupted(model);
    }
  }

  private void run(Route<I, O> now, PredictionRequest<I, O> request) {
    observed.run();
    PredictionCall<I, O> call = now.borrow();
    try {
      call.answer(request.records(), request.isWhole(), request.stages());
      ran(now, call, request);
    } finally {
      now.giveBack(call); // before listeners, which may take long or predict
    }
  }

  /**
   * Runs requests of several callers together. One that an Error hit is left to run alone, since
   * the rows of another one may be at fault.
   */
  private void run(Route<I, O> now, List<PredictionRequest<I, O>> requests) {
    if (requests.size() == 1) {
      run(now, requests.get(0));
      return;
    }
    List<PredictionRecord<I, O>> rows = new ArrayList<>();
    requests.forEach(request -> rows.addAll(request.records()));
    observed.run();
    PredictionCall<I, O> call = now.borrow();
    try {
      StageTimes shared = isTimed(requests) ? new StageTimes() : null;
      call.answer(rows, false, shared);
      for (PredictionRequest<I, O> request : requests) {
        request.took(shared);
        if (!PredictionFailures.hasError(request.records())) {
          ran(now, call, request);
        }
      }
    } finally {
      now.giveBack(call);
    }
  }

  private static boolean isTimed(List<? extends PredictionRequest<?, ?>> requests) {
    return requests.stream().anyMatch(request -> request.stages() != null);
  }

  /** Shows the observer of the version what happened. */
  private void ran(Route<I, O> now, PredictionCall<I, O> call, PredictionRequest<I, O> request) {
    judge(now, request.records());
    request.count(counter(now));
    List<PredictionRecord<I, O>> seen = request.seen();
    recorder.complete(now, seen);
    recorder.show(call.observer(), seen);
    request.ran();
  }

  private @Nullable TrafficCounter counter(Route<I, O> now) {
    return traffic == null ? null : now.counter(traffic);
  }

  private void judge(Route<I, O> by, List<PredictionRecord<I, O>> rows) {
    CircuitBreaker.Event event = by.breaker().record(rows);
    if (event == CircuitBreaker.Event.OPENED) {
      LOG.error(
          "Version {} of {} fails: half of its last {} calls failed. The previous version or"
              + " the fallback serves for {} s, if there is one (find the cause, or roll back)",
          by.version(),
          model,
          CircuitBreaker.WINDOW,
          CircuitBreaker.PAUSE.toSeconds());
      changed(by);
    } else if (event == CircuitBreaker.Event.SPARED) {
      LOG.warn(
          "Half of the last {} calls on version {} of {} failed, but few inputs are at fault, and"
              + " its golden rows are right: it keeps serving (see the prediction log for those"
              + " inputs)",
          CircuitBreaker.WINDOW,
          by.version(),
          model);
    } else if (event == CircuitBreaker.Event.CLOSED) {
      LOG.warn("Version {} of {} no longer fails, and answers again", by.version(), model);
      changed(by);
    }
  }

  /** Lets another version stand by, or no longer; none does so for a function. */
  private void changed(Route<I, O> by) {
    if (by.version() != ModelServer.NONE) {
      changed.run();
    }
  }

  /** Returns whether the calling thread is in a call on this path. */
  boolean isCallInProgress() {
    return CallInProgress.on(this);
  }

  /** Refuses new calls on threads of the library. */
  void close() {
    async.limits().close();
  }

  /** Returns whether no call waits, and none runs on a thread of the library. */
  boolean isIdle() {
    return async.limits().isQuiet();
  }

  /** Returns how many calls limits rejected for a reason. */
  long rejectedCalls(Rejection why) {
    return async.limits().rejections().sum(why);
  }

  /** Returns how many calls wait for their turn. */
  int waiting() {
    return async.limits().waiting();
  }

  /** Waits for calls that wait, and those on threads of the library; what is left fails. */
  void drain(Duration patience) {
    async.drain(patience);
  }
}
