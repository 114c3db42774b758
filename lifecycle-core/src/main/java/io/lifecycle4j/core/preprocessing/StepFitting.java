package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.RowMeter;
import io.lifecycle4j.core.schema.Places;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Preprocessing;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Environment;
import io.lifecycle4j.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps that are to learn from training rows, and what is done with them once they have.
 *
 * <p>{@code StepFitting.of(Schema.of(Ride.class), impute("temp").mean(), oneHot("day")).fit(split)}
 * gives a {@link FittedPreprocessing}, which a {@link RowWriter} applies to rows and requests.
 * Immutable and thread-safe.
 */
public final class StepFitting implements Preprocessing {
  private static final Logger LOG = LoggerFactory.getLogger(StepFitting.class);

  private final Schema input;
  private final List<Step> steps;

  private final @Nullable Consumer<? super DataProgress> listener;

  private StepFitting(
      Schema input, List<Step> steps, @Nullable Consumer<? super DataProgress> listener) {
    this.input = input;
    this.steps = steps;
    this.listener = listener;
  }

  /**
   * Puts steps together.
   *
   * @param input the columns of an input, {@code schema.in(SERVING)} of a schema with a label
   * @param steps the steps, in order
   * @return the preprocessing, which has learned nothing yet
   * @throws io.lifecycle4j.error.InvalidValueException if a step names a column that is not there
   *     or of another type, if a text has no step that makes it a number, or if requests do not
   *     have a column of the input, the label for instance
   */
  public static StepFitting of(Schema input, Step... steps) {
    return of(input, Arrays.asList(required(steps, "steps")));
  }

  /**
   * Puts steps together.
   *
   * @param input the columns of an input, {@code schema.in(SERVING)} of a schema with a label
   * @param steps the steps, in order
   * @return the preprocessing, which has learned nothing yet
   * @throws io.lifecycle4j.error.InvalidValueException if a step names a column that is not there
   *     or of another type, if a text has no step that makes it a number, or if requests do not
   *     have a column of the input, the label for instance
   */
  public static StepFitting of(Schema input, List<Step> steps) {
    for (Column column : required(input, "input schema").columns()) {
      check(
          column.isIn(Environment.SERVING),
          "Invalid preprocessing: column %s is a %s, only %s (give schema.in(SERVING), without it)",
          column.name(),
          column.role(),
          column.environments());
      check(
          column.shape().size() < 2 || !column.name().equals(FittedPreprocessing.FEATURES),
          "Invalid preprocessing: column %s has the shape %s (rename it: the numbers of all other"
              + " columns have that name in the network)",
          column.name(),
          column.shape());
    }
    return new StepFitting(input, StepRules.check(copy(steps, "steps"), input), null);
  }

  @Override
  public StepFitting onProgress(Consumer<? super DataProgress> listener) {
    return new StepFitting(input, steps, required(listener, "listener"));
  }

  @Override
  public FittedPreprocessing fit(Split split) {
    return fit(TrainingRows.of(split));
  }

  /**
   * Fits the steps. The rows are read as often as the column with the most learning steps has such
   * steps, once at least; quantiles of more than 2<sup>20</sup> numbers take five times more. The
   * same rows give the same bits, whatever the number of processors.
   *
   * @param training the training rows; they may have more columns than an input, the label for
   *     instance
   * @return the fitted steps, in the same order
   * @throws io.lifecycle4j.error.InvalidValueException if the rows lack a column, or hold nothing
   *     to learn from
   * @throws io.lifecycle4j.error.NotFoundException if the class path has no user step of an id
   */
  public FittedPreprocessing fit(TrainingRows training) {
    return fit(training, Runtime.getRuntime().availableProcessors());
  }

