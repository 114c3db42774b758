package io.lifecycle4j.core.serving;

import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.LoggedPrediction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers logged requests again by one or more versions, a batch at a time. Not thread-safe. */
final class RepeatedRequests implements Consumer<LoggedPrediction> {
  private final List<RowAnswers> versions;
  private final Result result;
  private final List<LoggedPrediction> batch = new ArrayList<>();

  /** Receives what becomes of each request. */
  interface Result {
    /** Counts a request that is left out. */
    void leftOut(String why);

    /**
     * Receives a request that every version answered.
     *
     * @param answers those of the versions, in their order
     */
    void answered(LoggedPrediction prediction, List<PredictionRecord<Row, Object>> answers);
  }

  RepeatedRequests(Result result, RowAnswers... versions) {
    this.result = result;
    this.versions = List.of(versions);
  }

  @Override
  public void accept(LoggedPrediction prediction) {
    String problem = problem(prediction);
    if (problem != null) {
      result.leftOut(problem);
    } else {
      batch.add(prediction);
    }
    if (batch.size() == RowAnswers.BATCH) {
      end();
    }
  }

  private @Nullable String problem(LoggedPrediction prediction) {
    if (prediction.findAnswer().isEmpty()) {
      return "without answer";
    }
    Row input = prediction.findInput().orElse(null);
    if (input == null) {
      return "without input";
    }
    for (RowAnswers version : versions) {
      String problem = version.problem(input);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  /** Answers the requests of the last batch. */
  void end() {
    List<Row> rows =
        batch.stream().map(prediction -> prediction.findInput().orElseThrow()).toList();
    List<List<PredictionRecord<Row, Object>>> made =
        versions.stream().map(version -> version.answers(rows)).toList();
    for (int i = 0; i < rows.size(); i++) {
      int row = i;
      List<PredictionRecord<Row, Object>> answers = made.stream().map(by -> by.get(row)).toList();
      String refusal = refusal(answers);
      if (refusal != null) {
        result.leftOut(refusal);
      } else {
        result.answered(batch.get(i), answers);
      }
    }
    batch.clear();
  }

  private @Nullable String refusal(List<PredictionRecord<Row, Object>> answers) {
    for (int i = 0; i < answers.size(); i++) {
      if (!answers.get(i).isAnswered()) {
        String label = versions.get(i).label();
        String code = PredictionFailures.typed(label, answers.get(i)).code();
        String version = answers.size() == 1 ? "the version" : label;
        return "that " + version + " does not answer (" + code + ")";
      }
    }
    return null;
  }
}
