package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.evaluation.EvaluatedPart;
import io.lifecycle4j.evaluation.EvaluatedRows;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.EvaluationBuilder;
import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation as stored in a blob.
 *
 * @param v the version of this form
 * @param confusion null if there is none
 * @param source null if it is not known
 * @param versionId null if it is not known
 * @param positiveClass null if no metric is of one class without a name
 */
@WithoutNulls
public record EvaluationDocument(
    int v,
    Map<String, Map<String, Double>> baselines,
    List<CalibrationBin> calibration,
    Map<String, EvaluatedPart> classes,
    @Nullable ConfusionMatrix confusion,
    String data,
    Map<String, Better> directions,
    Map<String, Interval> intervals,
    Map<String, Double> metrics,
    String model,
    long rows,
    Map<String, EvaluatedPart> slices,
    @Nullable EvaluatedRows source,
    @Nullable BlobId versionId,
    @Nullable String positiveClass) {
  private static final int VERSION = 1;

  /** An exception here marks the document as corrupt. */
  public EvaluationDocument {
    check(
        v == VERSION,
        "Invalid form of an evaluation: %s (this library reads %s, another version wrote it)",
        v,
        VERSION);
  }

  /** Returns the document of an evaluation. */
  public static EvaluationDocument of(Evaluation evaluation) {
    return new EvaluationDocument(
        VERSION,
        evaluation.baselines(),
        evaluation.calibration(),
        evaluation.classes(),
        evaluation.confusion().orElse(null),
        evaluation.data(),
        evaluation.directions(),
        evaluation.intervals(),
        evaluation.metrics(),
        evaluation.model(),
        evaluation.rows(),
        evaluation.slices(),
        evaluation.source().orElse(null),
        evaluation.versionId().orElse(null),
        evaluation.positiveClass().orElse(null));
  }

  /** Writes an evaluation as canonical bytes: equal evaluations have equal bytes. */
  public static byte[] write(Evaluation evaluation) {
    return ModelForms.JSON.write(of(evaluation));
  }

  /** Reads an evaluation; throws a CorruptDataException if the bytes are not such a document. */
  public static Evaluation read(byte[] bytes, String what) {
    try {
      return ModelForms.JSON.read(bytes, EvaluationDocument.class, what).evaluation();
    } catch (InvalidValueException e) { // a part is missing
      throw new CorruptDataException("Cannot read " + what + ": " + e.getMessage(), e);
    }
  }

  private Evaluation evaluation() {
    EvaluationBuilder builder =
        Evaluation.builder(model, data, rows)
            .metrics(metrics)
            .directions(directions)
            .intervals(intervals)
            .baselines(baselines)
            .classes(classes)
            .slices(slices)
            .calibration(calibration);
    if (confusion != null) {
      builder.confusion(confusion);
    }
    if (source != null) {
      builder.source(source);
    }
    if (positiveClass != null) {
      builder.positiveClass(positiveClass);
    }
    return (versionId == null ? builder : builder.versionId(versionId)).build();
  }
}
