package io.lifecycle4j.core.model;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of answers that are monitored. {@value #PREDICTION} is the answer itself; there are
 * also:
 *
 * <ul>
 *   <li>{@code prediction.probability.CLASS}, the probability of each class or label, of at most
 *       {@value #MOST_CLASSES}; of two classes that of the positive one only, since the other says
 *       the same;
 *   <li>{@code prediction.confidence}, the largest probability of all classes;
 *   <li>{@code prediction.NAME}, each number of an answer that is a list of numbers; {@value
 *       #PREDICTION} is then their mean.
 * </ul>
 *
 * <p>Immutable.
 */
public final class AnswerColumns {
  /** The name of the column that holds the answer. */
  public static final String PREDICTION = "prediction";

  /** The most classes whose probabilities are columns: as many as a column counts texts. */
  public static final int MOST_CLASSES = 1_000;

  private static final String INSIDE = PREDICTION + ".";

  /** What the last layer of a network receives, as a whole. */
  public static final String EMBEDDING = INSIDE + "embedding";

  private static final String PROBABILITY = INSIDE + "probability.";
  private static final String CONFIDENCE = INSIDE + "confidence";

  private final List<Column> columns = new ArrayList<>();

  /** The class of each column that has its probability. */
  private final int[] classes;

  private final int numbers;
  private final int allClasses;

  private AnswerColumns(Task<?> task) {
    columns.add(Column.of(PREDICTION, task.answerType()));
    List<String> names = task.classes();
    allClasses = names.size();
    classes = shown(task, names);
    for (int index : classes) {
      columns.add(named(PROBABILITY, names.get(index), index));
    }
    if (allClasses > 0) {
      columns.add(Column.of(CONFIDENCE, DataType.FLOAT64));
    }
    List<String> parts = task.answerNames();
    numbers = parts.size();
    for (int i = 0; i < numbers; i++) {
      columns.add(named(INSIDE, parts.get(i), i));
    }
  }

  /** Returns the columns of the answers of a task. */
  public static AnswerColumns of(Task<?> task) {
    return new AnswerColumns(task);
  }

  private static int[] shown(Task<?> task, List<String> names) {
    if (names.size() > MOST_CLASSES) {
      return new int[0];
    }
    if (names.size() == 2 && task.positiveClass().isPresent()) {
      return new int[] {names.indexOf(task.positiveClass().get())};
    }
    int[] all = new int[names.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return all;
  }

  /** Names a column after a class, or after its place if no column can have that name. */
  private Column named(String prefix, String name, int place) {
    try {
      return Column.of(free(checkName("column", prefix + name)), DataType.FLOAT64);
    } catch (InvalidNameException e) {
      return Column.of(free(prefix + "#" + (place + 1)), DataType.FLOAT64);
    }
  }

  private String free(String name) {
    return names().contains(name) ? free(name + "#") : name;
  }

  /** Returns whether a column is one of answers. */
  public static boolean isAnswer(String column) {
    return column.equals(PREDICTION) || isDetail(column);
  }

  /** Returns whether a column is one of answers, but not the answer itself. */
  public static boolean isDetail(String column) {
    return column.startsWith(INSIDE);
  }

  /** Returns whether a column is the probability of a class or label. */
  public static boolean isProbability(String column) {
    return column.startsWith(PROBABILITY);
  }

  /** Returns the names of those that need the outputs of the network, not only the answer. */
  public List<String> ofOutputs() {
    return allClasses == 0 ? List.of() : names().subList(1, classes.length + 2);
  }

  /** Returns the names, that of the answer first. */
  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /**
   * Returns the schema of rows with the columns of answers.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the rows have a column of such a name
   */
  public Schema after(Schema rows) {
    for (String name : names()) {
      check(
          rows.find(name).isEmpty(),
          "Invalid columns: %s (%s is the name of the answer)",
          rows.names(),
          name);
    }
    List<Column> all = new ArrayList<>(rows.columns());
    all.addAll(columns);
    return new Schema(all);
  }

  /** Returns how many classes have a probability, shown or not. */
  int classes() {
    return allClasses;
  }

  /**
   * Returns a number of an answer.
   *
   * @param column its place after the answer, from 0
   * @param probabilities those of all classes
   * @return the number; NaN if the answer is no list of as many numbers
   */
  double number(int column, Object answer, double[] probabilities) {
    if (column < classes.length) {
      return probabilities[classes[column]];
    }
    int next = column - classes.length;
    if (allClasses > 0) {
      return next == 0 ? greatest(probabilities) : number(answer, next - 1);
    }
    return number(answer, next);
  }

  private static double greatest(double[] probabilities) {
    double greatest = Double.NaN;
    for (double probability : probabilities) {
      if (!(probability <= greatest)) { // the form of this condition replaces the first NaN
        greatest = probability;
      }
    }
    return greatest;
  }

  private double number(Object answer, int place) {
    return answer instanceof List<?> list
            && list.size() == numbers
            && list.get(place) instanceof Number value
        ? value.doubleValue()
        : Double.NaN;
  }
}
