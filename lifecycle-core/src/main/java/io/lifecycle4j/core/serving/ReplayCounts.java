package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Replay;
import io.lifecycle4j.serving.Replay.Difference;
import io.lifecycle4j.serving.Replay.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what a replay has compared, in bounded memory. Not thread-safe. */
final class ReplayCounts implements RepeatedRequests.Result {
  /** How many values of a column are told apart; the rest are one slice. */
  private static final int SLICES = 100;

  private static final String OTHERS = "(other values)";

  private final ModelVersion version;
  private final double tolerance;
  private final @Nullable String column;
  private final boolean numbers;
  private final Map<String, Long> leftOut = new TreeMap<>();
  private final Map<String, long[]> slices = new TreeMap<>();
  private final Largest<Difference> largest = new Largest<>(Difference::size);
  private long rows;
  private long compared;
  private long different;
  private long identical;

  ReplayCounts(ModelVersion version, double tolerance, @Nullable String column) {
    this.version = version;
    this.tolerance = tolerance;
    this.column = column;
    this.numbers = version.manifest().task().answerType() == DataType.FLOAT64;
  }

  long rows() {
    return rows;
  }

  @Override
  public void leftOut(String why) {
    rows++;
    leftOut.merge(why, 1L, Long::sum);
  }

  /** Compares a prediction with the answer of the version. */
  @Override
  public void answered(LoggedPrediction prediction, List<PredictionRecord<Row, Object>> answers) {
    PredictionRecord<Row, Object> answer = answers.get(0);
    String logged = prediction.findAnswer().orElse("");
    String replayed = String.valueOf(answer.value());
    double distance = AnswerDifference.distance(compared(logged), compared(replayed));
    boolean differs = distance > tolerance;
    rows++;
    compared++;
    identical += RowAnswers.hasBitsOf(prediction, answer) ? 1 : 0;
    if (differs) {
      different++;
      double sure = prediction.probability().orElse(Double.NaN);
      double size = AnswerDifference.size(distance, sure, answer.probability());
      largest.add(new Difference(prediction.id(), logged, replayed, size));
    }
    if (column != null) {
      String value = prediction.findInput().map(input -> text(input, column)).orElse("");
      long[] slice =
          slices.computeIfAbsent(
              slices.size() < SLICES || slices.containsKey(value) ? value : OTHERS,
              key -> new long[2]);
      slice[0]++;
      slice[1] += differs ? 1 : 0;
    }
  }

  /** Returns the numbers that an answer is the text of; another answer as it is. */
  private Object compared(String answer) {
    if (!numbers) {
      return answer;
    }
    boolean list = answer.startsWith("[") && answer.endsWith("]");
    String inner = list ? answer.substring(1, answer.length() - 1) : answer;
    List<Double> found = new ArrayList<>();
    try {
      for (String number : inner.split(",", -1)) {
        found.add(Double.valueOf(number.strip()));
      }
      return found;
    } catch (NumberFormatException e) {
      return answer;
    }
  }

  private static String text(Row input, String name) {
    OptionalInt place = input.schema().find(name);
    if (place.isEmpty()) {
      return "";
    }
    Column found = input.schema().column(place.getAsInt());
    return ShownCell.line(ShownCell.inFull(found, input, place.getAsInt()));
  }

  Replay replay() {
    return new Replay(
        version.label(),
        rows,
        compared,
        different,
        identical,
        leftOut,
        largest.sorted(),
        slices.entrySet().stream()
            .map(slice -> new Slice(slice.getKey(), slice.getValue()[0], slice.getValue()[1]))
            .toList());
  }
}
