package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.spi.TaskProvider;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a model predicts: the labels, their encoding as targets, the decoding of outputs to
 * predictions, and the metrics.
 *
 * <p>{@link Tasks} has those of the library. A custom task is a record, which a model version
 * stores as JSON under the id of the task; a {@link TaskProvider} maps the id to the class, so that
 * versions can be read. Immutable and thread-safe.
 *
 * <p>What a task throws, other than an exception of the library, becomes the cause of a {@link
 * io.lifecycle4j.error.TrainingFailedException} in a training, of a {@link
 * io.lifecycle4j.error.PredictionFailedException} in an evaluation or a prediction, and of the
 * verdict ERROR of a gate. The same holds where a method returns null.
 *
 * @param <O> the type of a predicted value, and of the label
 */
public interface Task<O> {
  /**
   * Returns the id of the kind of task in model versions.
   *
   * @return the id, whose meaning never changes
   */
  String id();

  /**
   * Returns the label columns.
   *
   * @return the names, distinct. None if the prepared inputs are the labels, as for an autoencoder:
   *     then the only target is a row of 32-bit numbers, those of all inputs in order, which the
   *     library writes in place of {@link #encode}
   */
  List<String> labels();

  /**
   * Returns the targets, which are the input of losses and metrics.
   *
   * @return tensors with a row for each row of data, at least one, with distinct names
   */
  List<TensorSpec> targets();

  /**
   * Returns the outputs of a network.
   *
   * @return tensors with a row for each row of data; training determines free dimensions
   */
  List<TensorSpec> outputs();

  /**
   * Encodes the label of a row as targets.
   *
   * <p>Every number of the row must be written, zeros included: of a one-hot target not only the 1.
   * The tensors are reused, and a row of which a number is not written is rejected.
   *
   * @param row the row
   * @param targets a tensor for each of {@link #targets()}
   * @param place the row of the tensors to write, from 0
   * @throws io.lifecycle4j.error.InvalidDataException if the label is missing or unknown
   */
  void encode(Row row, List<Tensor> targets, int place);

  /**
   * Decodes outputs of the network to a predicted value. The outputs may be in memory of the
   * engine, which is freed after the call: copy what the result retains.
   *
   * @param outputs a tensor for each of {@link #outputs()}, all numbers finite
   * @param place the row of the tensors, from 0
   * @return the predicted value, not null
   */
  O decode(List<Tensor> outputs, int place);

  /**
   * Decodes outputs to a predicted value that depends on the inputs, too. Default: it does not.
   *
   * @param inputs the prepared inputs of the same rows, to be neither changed nor retained
   * @param outputs a tensor for each of {@link #outputs()}, all numbers finite
   * @param place the row of the tensors, from 0
   * @return the predicted value, not null
   */
  default O decode(List<Tensor> inputs, List<Tensor> outputs, int place) {
    required(inputs, "inputs");
    return decode(outputs, place);
  }

  /**
   * Returns the probability that the model assigns to the predicted value.
   *
   * @param outputs a tensor for each of {@link #outputs()}, all numbers finite
   * @param place the row of the tensors, from 0
   * @return 0 to 1, anything else fails the training or the prediction; empty by default
   */
  default OptionalDouble probability(List<Tensor> outputs, int place) {
    required(outputs, "outputs");
    return OptionalDouble.empty();
  }

  /**
   * Returns the names of the classes or labels that {@link #probabilities} refers to.
   *
   * @return distinct names; empty, the default, if the task has no probabilities or is not complete
   */
  default List<String> classes() {
    return List.of();
  }

  /**
   * Returns the probability that the model assigns to each of {@link #classes()}.
   *
   * @param outputs a tensor for each of {@link #outputs()}, all numbers finite
   * @param place the row of the tensors, from 0
   * @return a new array of numbers from 0 to 1, in the order of the classes
   */
  default double[] probabilities(List<Tensor> outputs, int place) {
    required(outputs, "outputs");
    return new double[0];
  }

