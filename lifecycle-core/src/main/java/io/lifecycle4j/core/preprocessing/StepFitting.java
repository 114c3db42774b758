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
import io.lifecycle4j.preprocessing.spi.PreprocessingProvider;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Environment;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
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

  /** Combines steps as {@link #of(Schema, List)} does. */
  public static StepFitting of(Schema input, Step... steps) {
    return of(input, Arrays.asList(required(steps, "steps")));
  }

  /**
   * Combines steps, in this order.
   *
   * @param input the columns of an input, {@code schema.in(SERVING)} of a schema with a label
   * @throws io.lifecycle4j.error.InvalidValueException if a step names a missing column or one of
   *     another type, if a text has no step that makes it a number, or if requests lack a column of
   *     the input, such as the label
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
   * Fits the steps, and returns them in the same order. The rows are read once for each learning
   * step of the column with the most such steps, but at least once; quantiles of more than
   * 2<sup>20</sup> numbers take five more passes. The same rows have the same result, bit for bit,
   * whatever the number of processors.
   *
   * @param training may have more columns than an input, such as the label
   * @throws io.lifecycle4j.error.InvalidValueException if the rows lack a column, or a column has
   *     nothing to learn from
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
      pass.over(
          counted,
          fitting.learners(),
          row -> {
            golden.add(row);
            hashed.add(row);
          });
      fitting.end();
      while (!fitting.learners().isEmpty()) {
        meter.expect(count);
        pass.over(counted, fitting.learners(), row -> {});
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

  /** What the values of the api do with fitted steps. */
  public static final class Provider implements PreprocessingProvider {
    @Override
    public Preprocessing of(Schema input, List<Step> steps) {
      return StepFitting.of(input, steps);
    }

    @Override
    public String json(FittedPreprocessing fitted) {
      return PreprocessingForms.JSON.text(fitted);
    }

    @Override
    public FittedPreprocessing read(String json) {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      FittedPreprocessing fitted =
          PreprocessingForms.JSON.read(bytes, FittedPreprocessing.class, "preprocessing");
      GoldenInputs.replay("preprocessing", fitted);
      return fitted;
    }

    @Override
    public Function<Row, float[]> numbers(FittedPreprocessing fitted, Schema rows) {
      return RowWriter.of(fitted, rows)::numbers;
    }

    @Override
    public Rows prepare(FittedPreprocessing fitted, Rows rows) {
      return new PreparedRows(fitted, LaggedRows.of(fitted, rows));
    }

    @Override
    public DatasetVersion materialize(FittedPreprocessing fitted, Split split, Dataset into) {
      return new Materialization(fitted, split).into(into);
    }
  }
}
