package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.schema.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Steps that are to learn from training rows.
 *
 * <p>{@code Preprocessing.of(Schema.of(Ride.class), impute("temp").mean(),
 * oneHot("day")).fit(split)} gives a {@link FittedPreprocessing}, which prepares rows and requests.
 * Immutable and thread-safe.
 */
public interface Preprocessing {
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
  static Preprocessing of(Schema input, Step... steps) {
    return of(input, Arrays.asList(required(steps, "steps")));
  }

  /**
   * Puts steps together, as {@link #of(Schema, Step...)} does.
   *
   * @param input the columns of an input
   * @param steps the steps, in order
   * @return the preprocessing, which has learned nothing yet
   * @throws io.lifecycle4j.error.InvalidValueException as {@link #of(Schema, Step...)}
   */
  static Preprocessing of(Schema input, List<Step> steps) {
    required(input, "input schema");
    List<Step> given = copy(steps, "steps");
    return FittedPreprocessing.provider().of(input, given);
  }

  /**
   * Returns this preprocessing, which reports how far a fit is, a few times a second, on the thread
   * that fits. Default: it reports nothing.
   *
   * @param listener is called; should return at once, and what it throws ends the work
   * @return the preprocessing; this one stays as it is
   */
  Preprocessing onProgress(Consumer<? super DataProgress> listener);

  /**
   * Fits the steps on the training rows of a split; no other row is read. The rows are read as
   * often as the column with the most learning steps has such steps, once at least; quantiles of
   * more than 2<sup>20</sup> numbers take five times more. The same rows give the same bits,
   * whatever the number of processors.
   *
   * @param split the split
   * @return the fitted steps, in the same order
   * @throws io.lifecycle4j.error.InvalidValueException if the rows lack a column, or hold nothing
   *     to learn from
   * @throws io.lifecycle4j.error.NotFoundException if the class path has no user step of an id
   */
  FittedPreprocessing fit(Split split);
}