  /**
   * Writes the probability that the model assigns to each of {@link #classes()}. It is called for
   * each prediction of a model that is monitored for drift, so it should allocate nothing. Default:
   * copies {@link #probabilities(List, int)}.
   *
   * @param outputs a tensor for each of {@link #outputs()}, all numbers finite
   * @param place the row of the tensors, from 0
   * @param target a number for each class, in their order; all are written
   */
  default void probabilities(List<Tensor> outputs, int place, double[] target) {
    double[] found = probabilities(outputs, place);
    System.arraycopy(found, 0, required(target, "probabilities"), 0, target.length);
  }

  /**
   * Returns the class that metrics of one class without a name, such as {@code recall}, refer to.
   *
   * @return one of {@link #classes()}, or the one that will be if there are none yet; empty, the
   *     default, if there are no such metrics
   */
  default Optional<String> positiveClass() {
    return Optional.empty();
  }

  /**
   * Returns whether the user named the positive class. Default: yes, if there is one.
   *
   * @return false if the task chose it
   */
  default boolean namesPositiveClass() {
    return positiveClass().isPresent();
  }

  /**
   * Returns the least probability for which {@link #decode} predicts the positive class.
   *
   * @return 0 to 1; empty, the default, if no threshold decides
   */
  default OptionalDouble threshold() {
    return OptionalDouble.empty();
  }

  /**
   * Lists the metrics of an evaluation.
   *
   * @return at least one
   */
  List<Metric> metrics();

  /**
   * Finds a metric. A task may have more metrics than it lists, such as the recall of each class.
   * Default: one of {@link #metrics()}.
   *
   * @param name the name
   * @return the metric, or empty
   */
  default Optional<Metric> findMetric(String name) {
    required(name, "metric name");
    return metrics().stream().filter(metric -> metric.name().equals(name)).findFirst();
  }

  /**
   * Scores outputs against targets. The result may retain the tensors.
   *
   * @param outputs a tensor for each of {@link #outputs()}
   * @param targets the targets of the same rows, at least one
   * @return the scores
   * @throws io.lifecycle4j.error.InvalidValueException if a target is invalid
   */
  Scores score(List<Tensor> outputs, List<Tensor> targets);

  /**
   * Returns the loss that training minimizes.
   *
   * @return the loss; empty, the default, if a trainer must have a loss of its own
   */
  default Optional<Loss> loss() {
    return Optional.empty();
  }

  /**
   * Returns whether a trainer may shift and scale the targets: the predictions, scaled back, must
   * be those of a model trained on the original targets. Requires one output and one target of
   * floating-point numbers. The output has estimates in units of the target: equally many for each
   * number of it, in order. Default: no.
   *
   * @return true if training on targets of mean 0 and deviation 1 leads to the same model
   */
  default boolean targetsMayBeScaled() {
    return false;
  }

  /**
   * Returns the metrics to measure on validation rows after each epoch, and of each baseline.
   *
   * @return names, the most important first; by default all, those that can be compared first
   */
  default List<String> trainingMetrics() {
    return metrics().stream()
        .sorted(Comparator.comparing(metric -> metric.better() == Better.NONE))
        .map(Metric::name)
        .toList();
  }

  /**
   * Returns which baselines a training fits, simple models that every version is measured beside.
   * It says of what kind outputs, targets and predicted values are: live answers are scored by it.
   *
   * @return {@link Baselines#NONE} by default
   */
  default Baselines baselines() {
    return Baselines.NONE;
  }

  /**
   * Returns which quantiles of the target the numbers of the output estimate.
   *
   * @return shares, from 0 to 1; empty, the default, if they estimate none
   */
  default List<Double> quantiles() {
    return List.of();
  }

  /**
   * Checks the label columns before training. Default: they must exist.
   *
   * @param rows the columns of the training rows
   * @throws io.lifecycle4j.error.NotFoundException if a column does not exist
   * @throws io.lifecycle4j.error.InvalidValueException if a column has another type
   */
  default void checkLabels(Schema rows) {
    labels().forEach(required(rows, "schema")::indexOf);
  }

