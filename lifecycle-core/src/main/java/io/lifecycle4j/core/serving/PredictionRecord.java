package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.serving.log.AnsweredBy;
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
  private @Nullable Schema inputs;
  private @Nullable O value;
  private double probability = Double.NaN;
  private double @Nullable [] outputs;
  private boolean hidesOutputs;
  private @Nullable Ending ending;
  private @Nullable Throwable failure;
  private long number;
  private @Nullable Instant time;
  private long nanos;
  private long leftOut;
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

  /** Sets who is asked. */
  void asked(AnsweredBy chosen) {
    by = chosen;
  }

  /** Sets the view of the input. */
  void prepared(Row view) {
    row = view;
  }

  /**
   * Sets the view of the input, and its columns, with those marked that are private.
   *
   * @param secret whether the outputs of the network are not to be logged
   */
  void prepared(Row view, Schema marked, boolean secret) {
    row = view;
    inputs = marked;
    hidesOutputs = secret;
  }

  /**
   * Sets the answer.
   *
   * @param share the probability of a class; NaN for other tasks
   * @param numbers the outputs of the network for the row, one after the other; null if they are
   *     not kept
   */
  void answered(O answer, double share, double @Nullable [] numbers) {
    value = answer;
    probability = share;
    outputs = numbers;
    ending = Ending.ANSWERED;
    failure = null; // it may have run before, with others
  }

  /** Sets why there is no answer. */
  void failed(Ending how, Throwable why) {
    value = null; // it may have run before, with others
    ending = how;
    failure = why;
  }

  /** Sets how many calls that did not run either were not put on record before this one. */
  void leftOut(long calls) {
    leftOut = calls;
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
    return inputs;
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
  public @Nullable O value() {
    return value;
  }

  /** Returns the probability of the answer; NaN if there is none. */
  public double probability() {
    return probability;
  }

  double @Nullable [] outputs() {
    return outputs;
  }

  /** Returns whether the outputs would tell what is not to be logged. */
  boolean hidesOutputs() {
    return hidesOutputs;
  }

  /** Returns why there is no answer; null if there is one. */
  public @Nullable Throwable failure() {
    return failure;
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
}
