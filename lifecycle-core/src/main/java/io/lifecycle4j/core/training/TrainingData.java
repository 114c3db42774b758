package io.lifecycle4j.core.training;

import io.lifecycle4j.core.preprocessing.LaggedRows;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import java.util.Locale;
import java.util.Optional;

/**
 * The rows of a split as a training uses them.
 *
 * <p>A network performs better on rows it was trained on than on any other. Drift is therefore
 * measured against rows that the trainer does not learn from: those of the validation role or, if
 * the split has none, a tenth of the training rows. Steps and classes are found in all training
 * rows.
 *
 * @param trainingRows the rows that the trainer learns from
 * @param training the same rows, prepared
 * @param referenceRows the rows of the drift reference
 * @param reference the same rows, prepared
 */
record TrainingData(
    VersionRef version,
    Rows trainingRows,
    PreparedExamples training,
    Optional<PreparedExamples> validation,
    Rows referenceRows,
    PreparedExamples reference) {
  /**
   * Prepares a split.
   *
   * @param rows its training rows, with the columns that lags fill
   * @param action what cannot be done if a row cannot be prepared
   */
  static TrainingData of(
      Split split, FittedPreprocessing preprocessing, TaskCalls<?> task, Rows rows, String action) {
    VersionRef version = split.version().ref();
    String problem = "Cannot " + action + ": ";
    if (split.count(SplitRole.VALIDATION) == 0) {
      Rows tenths = TenthRows.of(rows);
      Rows others = TenthRows.without(rows);
      return new TrainingData(
          version,
          others,
          PreparedExamples.of(
              preprocessing,
              task,
              others,
              place -> problem + "training row " + TenthRows.place(place)),
          Optional.empty(),
          tenths,
          PreparedExamples.of(
              preprocessing,
              task,
              tenths,
              place -> problem + "training row " + TenthRows.placeOfTenth(place)));
    }
    Rows others = LaggedRows.of(preprocessing, split.rows(SplitRole.VALIDATION));
    PreparedExamples validation =
        PreparedExamples.of(
            preprocessing, task, others, place -> problem + "validation row " + place);
    return new TrainingData(
        version,
        rows,
        PreparedExamples.of(preprocessing, task, rows, place -> problem + "training row " + place),
        Optional.of(validation),
        others,
        validation);
  }

  /** Names the rows that the drift reference is taken from. */
  String referenceRole() {
    return validation.isPresent() ? "validation rows" : "a tenth of the training rows";
  }

  /** Describes the rows that training lacks because they are the drift reference, if any. */
  Optional<String> notice(String model) {
    return validation.isPresent()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The drift reference of %s is a tenth of the training rows (%d rows), which is left"
                    + " out of training: the split of %s has no validation rows",
                model,
                reference.size(),
                version));
  }

  /** Names a training row by its position among the rows of its role. */
  String trainingRow(int place) {
    return "training row " + (validation.isEmpty() ? TenthRows.place(place) : place);
  }

  /** Names a row of the drift reference by its position among the rows of its role. */
  String referenceRow(int place) {
    return validation.isEmpty()
        ? "training row " + TenthRows.placeOfTenth(place)
        : "validation row " + place;
  }
}
