package io.lifecycle4j.core.training;

import io.lifecycle4j.core.model.GoldenLines;
import io.lifecycle4j.core.model.GoldenRows;
import io.lifecycle4j.core.model.ModelProbe;
import io.lifecycle4j.core.training.ModelDescription.Described;
import io.lifecycle4j.schema.Baselines;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What is probably wrong with a model from elsewhere that fits all the same: its answers are
 * numbers, but not those that were meant.
 */
record RegistrationDoubts(PreparedSplit prepared, GoldenLines golden, Described described) {
  /** Returns each doubt, as a sentence about the model. */
  List<String> all() {
    List<String> doubts = new ArrayList<>();
    String model = prepared.recipe().model();
    probabilities().ifPresent(doubt -> doubts.add("The outputs of the model for " + model + doubt));
    accuracy().ifPresent(doubt -> doubts.add("The accuracy of the model for " + model + doubt));
    inputs().ifPresent(doubt -> doubts.add("The golden rows of the model for " + model + doubt));
    return doubts;
  }

  /** Scores that are probabilities already would become others, which only metrics show. */
  private Optional<String> probabilities() {
    Task<?> task = described.manifest().task();
    boolean sums =
        task.baselines() == Baselines.CLASSES
            && GoldenRows.areProbabilities(described.manifest().golden());
    return sums
        ? Optional.of(
            " look like probabilities, but a "
                + task.id()
                + " computes them by a softmax of scores: return their logarithm, or leave the"
                + " softmax out; of an ONNX file, link the output by probabilities(…)")
        : Optional.empty();
  }

  /** A class that is never right is most likely another one in the file. */
  private Optional<String> accuracy() {
    Task<?> task = described.manifest().task();
    if (task.threshold().isPresent() || task.findMetric("baseline_accuracy").isEmpty()) {
      return Optional.empty();
    }
    TrainingData data = prepared.data();
    Scores scores =
        prepared
            .task()
            .call("score", () -> task.score(described.outputs(), data.reference().labels()));
    int[] once = new int[data.reference().size()];
    Arrays.fill(once, 1);
    ToDoubleFunction<String> measured = scores.measure(once);
    double accuracy = measured.applyAsDouble("accuracy");
    double constant = measured.applyAsDouble("baseline_accuracy");
    return accuracy < constant
        ? Optional.of(
            String.format(
                Locale.ROOT,
                " is %.4f on the %s, and that of their most frequent class %.4f (are the"
                    + " classes in the order of the outputs? They are %s)",
                accuracy,
                data.referenceRole(),
                constant,
                task.classes()))
        : Optional.empty();
  }

  /** Inputs far from all prepared rows were prepared otherwise, such as scaled once less. */
  private Optional<String> inputs() {
    Signature signature = described.manifest().artifact().signature();
    List<float[]> known = ModelProbe.rows(golden.rows(), signature);
    List<float[]> rows = prepared.data().training().rows();
    if (known.isEmpty() || rows.isEmpty()) {
      return Optional.empty();
    }
    return IntStream.range(0, rows.get(0).length)
        .mapToObj(place -> far(Range.of(known, place), Range.of(rows, place), place))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> far(Range known, Range rows, int place) {
    float width = rows.greatest - rows.least;
    boolean meets = known.least <= rows.greatest + width && known.greatest >= rows.least - width;
    return meets
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                " have %s from %.4g to %.4g, and the prepared training rows from %.4g to %.4g: did"
                    + " you mean preprocessing()? (the inputs of golden rows are what the network"
                    + " gets; a network that scales them itself needs a preprocessing without"
                    + " steps)",
                prepared.preprocessing().names().get(place),
                known.least,
                known.greatest,
                rows.least,
                rows.greatest));
  }

  private record Range(float least, float greatest) {
    static Range of(List<float[]> rows, int place) {
      float least = Float.POSITIVE_INFINITY;
      float greatest = Float.NEGATIVE_INFINITY;
      for (float[] row : rows) {
        least = Math.min(least, row[place]);
        greatest = Math.max(greatest, row[place]);
      }
      return new Range(least, greatest);
    }
  }
}
