package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.serving.PredictionRecord.Ending;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.serving.Predictor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Steps that call a user's predictor. Not thread-safe. */
final class FunctionSteps<I, O> implements PredictionSteps<I, O> {
  private static final int LONGEST_SHOWN = 1_000;

  private final String label;
  private final Columns<I> columns;
  private final TaskCalls<O> task;
  private final Predictor<I, O> predictor;
  private final PredictionObserver.Calls observer;
  private List<I> inputs = List.of();
  private @Nullable List<@Nullable O> values;

  /** For how many inputs a function was called: not for those after one that failed for all. */
  private int asked;

  /** What the function threw for an input, by its place. */
  private final Map<Integer, RuntimeException> thrown = new HashMap<>();

  FunctionSteps(
      String label,
      Columns<I> columns,
      TaskCalls<O> task,
      Predictor<I, O> predictor,
      PredictionObserver.Calls observer) {
    this.label = label;
    this.columns = columns;
    this.task = task;
    this.predictor = predictor;
    this.observer = observer;
  }

  @Override
  public void begin(int most) {
    inputs = new ArrayList<>(most); // not reused: the predictor may keep it
    values = null;
    asked = Integer.MAX_VALUE;
    thrown.clear();
  }

  @Override
  public void prepare(PredictionRecord<I, O> row) {
    row.prepared(columns.row(row.input())); // a null never reaches the predictor
    inputs.add(row.input());
  }

  @Override
  public void run(boolean whole) {
    if (predictor instanceof FunctionPredictor<I, O> function) {
      runEach(function, whole);
      return;
    }
    List<O> given = predictor.predict(inputs);
    values =
        given == null ? null : new ArrayList<>(given); // a lazy list computes, and may throw, now
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // a function may throw anything
  private void runEach(FunctionPredictor<I, O> function, boolean whole) {
    List<@Nullable O> answers = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size() && (!whole || thrown.isEmpty()); i++) {
      try {
        answers.add(function.answer(inputs.get(i)));
      } catch (RuntimeException e) {
        answers.add(null);
        thrown.put(i, e);
      }
    }
    asked = answers.size();
    values = answers;
  }

  /** Rejects a value that is not a valid answer, which generics do not check. */
  @Override
  public void decode(int place, PredictionRecord<I, O> row) {
    if (place >= asked) {
      return;
    }
    List<@Nullable O> found = values;
    if (found == null || found.size() != Math.min(asked, inputs.size())) {
      String given = found == null ? "null" : found.size() + " answers";
      throw PredictionSteps.invalid(
          label, "the function returned " + given + " for " + inputs.size() + " inputs");
    }
    RuntimeException failure = thrown.get(place);
    if (failure != null) {
      row.failed(Ending.FAILED, failure);
      return;
    }
    O value = found.get(place);
    Optional<String> problem = problem(value);
    if (problem.isPresent()) {
      throw PredictionSteps.invalid(
          label, "the function returned " + shown(value) + " (must be " + problem.get() + ")");
    }
    row.answered(value, Double.NaN, null);
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // a value of the user may throw anything
  private static String shown(@Nullable Object value) {
    try {
      String text = String.valueOf(value);
      return FreeText.of(
          "answer of a function", text.substring(0, Math.min(text.length(), LONGEST_SHOWN)));
    } catch (Throwable e) {
      return "an answer that cannot be shown";
    }
  }

  private Optional<String> problem(@Nullable Object value) {
    try {
      return value == null
          ? Optional.of("an answer")
          : task.call("problem", () -> task.task().problem(value));
    } catch (LifecycleException e) {
      throw PredictionSteps.invalid(label, e);
    }
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public PredictionObserver.Calls observer() {
    return observer;
  }
}
