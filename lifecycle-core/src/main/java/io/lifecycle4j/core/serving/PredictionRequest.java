package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.StrictValues;
import io.lifecycle4j.core.serving.PredictionRecord.Ending;
import io.lifecycle4j.core.serving.log.AnsweredBy;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.serving.Arm;
import io.lifecycle4j.serving.Batching;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call from its arrival to its end: what it asks for, and what happened to each of its inputs.
 *
 * <p>It is created before limits and before a version is chosen. Used by one thread at a time.
 */
final class PredictionRequest<I, O> extends CallInProgress {
  /** The longest key, in characters. */
  static final int LONGEST_KEY = 256;

  private static final byte ASKED = 1;
  private static final byte RAN = 2;

  private final @Nullable String key;

  /** The only input, or a list of inputs: a call with one allocates no list. */
  private final @Nullable Object input;

  private final boolean several;
  private final boolean whole;
  private final long arrived = System.nanoTime();

  /** As what the version that answers was chosen. */
  private Arm arm = Arm.CHAMPION;

  /** Counts the call; null if it is not compared with others. */
  private @Nullable TrafficCounter counter;

  /** Created when a version is chosen: a call that is rejected must be cheap. */
  private @Nullable List<PredictionRecord<I, O>> records;

  /** How long its stages took; null if no observation of it needs that. */
  private @Nullable StageTimes stages;

  private AnsweredBy by = AnsweredBy.NOBODY;

  /** How far it is: {@link #ASKED} or {@link #RAN}, 0 before. */
  private byte progress;

  private boolean heard;

  /** 0 if it has no deadline. */
  private long expires;

  /**
   * Creates a request that has just arrived.
   *
   * @param key the person or thing that the inputs are about, which decides who answers during a
   *     rollout, 1 to 256 characters; null if it does not matter
   * @param inputs at least one
   * @param whole whether one input without an answer leaves all without a prediction
   */
  PredictionRequest(@Nullable String key, List<? extends I> inputs, boolean whole) {
    this(key, required(inputs, "inputs"), true, whole);
    check(!inputs.isEmpty(), "Invalid inputs: none (needs at least 1)");
  }

  /** Creates a request with one input that has just arrived. */
  PredictionRequest(@Nullable String key, I input) {
    this(key, input, false, true);
  }

  private PredictionRequest(
      @Nullable String key, @Nullable Object input, boolean several, boolean whole) {
    if (key != null) {
      check(
          !key.isEmpty() && key.length() <= LONGEST_KEY,
          "Invalid key: %s characters (must be 1 to %s)",
          key.length(),
          LONGEST_KEY);
      check(
          StrictValues.halfPair(key) < 0,
          "Invalid key: '%s' (must not hold half of a surrogate pair)",
          key);
    }
    this.key = key;
    this.input = input;
    this.several = several;
    this.whole = whole;
  }

