package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.Predictor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A user's predictor, served like any other version. */
final class FunctionRoute<I, O> extends Route<I, O> {
  private final Columns<I> columns;
  private final String label;
  private final TaskCalls<O> task;
  private final Predictor<I, O> predictor;
  private final InvalidAnswers invalid;
  private final Queue<PredictionObserver.Calls> idle = new ConcurrentLinkedQueue<>();

  FunctionRoute(
      String label,
      Columns<I> columns,
      Task<O> task,
      Predictor<I, O> predictor,
      PredictionObserver observer,
      InvalidAnswers invalid) {
    super(0, observer);
    this.label = label;
    this.columns = columns;
    this.task = TaskCalls.answering(task);
    this.predictor = predictor;
    this.invalid = invalid;
  }

  @Override
  List<Answer<O>> answer(List<? extends I> inputs) {
    List<Row> rows = new ArrayList<>(inputs.size());
    for (I input : inputs) {
      rows.add(columns.row(input)); // rejects null inputs before the predictor receives them
    }
    List<O> values = predictor.predict(inputs);
    checkDeclared(values, inputs.size());
    PredictionObserver.Calls calls = idle.poll();
    if (calls == null) {
      calls = observer().calls();
    }
    List<Answer<O>> answers = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      answers.add(new Answer<>(values.get(i), Double.NaN));
    }
    show(calls, rows, answers);
    idle.offer(calls);
    return answers;
  }

  /** Rejects values that are not valid answers, which generics do not check. */
  private void checkDeclared(@Nullable List<?> values, int inputs) {
    InvalidAnswers.Call call = invalid.new Call(label, inputs);
    if (values == null || values.size() != inputs) {
      String given = values == null ? "null" : values.size() + " answers";
      for (int i = 0; i < inputs; i++) {
        call.refuse(i, "the function returned " + given + " for " + inputs + " inputs");
      }
      call.end();
      return;
    }
    for (int i = 0; i < values.size(); i++) {
      checkDeclared(values.get(i), i, call);
    }
    call.end();
  }

  private void checkDeclared(@Nullable Object value, int input, InvalidAnswers.Call call) {
    try {
      Optional<String> problem =
          value == null
              ? Optional.of("an answer")
              : task.call("problem", () -> task.task().problem(value));
      if (problem.isPresent()) {
        call.refuse(input, "the function returned " + value + " (must be " + problem.get() + ")");
      }
    } catch (LifecycleException e) {
      call.refuse(input, e);
    }
  }

  @Override
  void free() {
    // the user's predictor may throw anything
  }
}
