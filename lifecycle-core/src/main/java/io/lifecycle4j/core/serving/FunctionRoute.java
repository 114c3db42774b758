package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.Predictor;

/** A user's predictor, served like any other version. */
final class FunctionRoute<I, O> extends Route<I, O> {
  private final Columns<I> columns;
  private final String label;
  private final TaskCalls<O> task;
  private final Predictor<I, O> predictor;

  FunctionRoute(
      String label,
      Columns<I> columns,
      Task<O> task,
      Predictor<I, O> predictor,
      PredictionObserver observer) {
    super(0, "", observer);
    this.label = label;
    this.columns = columns;
    this.task = TaskCalls.answering(task);
    this.predictor = predictor;
  }

  @Override
  PredictionSteps<I, O> steps() {
    return new FunctionSteps<>(label, columns, task, predictor, observer().calls());
  }

  @Override
  void free() {
    // the user owns the predictor
  }
}