  /** Returns the key; null if there is none. */
  @Nullable String key() {
    return key;
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
      made = several ? records(inputs()) : List.of(notRun());
      records = made;
    }
    return made;
  }

  private List<PredictionRecord<I, O>> records(List<? extends I> all) {
    List<PredictionRecord<I, O>> made = new ArrayList<>(all.size());
    for (I input : all) {
      made.add(new PredictionRecord<>(key, input));
    }
    return made;
  }

  /** Returns a record of the first input, for a call that does not run. */
  @SuppressWarnings({"NullAway", "unchecked"}) // what its constructors accept
  PredictionRecord<I, O> notRun() {
    return new PredictionRecord<>(key, several ? inputs().get(0) : (I) input);
  }

  @SuppressWarnings({"NullAway", "unchecked"}) // there are several
  private List<? extends I> inputs() {
    return (List<? extends I>) input;
  }

  /**
   * Returns whether it may run together with requests of other callers. A listener or function that
   * predicts cannot wait for its own call.
   */
  boolean mayJoin(Batching batching) {
    return !isNested() && records().size() <= batching.rows();
  }

  /** Sets when the call must have begun to run, by {@link System#nanoTime}. */
  void expires(long at) {
    expires = at == 0 ? 1 : at;
  }

  /** Returns how long the call may wait for its run; {@link Long#MAX_VALUE} if for ever. */
  long left(long now) {
    return expires == 0 ? Long.MAX_VALUE : expires - now;
  }

  /** Sets whether listeners are to hear of it. */
  void isHeard(boolean is) {
    heard = is;
  }

  boolean isHeard() {
    return heard;
  }

  /** Sets that the rows went through the steps. */
  void ran() {
    progress = RAN;
  }

  /** Has its stages timed. */
  void timeStages() {
    stages = new StageTimes();
  }

  /** Returns what times its stages; null if no observation of it needs that. */
  @Nullable StageTimes stages() {
    return stages;
  }

  /** Sets the times of a run that it shared; null if no observation needs them. */
  void took(@Nullable StageTimes shared) {
    if (stages != null && shared != null) {
      stages = shared;
    }
  }

  /** Shows its rows, and how long its stages took if they were timed, if it ran. */
  void showRun(Observation observation) {
    if (isRun()) {
      StageTimes times = stages == null ? StageTimes.NONE : stages;
      times.show(observation, records().size());
    }
  }

  /** Returns whether the rows went through the steps. */
  boolean isRun() {
    return progress == RAN;
  }

  /**
   * Returns the rows that observers see: if the request wants all or none and an input has no
   * answer, only the rows that failed, since no caller sees the others.
   */
  List<PredictionRecord<I, O>> seen() {
    return whole ? PredictionFailures.unlessNone(records()) : records();
  }

  /** Returns the number of the version that was asked; 0 for a function, and if none was. */
  int version() {
    return isAsked() ? records().get(0).version() : ModelServer.NONE;
  }

  /** Returns whether a version was asked. */
  boolean isAsked() {
    return progress >= ASKED;
  }

  /**
   * Sets that it expired before its version was asked, and counts that against the version.
   *
   * @param traffic counts the calls of the version; null for nobody
   */
  void expired(@Nullable TrafficCounter traffic) {
    progress = 0;
    long nanos = System.nanoTime() - arrived;
    count(counter == null ? traffic : counter, nanos, true, false);
  }

  private static void count(
      @Nullable TrafficCounter counting, long nanos, boolean failed, boolean refused) {
    if (counting == null) {
      return;
    }
    counting.add(nanos);
    if (failed) {
      counting.failed();
    }
    if (refused) {
      counting.refused();
    }
  }

  /** Sets that who was chosen is asked. */
  void asks() {
    progress = ASKED;
    List<PredictionRecord<I, O>> rows = records();
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).asked(by);
    }
  }

  /** Sets who was chosen to answer. */
  void answeredBy(AnsweredBy chosen) {
    by = chosen;
  }

  /**
   * Sets as what the version that answers was chosen.
   *
   * @param counting counts the call once it was answered; null for nobody
   */
  void chosen(Arm as, @Nullable TrafficCounter counting) {
    arm = as;
    counter = counting;
  }

  /** Returns as what the version was chosen. */
  Arm arm() {
    return arm;
  }

  /**
   * Counts the call, as one: its inputs are by one caller, and may fail for one reason.
   *
   * @param traffic counts the calls of the version; null for nobody
   */
  void count(@Nullable TrafficCounter traffic) {
    if (counter == null && traffic == null) {
      return;
    }
    long nanos = 0;
    boolean failed = false;
    boolean refused = false;
    List<PredictionRecord<I, O>> rows = records();
    for (int i = 0; i < rows.size(); i++) { // an iterator for each call would be garbage
      PredictionRecord<I, O> row = rows.get(i);
      nanos += row.nanos();
      failed |= row.ending() == Ending.FAILED || row.ending() == Ending.INVALID;
      refused |= row.ending() == Ending.REFUSED;
    }
    count(counter == null ? traffic : counter, nanos, failed, refused);
  }
}
