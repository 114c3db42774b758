package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.evaluation.AnswerChanges.Answers;
import io.lifecycle4j.evaluation.AnswerChanges.Part;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.LoggedPrediction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** Counts requests that two versions answer otherwise, in bounded memory. Not thread-safe. */
final class ChangeCounts implements RepeatedRequests.Result {
  /** A column with more values has no slices. */
  private static final int VALUES = 100;

  private final UnaryOperator<Schema> marked;
  private final double tolerance;
  private final Map<Schema, List<Integer>> columns = new HashMap<>();
  private final Map<String, Map<String, long[]>> slices = new TreeMap<>();
  private final Map<String, Long> leftOut = new TreeMap<>();
  private final Largest<Answers> largest = new Largest<>(Answers::size);
  private long requests;
  private long compared;
  private long changed;

  /**
   * Has counted nothing yet.
   *
   * @param marked returns inputs with those columns marked as private of which there are no slices
   * @param tolerance how far two predicted numbers may differ to count as alike
   */
  ChangeCounts(UnaryOperator<Schema> marked, double tolerance) {
    this.marked = marked;
    this.tolerance = tolerance;
  }

  @Override
  public void leftOut(String why) {
    requests++;
    leftOut.merge(why, 1L, Long::sum);
  }

  @Override
  public void answered(LoggedPrediction prediction, List<PredictionRecord<Row, Object>> answers) {
    PredictionRecord<Row, Object> before = answers.get(0);
    PredictionRecord<Row, Object> after = answers.get(1);
    requests++;
    compared++;
    double distance = AnswerDifference.distance(answer(before), answer(after));
    if (distance > tolerance) {
      changed++;
      largest.add(
          new Answers(
              prediction.id(),
              String.valueOf(answer(before)),
              String.valueOf(answer(after)),
              AnswerDifference.size(distance, before.probability(), after.probability())));
    }
    count(before.input(), distance > tolerance);
  }

  private static Object answer(PredictionRecord<Row, Object> row) {
    return required(row.value(), "answer");
  }

  private void count(Row input, boolean differs) {
    Schema schema = input.schema();
    for (int place : columns.computeIfAbsent(schema, this::sliced)) {
      Column column = schema.column(place);
      Map<String, long[]> values = slices.computeIfAbsent(column.name(), key -> new HashMap<>());
      if (values.size() <= VALUES) { // else it has too many
        String value = ShownCell.line(ShownCell.inFull(column, input, place));
        long[] slice = values.computeIfAbsent(value, key -> new long[2]);
        slice[0]++;
        slice[1] += differs ? 1 : 0;
      }
    }
  }

  private List<Integer> sliced(Schema schema) {
    Schema checked = marked.apply(schema);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < schema.columns().size(); i++) {
      DataType type = schema.column(i).type();
      boolean few = type.isText() || type == DataType.BOOLEAN || type == DataType.INT64;
      if (few && !checked.column(i).isPrivate()) {
        places.add(i);
      }
    }
    return places;
  }

  /** Returns what was counted. */
  AnswerChanges changes(String before, String after) {
    return new AnswerChanges(
        before, after, requests, compared, changed, leftOut, largest.sorted(), slices());
  }

  private List<Part> slices() {
    double share = compared == 0 ? 0 : (double) changed / compared;
    ToDoubleFunction<Part> excess = part -> part.changed() - share * part.compared();
    List<Part> found = new ArrayList<>();
    slices.forEach(
        (column, values) -> {
          if (values.size() <= VALUES) {
            values.forEach(
                (value, slice) -> found.add(new Part(column, value, slice[0], slice[1])));
          }
        });
    return found.stream()
        .filter(part -> excess.applyAsDouble(part) > 0)
        .sorted(
            Comparator.comparingDouble(excess)
                .reversed()
                .thenComparing(Part::column)
                .thenComparing(Part::value))
        .limit(Largest.MOST)
        .toList();
  }
}
