package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.serving.PredictionRecord.Ending;
import io.lifecycle4j.core.serving.rollout.ArmCounter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call from its arrival to its end: what it asks for, and what happened to each of its inputs.
 *
 * <p>It is created before limits and before a version is chosen. Used by one thread at a time.
 */
final class PredictionRequest<I, O> {
  /** The longest key, in characters. */
  static final int LONGEST_KEY = 256;

  private final @Nullable String key;
  private final List<? extends I> inputs;
  private final boolean whole;
  private final long arrived = System.nanoTime();

  /** Counts the call; null if it is not compared with others. */
  private @Nullable ArmCounter arm;

  /** Created when a version is chosen: a call that is rejected must be cheap. */
  private @Nullable List<PredictionRecord<I, O>> records;

  /**
   * Creates a request that has just arrived.
   *
   * @param key the person or thing that the inputs are about, which decides who answers during a
   *     rollout, 1 to 256 characters; null if it does not matter
   * @param inputs at least one
   * @param whole whether one input without an answer leaves all without a prediction
   */
  PredictionRequest(@Nullable String key, List<? extends I> inputs, boolean whole) {
    check(!required(inputs, "inputs").isEmpty(), "Invalid inputs: none (needs at least 1)");
    if (key != null) {
      check(
          !key.isEmpty() && key.length() <= LONGEST_KEY,
          "Invalid key: %s characters (must be 1 to %s)",
          key.length(),
          LONGEST_KEY);
    }
    this.key = key;
    this.inputs = inputs;
    this.whole = whole;
  }

  /** Returns the key; null if there is none. */
  @Nullable String key() {
    return key;
  }

  List<? extends I> inputs() {
    return inputs;
  }

  /** Returns whether one input without an answer leaves all without a prediction. */
  boolean isWhole() {
    return whole;
  }

  /** Returns when the call arrived, by {@link System#nanoTime}. */
  long arrived() {
    return arrived;
  }

  /** Returns a record of each input, in the order of the inputs. */
  List<PredictionRecord<I, O>> records() {
    List<PredictionRecord<I, O>> made = records;
    if (made == null) {
      made = new ArrayList<>(inputs.size());
      for (I input : inputs) {
        made.add(new PredictionRecord<>(key, input));
      }
      records = made;
    }
    return made;
  }

  /** Returns a record of the whole call, which does not run, with its first input. */
  PredictionRecord<I, O> notRun() {
    return new PredictionRecord<>(key, inputs.get(0));
  }

  /** Returns whether a version was asked. */
  boolean isAsked() {
    return records != null;
  }

  /** Sets who answers. */
  void asks(Route<I, O> route) {
    for (PredictionRecord<I, O> row : records()) {
      row.asked(route.version());
    }
  }

  /** Sets who counts the call once it was answered; null for nobody. */
  void countedBy(@Nullable ArmCounter counter) {
    arm = counter;
  }

  /** Counts the call, as one: its inputs are by one caller, and may fail for one reason. */
  void count() {
    ArmCounter counter = arm;
    if (counter == null) {
      return;
    }
    long nanos = 0;
    boolean failed = false;
    boolean refused = false;
    for (PredictionRecord<I, O> row : records()) {
      nanos += row.nanos();
      failed |= row.ending() == Ending.FAILED || row.ending() == Ending.INVALID;
      refused |= row.ending() == Ending.REFUSED;
    }
    counter.add(nanos, failed, refused);
  }
}
