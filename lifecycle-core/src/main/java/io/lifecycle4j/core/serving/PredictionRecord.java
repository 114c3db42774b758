package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.serving.log.AnsweredBy;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.Prediction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one row of a call: its prediction, or why there is none.
 *
 * <p>Filled by the steps of the call, on its thread; it does not change once observers see it.
 */
public final class PredictionRecord<I, O> {
  /** How the row ended. */
  public enum Ending {
    /** The row has a prediction. */
    ANSWERED,
    /** The row could not be prepared, or breaks a rule: the input is at fault. */
    REFUSED,
    /** The model returned something that is not a valid prediction. */
    INVALID,
    /** The network or the function threw. */
    FAILED,
    /** The limits of the model rejected the call. */
    REJECTED,
    /** Nothing served when the call arrived. */
    UNAVAILABLE
  }

  private final @Nullable String key;
  private final I input;
  private AnsweredBy by = AnsweredBy.NOBODY;
  private @Nullable Row row;

  /** Those of the version that was asked; null for a function. */
  private EngineSteps.@Nullable Inputs<?> inputs;

  /** The answer if there is one, or else the failure: a record is part of each call. */
  private @Nullable Object outcome;

  private double probability = Double.NaN;
  private double @Nullable [] outputs;
  private float @Nullable [] embedding;
  private @Nullable Ending ending;
  private long number;
  private @Nullable Instant time;
  private long nanos;
  private int leftOut;
  private @Nullable Prediction<O> prediction;

  PredictionRecord(@Nullable String key, I input) {
    this.key = key;
    this.input = input;
  }

  /** Returns a record of a row that has an answer. */
  public static <I, O> PredictionRecord<I, O> answered(int version, I input, Row row, O value) {
    PredictionRecord<I, O> record = new PredictionRecord<>(null, input);
    record.asked(new AnsweredBy(0, version, ""));
    record.prepared(row);
    record.answered(value, Double.NaN, null);
    return record;
  }

  /** Returns a record of a row that the version refused. */
  public static <I, O> PredictionRecord<I, O> refused(int version, I input, Throwable why) {
    PredictionRecord<I, O> record = new PredictionRecord<>(null, input);
    record.asked(new AnsweredBy(0, version, ""));
    record.failed(Ending.REFUSED, why);
    return record;
  }

  /** Sets who is asked. */
  void asked(AnsweredBy chosen) {
    by = chosen;
  }

  /** Sets the view of the input. */
  void prepared(Row view) {
    row = view;
  }

  /** Sets the view of the input, which is one of the inputs of a version. */
  void prepared(Row view, EngineSteps.Inputs<?> of) {
    row = view;
    inputs = of;
  }

  /**
   * Sets the answer.
   *
   * @param share the probability of a class; NaN for other tasks
   * @param numbers the outputs of the network for the row, one after the other; null if they are
   *     not kept
   */
  void answered(O answer, double share, double @Nullable [] numbers) {
    outcome = answer;
    probability = share;
    outputs = numbers;
    ending = Ending.ANSWERED;
  }

  /** Sets what the last layer of the network received for the row. */
  void embedded(float[] received) {
    embedding = received;
  }

  /** Sets why there is no answer. */
  void failed(Ending how, Throwable why) {
    outcome = why;
    ending = how;
  }

  /** Sets how many calls that did not run either were not put on record before this one. */
  void leftOut(long calls) {
    leftOut = (int) Math.min(calls, Integer.MAX_VALUE);
  }

  void took(long more) {
    nanos += more;
  }

  /** Sets the number of the prediction in its session, and its time. */
  void numbered(long next, Instant now) {
    number = next;
    time = now;
  }

  void predicted(Prediction<O> made) {
    prediction = made;
  }

  /** Returns the key of the call; null if it has none. */
  public @Nullable String key() {
    return key;
  }

  /** Returns the input as the caller gave it. */
  public I input() {
    return input;
  }

  /** Returns the number of the version that was asked; 0 for a function, and if none was. */
  public int version() {
    return by.version();
  }

  /** Returns who was asked. */
  AnsweredBy by() {
    return by;
  }

  /** Returns a view of the input; null if the input has none. */
  public @Nullable Row row() {
    return row;
  }

  /**
   * Returns the columns of the input, with those marked that are private in the training data of
   * the version; null for a function.
   */
  @Nullable Schema inputs() {
    return inputs == null ? null : inputs.marked();
  }

  /** Returns whether the row has an answer. */
  public boolean isAnswered() {
    return ending == Ending.ANSWERED;
  }

  /** Returns how the row ended; null if its call ended before the row was run. */
  public @Nullable Ending ending() {
    return ending;
  }

  /** Returns the answer; null unless the row has one. */
  @SuppressWarnings("unchecked") // set by answered()
  public @Nullable O value() {
    return isAnswered() ? (O) outcome : null;
  }

  /** Returns the probability of the answer; NaN if there is none. */
  public double probability() {
    return probability;
  }

  /**
   * Returns the outputs of the network for the row, one after the other; null if they are not kept.
   */
  public double @Nullable [] outputs() {
    return outputs;
  }

  /** Returns what the last layer of the network received for the row; null if nobody asks. */
  public float @Nullable [] embedding() {
    return embedding;
  }

  /** Returns whether the outputs would tell what is not to be logged. */
  boolean hidesOutputs() {
    return inputs != null && inputs.areTold();
  }

  /** Returns why there is no answer; null if there is one. */
  public @Nullable Throwable failure() {
    return isAnswered() ? null : (Throwable) outcome;
  }

  /**
   * Returns how many calls that did not run either were not put on record before this one; 0 for a
   * row that ran.
   */
  long leftOut() {
    return leftOut;
  }

  /** Returns the number of the row in its session, which is the end of its id. */
  public long number() {
    return number;
  }

  /** Returns when the call ended; null until then. */
  public @Nullable Instant time() {
    return time;
  }

  /**
   * Returns the time that this row took, in nanoseconds: to prepare and decode it, and its share of
   * the runs that it was part of, each divided by its rows. It does not include waiting for other
   * calls, the log and listeners.
   */
  public long nanos() {
    return nanos;
  }

  /** Returns the prediction that the caller receives; null unless the row has an answer. */
  public @Nullable Prediction<O> prediction() {
    return prediction;
  }

  /** Counts the row, unless its call ended before the row was run. */
  public void countIn(TrafficCounter counter) {
    Ending how = ending;
    if (how == null) {
      return;
    }
    counter.add(nanos());
    switch (how) {
      case REFUSED -> counter.refused();
      case INVALID, FAILED -> counter.failed();
      default -> {
        // answered
      }
    }
  }
}