  FittedPreprocessing fit(TrainingRows training, int threads) {
    Rows rows = LaggedRows.of(Fitting.given(steps), required(training, "training rows").rows(), "");
    int[] places = Places.of(input, rows.schema());
    long count = training.count();
    RowMeter meter = new RowMeter(listener, Phase.FITTING, Fitting.passes(steps) * count);
    Rows counted = meter.over(rows);
    Fitting fitting = new Fitting(steps, input, places);
    GoldenInputs.Collector golden = new GoldenInputs.Collector(input, places);
    HashedTexts hashed = new HashedTexts(steps, input, places);
    try (TrainingPass pass = new TrainingPass(input, threads)) {
      pass.over(hashed.watch(golden.watch(counted)), fitting.learners());
      fitting.end();
      while (!fitting.learners().isEmpty()) {
        meter.expect(count);
        pass.over(counted, fitting.learners());
        fitting.end();
      }
    }
    meter.end();
    hashed.warnings().forEach(LOG::warn);
    FittedPreprocessing bare =
        new FittedPreprocessing(input, steps, fitting.steps(), List.of(), "");
    return PreprocessingForms.stamped(
        new FittedPreprocessing(input, steps, bare.steps(), golden.prepared(bare), ""));
  }

  /**
   * Writes a fitted preprocessing as canonical JSON, the one that a model keeps. One that was read
   * is written in the form and with the fingerprint that it was read with.
   *
   * @param fitted the fitted preprocessing
   * @return the JSON, with its fingerprint; the same preprocessing gives the same text
   * @throws io.lifecycle4j.error.InvalidValueException if it has the form of other steps
   */
  public static String json(FittedPreprocessing fitted) {
    return PreprocessingForms.JSON.text(required(fitted, "preprocessing"));
  }

  /**
   * Reads a fitted preprocessing, and prepares its golden rows to see that they become the same
   * bits here.
   *
   * @param json the JSON, of any form up to the newest
   * @return the fitted preprocessing
   * @throws io.lifecycle4j.error.CorruptDataException if it is none, if it has a step or a form of
   *     a step that this library does not know, or if it does not have its fingerprint
   * @throws io.lifecycle4j.error.UntrustedModelException if a golden row becomes other bits
   * @throws io.lifecycle4j.error.NotFoundException if the class path has no user step of an id
   * @throws io.lifecycle4j.error.InvalidValueException if a step does not fit its column
   */
  public static FittedPreprocessing read(String json) {
    byte[] bytes = required(json, "JSON").getBytes(StandardCharsets.UTF_8);
    FittedPreprocessing fitted =
        PreprocessingForms.JSON.read(bytes, FittedPreprocessing.class, "preprocessing");
    GoldenInputs.replay("preprocessing", fitted);
    return fitted;
  }

  /**
   * Prepares rows, a role of a split for instance.
   *
   * @param fitted the fitted preprocessing
   * @param rows the rows; those that lags look at in the order of time
   * @return rows with the columns of {@link FittedPreprocessing#output}, and behind them as they
   *     are those that are no input, the label for instance; prepared anew at each reading
   * @throws io.lifecycle4j.error.InvalidValueException if the rows lack a column of the input, or
   *     have one that a step derives
   */
  public static Rows prepare(FittedPreprocessing fitted, Rows rows) {
    return PreparedRows.of(
        required(fitted, "preprocessing"), LaggedRows.of(fitted, required(rows, "rows")));
  }

  /**
   * Keeps the prepared rows of a split as a version of a data set, with the split's version as the
   * one that it was made of. All rows that have a role are in it, with the bits that {@link
   * #prepare} and {@link RowWriter} give; the column {@code split.role} keeps their roles, so that
   * {@code version.split(Splits.byRole("split.role"))} divides them as before and the holdout stays
   * sealed. Where {@code into} has a {@linkplain Dataset#onProgress listener}, it is told how far
   * this is.
   *
   * <p>The rows held out are in the version on purpose, since the roles must divide it as before.
   * No role of its split gives them; but like the rows of any version, {@link DatasetVersion#rows},
   * a check-out and an export of the whole version do.
   *
   * <p>The same rows, split and fingerprint are prepared once: asked again, nothing is read and the
   * version there is comes back.
   *
   * @param fitted the fitted preprocessing
   * @param split the split
   * @param into another data set of the same home, for prepared rows alone
   * @return the version
   * @throws io.lifecycle4j.error.InvalidValueException if a row cannot be prepared, if it has a
   *     column that a step derives, or if the data set is that of the split; no version was made
   */
  public static DatasetVersion materialize(FittedPreprocessing fitted, Split split, Dataset into) {
    return new Materialization(required(fitted, "preprocessing"), required(split, "split"))
        .into(required(into, "data set"));
  }
}