  /**
   * Returns whether a label column may also be an input of the model, as for an autoencoder.
   * Default: no, since a model would learn to copy the label, and score well on every holdout.
   *
   * @return true if a model with such an input may be opened and trained
   */
  default boolean labelsMayBeInputs() {
    return false;
  }

  /**
   * Completes a task that depends on the prepared inputs. Default: it is complete.
   *
   * @param inputs names, types and dimensions of the inputs of the network
   * @return the task of a network with these inputs
   */
  default Task<O> withInputs(List<TensorSpec> inputs) {
    required(inputs, "inputs");
    return this;
  }

  /**
   * Begins to fit the task to training rows. Default: nothing to fit.
   *
   * @return the fit, which receives the rows; empty if the task is complete
   */
  default Optional<Fit<O>> fit() {
    return Optional.empty();
  }

  /**
   * Checks the targets of all rows before training. Default: they are valid.
   *
   * @param training the targets of the rows that the trainer receives
   * @param others those of the rows that {@link #adjusted} receives, possibly none
   * @throws io.lifecycle4j.error.InvalidDataException if the task cannot be learned from the rows
   */
  default void checkTargets(List<Tensor> training, List<Tensor> others) {
    required(training, "targets");
    required(others, "other targets");
  }

  /**
   * Completes the task after training, for example by choosing its decision threshold. Called for
   * the network and for each baseline. Default: nothing to adjust.
   *
   * @param outputs the outputs for rows that the trainer did not receive, such as validation rows
   * @param targets the targets of the same rows
   * @return the task of the model version, of the same class
   * @throws io.lifecycle4j.error.TrainingFailedException if the network does not suffice
   */
  default Task<O> adjusted(List<Tensor> outputs, List<Tensor> targets) {
    required(outputs, "outputs");
    required(targets, "targets");
    return this;
  }

  /**
   * Returns the type of the column in which predictions are monitored for drift.
   *
   * @return {@link DataType#FLOAT64} for numbers and the mean of lists of numbers, or {@link
   *     DataType#STRING}, the default, for the text of other predicted values
   */
  default DataType answerType() {
    return DataType.STRING;
  }

  /**
   * Names the numbers of a predicted value that is a list of them, to monitor each for drift.
   *
   * @return distinct names, in the order of the list; empty, the default, for other values
   */
  default List<String> answerNames() {
    return List.of();
  }

  /**
   * Checks a value that a served function returned. Default: every value is valid.
   *
   * @param answer the value, not null
   * @return what the value must be; empty if it is valid
   */
  default Optional<String> problem(Object answer) {
    required(answer, "answer");
    return Optional.empty();
  }

  /**
   * Completes a task from training rows.
   *
   * @param <O> the type of a predicted value
   */
  interface Fit<O> {
    /**
     * Adds a training row.
     *
     * @param row the row, a view
     * @throws io.lifecycle4j.error.InvalidDataException if the task cannot be learned from the row
     */
    void add(Row row);

    /**
     * Completes the task after all rows were added.
     *
     * @return the complete task
     * @throws io.lifecycle4j.error.InvalidDataException if the task cannot be learned from the rows
     */
    Task<O> complete();
  }

  /** A loss of rows, with its gradient, for every engine. Immutable and thread-safe. */
  @FunctionalInterface
  interface Loss {
    /**
     * Computes the loss of each row, and its gradient with respect to the outputs for that row.
     *
     * @param outputs a tensor for each output, in memory of the engine; do not change or retain it
     * @param targets the targets of the same rows
     * @param gradient a tensor like each output, in which every number must be written
     * @return {@code double[rows]}, the loss of each row; a training minimizes the mean
     * @throws io.lifecycle4j.error.InvalidValueException if outputs or targets do not fit
     */
    double[] differentiate(List<Tensor> outputs, List<Tensor> targets, List<Tensor> gradient);
  }
}
