package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.serving.PredictionRecord.Ending;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.PredictionListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers the rows of calls, makes predictions of them, and shows them to observers. Thread-safe.
 */
final class PredictionRecorder<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(PredictionRecorder.class);

  private final String model;
  private final String session;
  private final InstantSource clock;
  private final AtomicLong numbers = new AtomicLong();
  private final InvalidAnswers invalid = new InvalidAnswers();
  private final RejectedCalls rejected = new RejectedCalls(System.nanoTime());

  /** The log and counters; each is thread-safe. */
  private final List<PredictionObserver.Calls> observers;

  private final List<ListenerCalls<I, O>> listeners;

  /** A permit for each call that listeners will hear of. */
  private final Semaphore hearing = new Semaphore(Integer.MAX_VALUE);

  /** Records the calls of a session for observers, in their order, and then for listeners. */
  PredictionRecorder(
      String model,
      ModelLogs.Session session,
      List<PredictionObserver.Calls> observers,
      List<PredictionListener<? super I, ? super O>> listeners) {
    this.model = model;
    this.session = session.id();
    this.clock = session.clock();
    this.observers = new ArrayList<>(observers);
    if (session.log() != null) {
      this.observers.add(session.log());
    }
    this.observers.add(invalid);
    this.listeners =
        listeners.stream().map(listener -> new ListenerCalls<I, O>(model, listener)).toList();
  }

  /** Returns the number of the newest row. */
  long newest() {
    return numbers.get();
  }

  /** Returns how many inputs had no valid answer. */
  long invalidAnswers() {
    return invalid.count();
  }

  /** Returns how many calls did not run. */
  long rejectedCalls() {
    return rejected.count();
  }

  /**
   * Counts a call that did not run, and shows it to observers as one row, unless there are too
   * many.
   */
  void notRun(PredictionRequest<I, O> request, LifecycleException why) {
    long leftOut = rejected.count(System.nanoTime());
    if (leftOut == RejectedCalls.LEFT_OUT) {
      return;
    }
    PredictionRecord<I, O> row = request.notRun();
    row.failed(why instanceof OverloadedException ? Ending.REJECTED : Ending.UNAVAILABLE, why);
    row.leftOut(leftOut);
    row.numbered(numbers.incrementAndGet(), clock.instant());
    show(List.of(row));
  }

  /** Returns those that find listeners that hang. */
  List<ListenerWatch> watches() {
    return listeners.stream().map(ListenerCalls::watch).toList();
  }

  /** Returns how many predictions listeners missed. */
  long missedByListeners() {
    return listeners.stream().mapToLong(ListenerCalls::missed).sum();
  }

  /** Numbers rows, and makes the predictions of those with an answer. */
  void complete(Route<I, O> by, List<PredictionRecord<I, O>> rows) {
    Instant time = clock.instant();
    for (int i = 0; i < rows.size(); i++) { // an iterator for each call would be garbage
      PredictionRecord<I, O> row = rows.get(i);
      long number = numbers.incrementAndGet();
      row.numbered(number, time);
      O value = row.value();
      if (value != null) {
        row.predicted(prediction(number, value, row, by));
      }
    }
  }

  private Prediction<O> prediction(
      long number, O value, PredictionRecord<I, O> row, Route<I, O> by) {
    Prediction.Builder<O> prediction = Prediction.builder(session + "-" + number, value);
    if (!Double.isNaN(row.probability())) {
      prediction.probability(row.probability());
    }
    Task<?> task = by.probabilities();
    double[] outputs = row.outputs();
    if (task != null && outputs != null) {
      prediction.outputs(task, outputs);
    }
    if (by.version() > 0) {
      prediction.version(by.version());
    }
    return prediction.build();
  }

  /** Begins a call of which listeners hear; returns whether there are any: then end it. */
  boolean begin() {
    return !listeners.isEmpty() && hearing.tryAcquire();
  }

  /** Ends a call: shows it to listeners, which may take long. */
  void end(List<PredictionRecord<I, O>> rows) {
    try {
      for (ListenerCalls<I, O> listener : listeners) {
        show(listener, rows);
      }
    } finally {
      hearing.release();
    }
  }

  /** Waits until listeners have heard of all calls; returns whether they have. */
  boolean drain(Duration patience) {
    return Joining.uninterruptibly(hearing, Integer.MAX_VALUE, patience);
  }

  /** Shows all observers but that of the version and listeners a whole call. */
  void show(List<PredictionRecord<I, O>> rows) {
    for (int i = 0; i < observers.size(); i++) {
      show(observers.get(i), rows);
    }
  }

  /** Shows an observer a whole call. What it throws is logged, since the answer is returned. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not reach the caller either
  void show(PredictionObserver.Calls observer, List<PredictionRecord<I, O>> rows) {
    try {
      for (int i = 0; i < rows.size(); i++) {
        observer.observe(rows.get(i));
      }
    } catch (Throwable e) {
      LOG.error("An observer of {} failed and missed rows of a call", model, e);
    }
    try {
      observer.end();
    } catch (Throwable e) {
      LOG.error("An observer of {} failed at the end of a call", model, e);
    }
  }
}
