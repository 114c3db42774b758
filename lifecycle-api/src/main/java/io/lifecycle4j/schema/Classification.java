package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/**
 * Predicts one of several classes. The network outputs a score for each class. The greatest score
 * determines the class, or, of two classes, a {@linkplain #threshold(double) threshold}.
 *
 * @param label the column with the name of the true class
 * @param classes the names of the classes in the order of the outputs, at least two; or empty to
 *     use those of the training rows, sorted
 * @param decision how the positive one of two classes is predicted
 * @param weighting how much each class counts in the loss
 * @param labelSmoothing the share of the target that the loss spreads evenly over all classes,
 *     above 0 and less than 1; empty for none
 */
public record Classification(
    String label,
    List<String> classes,
    ClassDecision decision,
    ClassWeighting weighting,
    OptionalDouble labelSmoothing)
    implements Task<String> {

  /** Checks the parts. */
  public Classification {
    checkName("label", label);
    classes = copy(classes, "classes");
    check(classes.size() != 1, "Invalid classes: only %s (needs at least 2)", classes);
    check(
        new HashSet<>(classes).size() == classes.size(),
        "Invalid classes: %s (one is twice)",
        classes);
    required(decision, "decision");
    required(weighting, "class weights");
    double share = required(labelSmoothing, "label smoothing").orElse(0.5);
    check(
        share > 0 && share < 1,
        "Invalid label smoothing: %s (must be above 0, less than 1)",
        share);
    if (!classes.isEmpty()) {
      decision.checkFits(classes);
      weighting.checkFits(classes);
    }
  }

  /**
   * Creates a classification without a positive class, in which all rows count the same.
   *
   * @param label the column with the name of the true class
   * @param classes the names of the classes in the order of the outputs, or empty
   */
  public Classification(String label, List<String> classes) {
    this(label, classes, ClassDecision.NONE, ClassWeighting.NONE, OptionalDouble.empty());
  }

  /**
   * Returns this task with a positive class, for two classes. Metrics of one class without a name,
   * such as {@code recall}, refer to it. Default: the second class, for metrics.
   *
   * @param name the name of the positive class
   * @return a changed copy
   * @throws InvalidValueException if it is set, or other classes are declared
   */
  public Classification positive(String name) {
    checkUnset(decision.positive().isPresent(), "classification", "positive class");
    Optional<String> given = Optional.of(required(name, "positive class"));
    return with(new ClassDecision(given, OptionalDouble.empty(), OptionalDouble.empty()));
  }

  /**
   * Returns this task with a threshold: the positive class is predicted if its probability is at
   * least this. Default: the greatest score decides.
   *
   * @param least 0 to 1
   * @return a changed copy
   * @throws InvalidValueException if there is no positive class, or a threshold is set
   */
  public Classification threshold(double least) {
    return with(decision.with(OptionalDouble.of(least), OptionalDouble.empty()));
  }

  /**
   * Returns this task with a threshold that training chooses on the validation rows, or a tenth of
   * the training rows if there are none: the lowest whose precision is at least a value, so that
   * the recall is greatest. If there is none, the training fails with a {@link
   * io.lifecycle4j.error.TrainingFailedException} that names the greatest precision.
   *
   * <p>The precision on other rows may be lower: a gate judges it on the holdout.
   *
   * @param least above 0, at most 1
   * @return a changed copy
   * @throws InvalidValueException if there is no positive class, or a threshold is set
   */
  public Classification thresholdAtPrecision(double least) {
    return with(decision.with(OptionalDouble.empty(), OptionalDouble.of(least)));
  }

  /**
   * Returns this task with weights of classes in the loss: the loss of a row is multiplied by the
   * weight of its class; with label smoothing, the term of each class by the weight of that class.
   * Weights do not change metrics.
   *
   * @param weights the weights by class, above 0; a class without one has weight 1
   * @return a changed copy
   * @throws InvalidValueException if weights are set, or a class is not declared
   */
  public Classification classWeights(Map<String, Double> weights) {
    check(
        !required(weights, "class weights").isEmpty(),
        "Invalid class weights: none (needs at least 1)");
    return with(weighting.with(false, weights));
  }

  /**
   * Returns this task with weights of classes in the loss that make all classes count the same: the
   * weight of a class is n / (k · n<sub>c</sub>) for n training rows, k classes, and n<sub>c</sub>
   * training rows of the class, as {@code class_weight="balanced"} of scikit-learn.
   *
   * @return a changed copy
   * @throws InvalidValueException if weights are set
   */
  public Classification balancedClassWeights() {
    return with(weighting.with(true, Map.of()));
  }

  /**
   * Returns this task with label smoothing: in the loss, the target of the true class is 1 − share
   * + share / k, that of each other class share / k, for k classes (Szegedy et al. 2016).
   *
   * @param share above 0, less than 1
   * @return a changed copy
   * @throws InvalidValueException if it is set
   */
  public Classification labelSmoothing(double share) {
    checkUnset(labelSmoothing.isPresent(), "classification", "label smoothing");
    return new Classification(label, classes, decision, weighting, OptionalDouble.of(share));
  }

  /** Returns text such as {@code classification of pet into [cat, dog], positive dog}. */
  @Override
  public String toString() {
    StringJoiner parts =
        new StringJoiner(", ").add("classification of " + label + " into " + classes);
    decision.addTo(parts);
    weighting.addTo(parts);
    labelSmoothing.ifPresent(share -> parts.add("label smoothing " + share));
    return parts.toString();
  }

  private Classification with(ClassDecision decided) {
    return new Classification(label, classes, decided, weighting, labelSmoothing);
  }

  private Classification with(ClassWeighting weighted) {
    return new Classification(label, classes, decision, weighted, labelSmoothing);
  }

  @Override
  public String id() {
    return "classification";
  }

  @Override
  public List<String> labels() {
    return List.of(label);
  }

  @Override
  public List<TensorSpec> targets() {
    return List.of(new TensorSpec("class", TensorType.INT64, List.of(TensorSpec.FREE)));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(
        TensorSpec.float32("scores", classes.isEmpty() ? TensorSpec.FREE : classes.size()));
  }

  @Override
  public void encode(Row row, List<Tensor> targets, int place) {
    Tensor target = required(targets, "targets").get(0);
    String name = required(row, "row").text(row.schema().indexOf(label));
    int index = classes.indexOf(name);
    if (index < 0) {
      throw new InvalidDataException(
          "Invalid label: '" + name + "' in column " + label + " (must be one of " + classes + ")");
    }
    target.set(place, index);
  }

  @Override
  public String decode(List<Tensor> outputs, int place) {
    return classes.get(choice(required(outputs, "outputs").get(0), place));
  }

  /** Returns the index of the predicted class. */
  private int choice(Tensor scores, int row) {
    if (decision.threshold().isEmpty()) {
      return Softmax.best(scores, row, classes.size());
    }
    int positive = decision.positive(classes);
    double found = Softmax.of(scores, row, classes.size(), positive);
    return found >= decision.threshold().getAsDouble() ? positive : 1 - positive;
  }

  @Override
  public OptionalDouble probability(List<Tensor> outputs, int place) {
    Tensor scores = required(outputs, "outputs").get(0);
    return OptionalDouble.of(
        decision.threshold().isEmpty()
            ? Softmax.greatest(scores, place, classes.size())
            : Softmax.of(scores, place, classes.size(), choice(scores, place)));
  }

  @Override
  public double[] probabilities(List<Tensor> outputs, int place) {
    return Softmax.all(required(outputs, "outputs").get(0), place, classes.size());
  }

  @Override
  public void probabilities(List<Tensor> outputs, int place, double[] target) {
    Softmax.write(
        required(outputs, "outputs").get(0),
        place,
        classes.size(),
        required(target, "probabilities"));
  }

  @Override
  public Optional<String> positiveClass() {
    return classes.size() == 2
        ? Optional.of(classes.get(decision.positive(classes)))
        : decision.positive();
  }

  @Override
  public boolean namesPositiveClass() {
    return decision.positive().isPresent();
  }

  @Override
  public OptionalDouble threshold() {
    return decision.threshold();
  }

  @Override
  public List<Metric> metrics() {
    return ofClasses().list();
  }

  @Override
  public Optional<Metric> findMetric(String name) {
    String metric = required(name, "metric name");
    return ofClasses().find(metric);
  }

  @Override
  public Scores score(List<Tensor> outputs, List<Tensor> targets) {
    Tensor scores = required(outputs, "outputs").get(0);
    int[] labels = new int[required(targets, "targets").get(0).size()];
    int[] choices = new int[labels.length];
    double[][] probabilities = new double[labels.length][];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = label(targets.get(0), row);
      probabilities[row] = Softmax.all(scores, row, classes.size());
      // Outputs that are not numbers choose no class, even where the first would happen to be
      // right.
      choices[row] = Double.isNaN(probabilities[row][0]) ? -1 : choice(scores, row);
    }
    return ofClasses().score(new Metrics.Choices(probabilities, choices), labels);
  }

  private MetricSet<Metrics.Choices, int[]> ofClasses() {
    return Metrics.ofClasses(classes, decision.positive(classes));
  }

  /**
   * Returns the softmax cross-entropy, in nats, with the class weights and the label smoothing. The
   * loss of a row is that of PyTorch's {@code CrossEntropyLoss(weight, label_smoothing,
   * reduction="none")}. The loss of a batch is the sum over its rows divided by their number; that
   * of PyTorch's {@code reduction="mean"} is divided by the sum of their weights instead.
   *
   * @return the loss; empty before the classes and their weights are known
   */
  @Override
  public Optional<Loss> loss() {
    return isOpen() ? Optional.empty() : Optional.of(new CrossEntropy(this));
  }

  /** Returns whether training rows must complete the task. */
  private boolean isOpen() {
    return classes.isEmpty() || weighting.isOpen();
  }

  /** Returns the index of the class of a row. */
  int label(Tensor targets, int row) {
    double label = targets.number(row);
    check(
        label == (int) label && label >= 0 && label < classes.size(),
        "Invalid label of row %s: %s (must be the index of one of %s classes)",
        row,
        label,
        classes.size());
    return (int) label;
  }

  @Override
  public Baselines baselines() {
    return Baselines.CLASSES;
  }

  @Override
  public void checkLabels(Schema rows) {
    DataType type = required(rows, "schema").columns().get(rows.indexOf(label)).type();
    check(
        type.isText(),
        "Invalid label column %s: it is %s (a classification needs STRING or CATEGORICAL: declare"
            + " it so in the schema of the dataset)",
        label,
        type);
  }

  /** Begins to collect the classes, if none are set, and to count them for balanced weights. */
  @Override
  public Optional<Fit<String>> fit() {
    return isOpen() ? Optional.of(new ClassesFit(this)) : Optional.empty();
  }

  @Override
  public void checkTargets(List<Tensor> training, List<Tensor> others) {
    ClassPresence.check(this, required(training, "targets"), required(others, "targets"));
  }

  /** Chooses the threshold, if it is one at a precision. */
  @Override
  public Classification adjusted(List<Tensor> outputs, List<Tensor> targets) {
    Tensor scores = required(outputs, "outputs").get(0);
    Tensor indexes = required(targets, "targets").get(0);
    if (!decision.isOpen()) {
      return this;
    }
    int positive = decision.positive(classes);
    double[] probabilities = new double[indexes.size()];
    boolean[] own = new boolean[probabilities.length];
    for (int row = 0; row < own.length; row++) {
      probabilities[row] = Softmax.of(scores, row, classes.size(), positive);
      own[row] = label(indexes, row) == positive;
    }
    return with(decision.choose(probabilities, own));
  }

  @Override
  public Optional<String> problem(Object answer) {
    boolean declared =
        required(answer, "answer") instanceof String text
            && (classes.isEmpty() || classes.contains(text));
    return declared
        ? Optional.empty()
        : Optional.of(classes.isEmpty() ? "a String" : "one of " + classes);
  }
}
