package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Replay;
import io.lifecycle4j.serving.Replay.Difference;
import io.lifecycle4j.serving.Replay.Slice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what a replay has compared, in bounded memory. Not thread-safe. */
final class ReplayCounts {
  /** How many differences are kept. */
  private static final int LARGEST = 20;

  /** How many values of a column are told apart; the rest are one slice. */
  private static final int SLICES = 100;

  private static final String OTHERS = "(other values)";

  private final ModelVersion version;
  private final double tolerance;
  private final @Nullable String column;
  private final boolean numbers;
  private final Map<String, Long> leftOut = new TreeMap<>();
  private final Map<String, long[]> slices = new TreeMap<>();
  private final PriorityQueue<Difference> largest =
      new PriorityQueue<>(Comparator.comparingDouble(Difference::size));
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

  void read() {
    rows++;
  }

  long rows() {
    return rows;
  }

  void leftOut(String why) {
    leftOut.merge(why, 1L, Long::sum);
  }

  void compare(LoggedPrediction prediction, RowAnswers.Answer answer) {
    String logged = prediction.findAnswer().orElse("");
    String replayed = String.valueOf(answer.value());
    double size = difference(logged, replayed, answer.probability());
    boolean isNear = numbers && size <= tolerance; // false if the size is not a number
    boolean differs = !isNear && !logged.equals(replayed);
    compared++;
    identical += answer.hasBitsOf(prediction) ? 1 : 0;
    if (differs) {
      different++;
      largest.add(new Difference(prediction.id(), logged, replayed, size));
      if (largest.size() > LARGEST) {
        largest.poll();
      }
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

  private double difference(String logged, String replayed, double probability) {
    if (logged.equals(replayed)) {
      return 0;
    }
    if (!numbers) {
      return Double.isNaN(probability) ? 1 : probability;
    }
    List<Double> before = numbers(logged);
    List<Double> after = numbers(replayed);
    if (before.isEmpty() || before.size() != after.size()) {
      return Double.POSITIVE_INFINITY;
    }
    double most = 0;
    for (int i = 0; i < before.size(); i++) {
      most = Math.max(most, Math.abs(before.get(i) - after.get(i)));
    }
    return most;
  }

  /** Returns the numbers of an answer; none if it is another text. */
  private static List<Double> numbers(String answer) {
    boolean list = answer.startsWith("[") && answer.endsWith("]");
    String inner = list ? answer.substring(1, answer.length() - 1) : answer;
    List<Double> numbers = new ArrayList<>();
    try {
      for (String number : inner.split(",", -1)) {
        numbers.add(Double.valueOf(number.strip()));
      }
      return numbers;
    } catch (NumberFormatException e) {
      return List.of();
    }
  }

  private static String text(Row input, String name) {
    OptionalInt place = input.schema().find(name);
    if (place.isEmpty()) {
      return "";
    }
    DataType type = input.schema().column(place.getAsInt()).type();
    if (type.isText()) {
      return ShownCell.line(input.text(place.getAsInt()));
    }
    return type == DataType.TENSOR
        ? ""
        : ShownCell.inFull(input.schema().column(place.getAsInt()), input.number(place.getAsInt()));
  }

  Replay replay() {
    return new Replay(
        version.label(),
        rows,
        compared,
        different,
        identical,
        leftOut,
        largest.stream().sorted(Comparator.comparingDouble(Difference::size).reversed()).toList(),
        slices.entrySet().stream()
            .map(slice -> new Slice(slice.getKey(), slice.getValue()[0], slice.getValue()[1]))
            .toList());
  }
}
