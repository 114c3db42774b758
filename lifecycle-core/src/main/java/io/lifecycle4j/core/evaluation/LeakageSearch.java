package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.data.HashedRows;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.evaluation.Leakage;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Finds what may have told a version the labels.
 *
 * <p>The figures are the same each time: the sample is drawn with a fixed seed.
 */
final class LeakageSearch {
  /** Fewer rows show nothing. */
  private static final int FEWEST = 100;

  private static final long SEED = 1;

  /** Of more classes, only these are told apart. */
  private static final int MOST_CLASSES = 50;

  private final HeldOutSample sample;
  private final List<String> targets;
  private final List<LabelColumn> labels = new ArrayList<>();

  private LeakageSearch(HeldOutSample sample, TaskCalls<?> task) {
    this.sample = sample;
    this.targets = task.call("labels", task.task()::labels);
    boolean classes = targets.size() == 1 && !task.call("classes", task.task()::classes).isEmpty();
    for (String name : targets) {
      sample.schema().find(name).ifPresent(at -> labels.add(label(at, classes)));
    }
  }

  /**
   * Searches.
   *
   * @param inputs the columns that the version predicts by
   * @param learned the rows that the version learned from
   * @param heldOut those of its holdout
   */
  static Leakage of(Schema inputs, TaskCalls<?> task, Rows learned, HashedRows heldOut) {
    Schema schema = learned.schema();
    LeakageSearch search =
        new LeakageSearch(HeldOutSample.of(learned, HeldOutSample.usual(schema), SEED), task);
    boolean classes = search.labels.stream().anyMatch(LabelColumn::isNominal);
    return new Leakage(
        classes ? "auc" : "r2",
        search.columns(inputs, classes),
        search.sample.rows().size(),
        heldOut.size(),
        heldOut.among(learned).cardinality());
  }

  private Map<String, Double> columns(Schema inputs, boolean classes) {
    Map<String, Double> columns = new TreeMap<>();
    for (Column column : inputs.columns()) {
      OptionalInt at = sample.schema().find(column.name());
      boolean isCell = at.isPresent() && column.type() != DataType.TENSOR;
      if (isCell && !targets.contains(column.name()) && sample.rows().size() >= FEWEST) {
        ColumnPower power = new ColumnPower(codes(at.getAsInt()));
        labels.stream()
            .filter(label -> label.isNominal() == classes)
            .mapToDouble(power::of)
            .filter(Double::isFinite)
            .max()
            .ifPresent(best -> columns.put(column.name(), best));
      }
    }
    return columns;
  }

  private LabelColumn label(int at, boolean classes) {
    double[] cells = codes(at);
    boolean nominal =
        classes
            || sample.schema().columns().get(at).type().isText()
            || DoubleStream.of(cells).filter(cell -> !Double.isNaN(cell)).distinct().count() == 2;
    return nominal ? LabelColumn.nominal(cells, MOST_CLASSES) : LabelColumn.numeric(cells);
  }

  /** Returns the cells of a column: numbers, or the number of each text; NaN if missing. */
  private double[] codes(int at) {
    boolean isText = sample.schema().columns().get(at).type().isText();
    Map<String, Integer> known = new HashMap<>();
    double[] codes = new double[sample.rows().size()];
    for (int i = 0; i < codes.length; i++) {
      Row row = sample.rows().get(i);
      if (isText) {
        String text = row.text(at);
        codes[i] = text.isEmpty() ? Double.NaN : known.computeIfAbsent(text, any -> known.size());
      } else {
        codes[i] = row.number(at);
      }
    }
    return codes;
  }
}
