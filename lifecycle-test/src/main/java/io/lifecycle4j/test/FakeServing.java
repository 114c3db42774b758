package io.lifecycle4j.test;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.PredictionOutcome;
import io.lifecycle4j.serving.ServedModel;
import io.lifecycle4j.serving.ServingStatus;
import io.lifecycle4j.serving.ServingStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a fake model does. Its public methods are those that a call reaches. Thread-safe. */
final class FakeServing<I, O> implements ServedModel<I, O> {
  private final Class<I> type;
  private final Function<? super I, ? extends O> function;
  private final List<I> inputs = new CopyOnWriteArrayList<>();
  private final AtomicLong ids = new AtomicLong();
  private volatile int version = 1;
  private volatile Duration latency = Duration.ZERO;
  private volatile @Nullable RuntimeException failure;
  private volatile boolean isReady = true;
  private volatile boolean isClosed;

  FakeServing(Class<I> type, Function<? super I, ? extends O> function) {
    this.type = type;
    this.function = function;
  }

  public void version(int number) {
    check(number >= 1, "Invalid version: %s (must be at least 1)", number);
    version = number;
  }

  public void latency(Duration time) {
    check(!required(time, "latency").isNegative(), "Invalid latency: %s (must be 0 or more)", time);
    latency = time;
  }

  public void failing(RuntimeException thrown) {
    failure = required(thrown, "failure");
  }

  public void answering() {
    failure = null;
    isReady = true;
  }

  public void unavailable() {
    isReady = false;
  }

  public List<I> inputs() {
    return List.copyOf(inputs);
  }

  public String name() {
    return type.getSimpleName();
  }

  public void close() {
    isClosed = true;
  }

  public void close(Duration patience) {
    required(patience, "patience");
    isClosed = true;
  }

  public ServingStatus servingStatus() {
    checkOpen();
    OptionalInt serving = isReady ? OptionalInt.of(version) : OptionalInt.empty();
    return new ServingStatus(
        isReady ? State.CURRENT : State.EMPTY,
        serving,
        serving,
        isReady ? Optional.of("fake") : Optional.empty(),
        Optional.empty());
  }

  @Override
  public boolean ready() {
    checkOpen();
    return isReady;
  }

  @Override
  public Prediction<O> predict(I input) {
    checkOpen();
    await();
    return answer(input);
  }

  @Override
  public Prediction<O> predict(String key, I input) {
    required(key, "key");
    return predict(input);
  }

  @Override
  public List<Prediction<O>> predict(List<? extends I> several) {
    begin(several);
    List<Prediction<O>> predictions = new ArrayList<>();
    several.forEach(input -> predictions.add(answer(input)));
    return predictions;
  }

  @Override
  public List<Prediction<O>> predict(String key, List<? extends I> several) {
    required(key, "key");
    return predict(several);
  }

  @Override
  public List<PredictionOutcome<O>> predictEach(List<? extends I> several) {
    begin(several);
    List<PredictionOutcome<O>> outcomes = new ArrayList<>();
    several.forEach(input -> outcomes.add(outcome(input)));
    return outcomes;
  }

  @Override
  public List<PredictionOutcome<O>> predictEach(String key, List<? extends I> several) {
    required(key, "key");
    return predictEach(several);
  }

  @Override
  public CompletableFuture<Prediction<O>> predictAsync(I input) {
    return CompletableFuture.supplyAsync(() -> predict(input));
  }

  @Override
  public CompletableFuture<Prediction<O>> predictAsync(String key, I input) {
    required(key, "key");
    return predictAsync(input);
  }

  private void begin(List<? extends I> several) {
    checkOpen();
    check(!required(several, "inputs").isEmpty(), "Invalid inputs: none (needs at least 1)");
    await();
  }

  private void checkOpen() {
    if (isClosed) {
      throw new ClosedException("The model " + name() + " is closed");
    }
  }

  private void await() {
    long end = System.nanoTime() + latency.toNanos();
    for (long left = latency.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private Prediction<O> answer(I input) {
    inputs.add(required(input, "input"));
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
    if (!isReady) {
      throw new ModelUnavailableException(
          "Cannot predict with " + name() + ": no version in production (promote one)");
    }
    return Prediction.<O>builder("fake-" + ids.incrementAndGet(), function.apply(input))
        .version(version)
        .build();
  }

  private PredictionOutcome<O> outcome(I input) {
    try {
      return PredictionOutcome.of(answer(input));
    } catch (LifecycleException e) {
      return PredictionOutcome.failed(e);
    } catch (RuntimeException e) {
      return PredictionOutcome.failed(
          new PredictionFailedException("Cannot predict with " + name() + ": " + e, e));
    }
  }

  @Override
  public String toString() {
    return "FakeModel[" + name() + ":" + version + "]";
  }
}
