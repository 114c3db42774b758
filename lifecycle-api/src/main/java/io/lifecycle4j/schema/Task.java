package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.spi.TaskProvider;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a model answers: its labels, how they become targets, how outputs become an answer, and how
 * answers are measured.
 *
 * <p>{@link Classification} and {@link Regression} are two. An own task is a record, which a model
 * version keeps as JSON under its id; a {@link TaskProvider} names the class of the id, so that
 * versions can be read. Immutable and thread-safe.
 *
 * @param <O> the type of an answer, and of the label
 */
public interface Task<O> {
  /**
   * Names the kind of task in model versions.
   *
   * @return the id, which never changes its meaning
   */
  String id();

  /**
   * Names the columns that hold the label.
   *
   * @return at least one name
   */
  List<String> labels();

  /**
   * Describes the targets: what losses and metrics take.
   *
   * @return tensors with a row for each row of data
   */
  List<TensorSpec> targets();

  /**
   * Describes what a network puts out.
   *
   * @return tensors with a row for each row of data; a dimension is free until training decides it
   */
  List<TensorSpec> outputs();

  /**
   * Writes the label of a row as targets.
   *
   * @param row the row
   * @param targets a tensor for each of {@link #targets()}
   * @param place which of their rows is written, from 0
   * @throws io.lifecycle4j.error.InvalidDataException if the label is missing or unknown
   */
  void encode(Row row, List<Tensor> targets, int place);

  /**
   * Turns outputs of the network into an answer. The outputs may lie in memory of the engine, which
   * is freed after the call: copy what the answer keeps.
   *
   * @param outputs a tensor for each of {@link #outputs()}, all numbers finite
   * @param place which of their rows, from 0
   * @return the answer
   */
  O decode(List<Tensor> outputs, int place);

  /**
   * Returns the probability that the model gives to the answer.
   *
   * @param outputs a tensor for each of {@link #outputs()}, all numbers finite
   * @param place which of their rows, from 0
   * @return 0 to 1; empty if the task has none, which is the default
   */
  default OptionalDouble probability(List<Tensor> outputs, int place) {
    required(outputs, "outputs");
    return OptionalDouble.empty();
  }

  /**
   * Scores outputs by their targets. The tensors may be kept.
   *
   * @param outputs a tensor for each of {@link #outputs()}
   * @param targets the targets of the same rows, at least one
   * @return the scores
   * @throws io.lifecycle4j.error.InvalidValueException if a target is none
   */
  Scores score(List<Tensor> outputs, List<Tensor> targets);

  /**
   * Returns what training makes small.
   *
   * @return the loss; empty, the default, if the task names none
   */
  default Optional<Loss> loss() {
    return Optional.empty();
  }

  /**
   * Checks the columns of the label, before training. Default: they must exist.
   *
   * @param rows the columns of the training rows
   * @throws io.lifecycle4j.error.NotFoundException if a column does not exist
   * @throws io.lifecycle4j.error.InvalidValueException if it has another type
   */
  default void checkLabels(Schema rows) {
    labels().forEach(required(rows, "schema")::indexOf);
  }

  /**
   * Begins to fit the task to training rows. Default: there is nothing to fit.
   *
   * @return takes the rows; empty if the task is complete
   */
  default Optional<Fit<O>> fit() {
    return Optional.empty();
  }

  /**
   * Returns the type of the column in which answers are watched for drift.
   *
   * @return {@link DataType#FLOAT64} for answers that are numbers, or {@link DataType#STRING}, the
   *     default, for others, by their text
   */
  default DataType answerType() {
    return DataType.STRING;
  }

  /**
   * Returns what is wrong with an answer of a function that serves in place of a network. Default:
   * nothing.
   *
   * @param answer what the function returned, not null
   * @return what it must be; empty if it is an answer
   */
  default Optional<String> problem(Object answer) {
    required(answer, "answer");
    return Optional.empty();
  }

  /**
   * Completes a task by its training rows.
   *
   * @param <O> the type of an answer
   */
  interface Fit<O> {
    /**
     * Sees a training row.
     *
     * @param row the row, a view
     * @throws io.lifecycle4j.error.InvalidDataException if the task cannot be learned from it
     */
    void add(Row row);

    /**
     * Completes the task when all rows were seen.
     *
     * @return the complete task
     * @throws io.lifecycle4j.error.InvalidDataException if it cannot be learned from the rows
     */
    Task<O> complete();
  }

  /** A loss, by its derivative, which is all that an engine needs. Immutable and thread-safe. */
  @FunctionalInterface
  interface Loss {
    /**
     * Differentiates the loss of each row by the outputs for that row.
     *
     * @param outputs a tensor for each of {@link #outputs()}, in memory of the engine: neither
     *     changed nor kept
     * @param targets the targets of the same rows
     * @return a tensor for each output, of its name, type and shape
     * @throws io.lifecycle4j.error.InvalidValueException if outputs or targets are not those of the
     *     task
     */
    List<Tensor> gradient(List<Tensor> outputs, List<Tensor> targets);
  }

  /** How well a model did on each of some rows. Immutable and thread-safe. */
  interface Scores {
    /**
     * Returns the metrics.
     *
     * @return at least one
     */
    List<Metric> metrics();

    /**
     * Computes a metric over a selection of rows.
     *
     * @param name the name of one of {@link #metrics()}
     * @param rows the rows, from 0, at least one; a row may stand in it more than once
     * @return the metric
     */
    double metric(String name, int[] rows);

    /**
     * Returns which rows a metric counts, if it is the share of rows that count. Such a metric is
     * compared with production by an exact test of pairs, others by a bootstrap.
     *
     * @param name the name of one of {@link #metrics()}
     * @return {@code boolean[rows]}, not to be changed; empty, the default, for other metrics
     */
    default Optional<boolean[]> counted(String name) {
      required(name, "metric name");
      return Optional.empty();
    }
  }

  /**
   * A metric of a task.
   *
   * @param name its name in evaluations and gates
   * @param better which values are better
   */
  record Metric(String name, Better better) {
    /** Checks the parts. */
    public Metric {
      checkName("metric", name);
      required(better, "direction of a metric");
    }
  }

  /** Which values of a metric are better. */
  enum Better {
    /** Greater ones. */
    HIGHER,

    /** Smaller ones. */
    LOWER,

    /** None: it is a baseline, which depends on the rows and not on the model. */
    NONE
  }
}
