package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Shows the calls on a model to the observers of its home. Thread-safe. */
public final class ObservedCalls {
  /** Observes nothing. */
  static final ObservedCalls NONE = new ObservedCalls(Observers.NONE, "none");

  private final Observers observers;
  private final ObservedSubject model;
  private final LongAdder inProgress = new LongAdder();

  /** The last version that answered, since it hardly ever changes. */
  private volatile ObservedSubject last;

  /** Observes the calls on a model. */
  public ObservedCalls(Observers observers, String model) {
    this.observers = observers;
    this.model = ObservedSubject.model(model);
    this.last = this.model;
  }

  /** Makes a call; its exceptions are rethrown. */
  <I, O> List<PredictionRecord<I, O>> call(Supplier<List<PredictionRecord<I, O>>> call) {
    if (observers.isEmpty()) {
      return call.get();
    }
    inProgress.increment();
    try {
      return observers.call(Operation.PREDICT, model, call, this::answered);
    } finally {
      inProgress.decrement();
    }
  }

  private <I, O> ObservedSubject answered(List<PredictionRecord<I, O>> rows) {
    int version = rows.get(0).version();
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
    return server.plan().routes().size();
  }
}
