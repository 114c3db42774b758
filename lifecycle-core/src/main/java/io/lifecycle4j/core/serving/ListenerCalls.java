package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.PredictionListener;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes predictions to a listener of the user, and counts those that it missed. Thread-safe. */
final class ListenerCalls<I, O> implements PredictionObserver.Calls {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerCalls.class);

  private final String model;
  private final PredictionListener<? super I, ? super O> listener;
  private final AtomicLong failures = new AtomicLong();
  private final ListenerWatch watch;

  ListenerCalls(String model, PredictionListener<? super I, ? super O> listener) {
    this(model, listener, new ListenerWatch(model));
  }

  ListenerCalls(
      String model, PredictionListener<? super I, ? super O> listener, ListenerWatch watch) {
    this.model = model;
    this.listener = listener;
    this.watch = watch;
  }

  ListenerWatch watch() {
    return watch;
  }

  /** Returns how many predictions it missed, since it threw or hung. */
  long missed() {
    return failures.get() + watch.skipped();
  }

  @Override
  @SuppressWarnings("checkstyle:IllegalCatch") // a listener's Error must not fail the answer
  public void observe(PredictionRecord<?, ?> row) {
    Prediction<?> prediction = row.prediction();
    if (prediction == null) {
      return;
    }
    int place = watch.begin();
    if (place == ListenerWatch.SKIPPED) {
      return;
    }
    try {
      notify(listener, row.input(), prediction);
    } catch (Throwable e) {
      long count = failures.incrementAndGet();
      if (Floods.isLogged(count)) {
        LOG.warn("A prediction listener of {} failed ({} times until now)", model, count, e);
      }
    } finally {
      watch.end(place);
    }
  }

  @SuppressWarnings("unchecked") // rows of its own server; a listener only reads the prediction
  private static <J, P> void notify(
      PredictionListener<J, P> listener, Object input, Prediction<?> prediction) {
    listener.predicted((J) input, (Prediction<P>) prediction);
  }
}
