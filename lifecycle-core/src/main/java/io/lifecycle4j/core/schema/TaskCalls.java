package io.lifecycle4j.core.schema;

import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a task, which may be the user's code.
 *
 * <p>What it throws becomes the cause of a typed exception, and what it returns is checked. An
 * exception of the library and an error of the virtual machine, such as out of memory, are thrown
 * as they are. Immutable and thread-safe.
 */
public final class TaskCalls<O> {
  /** A NaN that no conversion and no computation makes of other numbers. */
  private static final byte UNWRITTEN_FLOAT = (byte) 0xff;

  /** A large negative number; -1 and the least one are values that tasks use. */
  private static final byte UNWRITTEN_INTEGER = (byte) 0xa5;

  private final Task<O> task;
  private final BiFunction<String, @Nullable Throwable, LifecycleException> failure;

  private TaskCalls(
      Task<O> task, BiFunction<String, @Nullable Throwable, LifecycleException> failure) {
    this.task = task;
    this.failure = failure;
  }

  /** Calls a task in a training; its failures are {@link TrainingFailedException}s. */
  public static <O> TaskCalls<O> training(Task<O> task) {
    return new TaskCalls<>(
        task,
        (problem, cause) -> new TrainingFailedException("Training failed: " + problem, cause));
  }

  /** Calls the task of a model from elsewhere, whose failures mean that it is not registered. */
  public static <O> TaskCalls<O> registering(String model, Task<O> task) {
    String doing = "Cannot register " + model + ": ";
    return new TaskCalls<>(
        task, (problem, cause) -> new UntrustedModelException(doing + problem, cause));
  }

  /** Calls the task of a version that is judged; its failures are those of predictions. */
  public static <O> TaskCalls<O> judging(String version, Task<O> task) {
    String doing = "Cannot judge " + version + ": ";
    return new TaskCalls<>(
        task, (problem, cause) -> new PredictionFailedException(doing + problem, cause));
  }

  /** Calls the task of a version that answers; the caller says which input is not answered. */
  public static <O> TaskCalls<O> answering(Task<O> task) {
    return new TaskCalls<>(task, PredictionFailedException::new);
  }

  /** Calls another task, with the same failures. */
  public <T> TaskCalls<T> with(Task<T> other) {
    return new TaskCalls<>(other, failure);
  }

  /**
   * Returns the metric by which versions are compared, the first that can be; empty if none can.
   */
  public static Optional<Metric> headline(Task<?> task) {
    return task.metrics().stream().filter(each -> each.better() != Better.NONE).findFirst();
  }

  /** Returns the task. */
  public Task<O> task() {
    return task;
  }

  /**
   * Encodes the label of a row.
   *
   * @param targets one row of each target; rejected unless the task writes every number
   */
  public void encode(Row row, List<Tensor> targets) {
    targets.forEach(TaskCalls::clear);
    run("encode", () -> task.encode(row, targets, 0));
    targets.forEach(this::checkWritten);
  }

  private static byte unwritten(Tensor target) {
    boolean integers = target.type() == TensorType.INT32 || target.type() == TensorType.INT64;
    return integers ? UNWRITTEN_INTEGER : UNWRITTEN_FLOAT;
  }

  private static void clear(Tensor target) {
    byte mark = unwritten(target);
    ByteBuffer bytes = target.bytes();
    while (bytes.hasRemaining()) {
      bytes.put(mark);
    }
  }

  private void checkWritten(Tensor target) {
    byte mark = unwritten(target);
    ByteBuffer bytes = target.bytes();
    int width = target.type().bytes();
    for (int number = 0; number < target.size(); number++) {
      if (isFilled(bytes, number * width, width, mark)) {
        throw failure.apply(
            String.format(
                "task %s did not write number %s of target %s (encode must write every number of"
                    + " a row, zeros included)",
                task.id(), number, target),
            null);
      }
    }
  }

  private static boolean isFilled(ByteBuffer bytes, int from, int width, byte mark) {
    for (int i = from; i < from + width; i++) {
      if (bytes.get(i) != mark) {
        return false;
      }
    }
    return true;
  }

  /** Decodes the outputs of a row to the predicted value, which is not null. */
  public O decode(List<Tensor> inputs, List<Tensor> outputs, int row) {
    return call("decode", Task::decode, inputs, outputs, row);
  }

  /** Returns the probability of the predicted value of a row, 0 to 1; NaN if there is none. */
  public double probability(List<Tensor> outputs, int row) {
    OptionalDouble probability =
        call(
            "probability",
            (asked, none, all, at) -> asked.probability(all, at),
            outputs,
            outputs,
            row);
    if (probability.isEmpty()) {
      return Double.NaN;
    }
    double share = probability.getAsDouble();
    if (!(share >= 0 && share <= 1)) { // the form of this condition makes NaN fail
      throw failed("probability", "returned " + share + " (must be 0 to 1)");
    }
    return share;
  }

  /** Completes the task with the outputs for rows; fails if the network does not suffice. */
  public Task<O> adjusted(List<Tensor> outputs, List<Tensor> targets) {
    return call(
        "adjusted",
        () -> {
          try {
            return task.adjusted(outputs, targets);
          } catch (TrainingFailedException e) { // a model from elsewhere was not trained
            throw failure.apply(String.valueOf(e.getMessage()), e);
          }
        });
  }

  /** Calls a method of the task that returns nothing. */
  public void run(String method, Runnable body) {
    call(
        method,
        () -> {
          body.run();
          return task;
        });
  }

  /** A method of a task for a row, which captures nothing: it is called for each prediction. */
  private interface OfRow<O, T> {
    @Nullable T call(Task<O> task, List<Tensor> inputs, List<Tensor> outputs, int row);
  }

  /** Calls a method of the task, whose result must not be null. */
  public <T> T call(String method, Supplier<? extends @Nullable T> body) {
    return call(method, (asked, none, all, at) -> body.get(), List.of(), List.of(), 0);
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // a task may throw anything
  private <T> T call(
      String method, OfRow<O, T> body, List<Tensor> inputs, List<Tensor> outputs, int row) {
    @Nullable T result;
    try {
      result = body.call(task, inputs, outputs, row);
    } catch (LifecycleException | VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      throw failed(method, "threw " + FreeText.of("failure of task " + task.id(), e), e);
    }
    if (result == null) {
      throw failed(method, "returned null");
    }
    return result;
  }

  /** Creates the exception for outputs that the task cannot use. */
  public LifecycleException failed(String problem) {
    return failure.apply(problem, null);
  }

  /** Creates the exception for a result of a method that is not valid. */
  public LifecycleException failed(String method, String problem) {
    return failed(method, problem, null);
  }

  private LifecycleException failed(String method, String problem, @Nullable Throwable cause) {
    return failure.apply(method + " of task " + task.id() + " " + problem, cause);
  }
}
