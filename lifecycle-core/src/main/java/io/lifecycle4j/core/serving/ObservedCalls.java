package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Shows the calls on a model to the observers of its home. Thread-safe. */
public final class ObservedCalls {
  /** Observes nothing. */
  static final ObservedCalls NONE = new ObservedCalls(Observers.NONE, "none");

  private final Observers observers;
  private final ObservedSubject model;
  private final LongAdder inProgress = new LongAdder();
  private final LongAdder runs = new LongAdder();

  /** The last version that was asked, since it hardly ever changes. */
  private volatile ObservedSubject last;

  /** Observes the calls on a model. */
  public ObservedCalls(Observers observers, String model) {
    this.observers = observers;
    this.model = ObservedSubject.model(model);
    this.last = this.model;
  }

  /** Returns whether nobody observes. */
  boolean isEmpty() {
    return observers.isEmpty();
  }

  /** Makes a call as its caller sees it: an exception, which is rethrown, is an error. */
  <T> T call(PredictionRequest<?, ?> request, Supplier<T> call) {
    if (observers.isEmpty()) {
      return call.get();
    }
    inProgress.increment();
    try {
      return observed(request, call);
    } finally {
      inProgress.decrement();
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // it is rethrown
  private <T> T observed(PredictionRequest<?, ?> request, Supplier<T> call) {
    Observation observation = observers.begin(Operation.PREDICT, model);
    if (observation.timesStages()) {
      request.timeStages();
    }
    T result;
    try {
      result = call.get();
    } catch (Throwable e) {
      request.showRun(observation);
      observation.error(asked(request), e);
      throw e;
    }
    request.showRun(observation);
    observation.stop(asked(request));
    return result;
  }

  /** Counts a run, which calls may share. */
  void run() {
    runs.increment();
  }

  /** Returns how many runs there were. */
  public long runs() {
    return runs.sum();
  }

  private ObservedSubject asked(PredictionRequest<?, ?> request) {
    int version = request.version();
    if (version == ModelServer.NONE) {
      return model;
    }
    ObservedSubject known = last;
    if (known.version().isEmpty() || known.version().getAsInt() != version) {
      known = model.version(version);
      last = known;
    }
    return known;
  }

  /** Returns how many calls are in progress. */
  public long inProgress() {
    return inProgress.sum();
  }

  /** Returns how many versions and functions a server has loaded to answer. */
  public static int loaded(ModelServer<?, ?> server) {
    return server.routes().plan().routes().size();
  }
}
