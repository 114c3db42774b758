package io.lifecycle4j.core.serving.log;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.PredictionColumn;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.TextComparison;
import io.lifecycle4j.condition.TextComparison.Operator;
import io.lifecycle4j.core.condition.ConditionParser;
import io.lifecycle4j.core.data.FilesOfData;
import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.core.serving.truth.GroundTruths;
import io.lifecycle4j.core.storage.FileExport;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.ErasureReport;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Predictions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The predictions of a time that meet a condition. */
record SelectedPredictions(LogReading all, Served model, Condition condition)
    implements Predictions {
  /** The number of names that a message shows. */
  private static final int SHOWN = 10;

  /** The shortest name that is suggested for one that contains it. */
  private static final int LONG = 4;

  /**
   * The model of the predictions.
   *
   * @param inputs the columns of its inputs
   * @param marked returns the same, with those marked that are private in the data of a version
   */
  record Served(Schema inputs, Supplier<Schema> marked, Task<?> task) {}

  @Override
  public Source toSource() {
    return new LabelledRows(this, model.marked().get(), model.task(), all::lastErasure).source();
  }

  @Override
  public Predictions between(Instant from, Instant to) {
    return new SelectedPredictions(all.between(from, to), model, condition);
  }

  @Override
  public Predictions where(String text) {
    return where(
        ConditionParser.onPredictions(
            required(text, "condition"), SelectedPredictions::columnsFor));
  }

  /** Says which columns there are instead of a name, and which one was probably meant. */
  private static String columnsFor(String name) {
    List<String> longer =
        PredictionColumn.NAMES.stream().filter(known -> known.length() >= LONG).toList();
    String meant =
        SimilarNames.find(name, PredictionColumn.NAMES)
            .or(() -> SimilarNames.findPart(name, longer))
            .map(known -> "; did you mean " + known + "?")
            .orElse("");
    String own = name.matches("\\w{1,40}") ? name : "NAME";
    return PredictionColumn.INPUTS + own + ", " + String.join(", ", PredictionColumn.NAMES) + meant;
  }

  @Override
  public Predictions where(Condition more) {
    required(more, "condition").subjects().forEach(this::check);
    return new SelectedPredictions(all, model, condition.and(more));
  }

  private void check(Subject subject) {
    if (!(subject instanceof PredictionColumn column)) {
      throw new InvalidValueException(
          String.format(
              "Invalid condition on predictions: %s (needs columns such as version or inputs.NAME)",
              subject.words()));
    }
    if (!PredictionColumn.NAMES.contains(column.key())) {
      Set<String> known = known();
      if (!known.contains(column.key())) {
        throw unknown(column.key(), known);
      }
    }
  }

  private Set<String> known() {
    Set<String> known = new TreeSet<>(all.inputs());
    model.inputs().columns().stream()
        .filter(column -> !column.isPrivate())
        .forEach(column -> known.add(column.name()));
    return known.stream()
        .map(name -> PredictionColumn.INPUTS + name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static InvalidValueException unknown(String name, Set<String> known) {
    String meant =
        SimilarNames.find(name, known)
            .map(other -> "did you mean " + ShownCell.line(other) + "? ")
            .orElse("");
    String some =
        known.isEmpty()
            ? "no input is logged"
            : known.stream()
                .limit(SHOWN)
                .map(ShownCell::line)
                .collect(Collectors.joining(", ", "there are ", known.size() > SHOWN ? ", …" : ""));
    return new InvalidValueException(
        String.format(
            "Invalid condition on predictions: no column %s (%s%s)",
            ShownCell.line(name), meant, some));
  }

  @Override
  public void forEach(Consumer<? super LoggedPrediction> action) {
    required(action, "action");
    if (condition.equals(Conditions.always())) {
      all.forEachLabelled(action);
      return;
    }
    RowFacts facts = new RowFacts(all.columns());
    Consumer<LoggedPrediction> meeting =
        prediction -> {
          if (condition.holds(facts.of(prediction))) {
            action.accept(prediction);
          }
        };
    Optional<String> id = id(condition);
    if (id.isPresent()) {
      id.filter(GroundTruths::isId).flatMap(all::find).ifPresent(meeting);
    } else {
      all.forEachLabelled(meeting);
    }
  }

  /** Returns the only id that a condition can hold for; empty if there may be several. */
  private static Optional<String> id(Condition condition) {
    if (condition instanceof Condition.And all) {
      return all.parts().stream().flatMap(part -> id(part).stream()).findFirst();
    }
    return condition instanceof TextComparison text
            && text.operator() == Operator.IS
            && text.subject().equals(Conditions.prediction("id"))
        ? Optional.of(text.texts().get(0))
        : Optional.empty();
  }

  @Override
  public List<String> unmatchedGroundTruth() {
    Set<String> left = all.labels(GroundTruths.Selection.ALL).ids();
    if (!left.isEmpty()) {
      all.between(Instant.MIN, Instant.MAX).forEach(prediction -> left.remove(prediction.id()));
    }
    return List.copyOf(left);
  }

  @Override
  public ErasureReport erase(String key, Actor actor, String reason) {
    if (!condition.equals(Conditions.always())) {
      throw new InvalidValueException(
          "Cannot erase from " + this + " (needs all predictions: predictions().erase(…))");
    }
    return all.erase(key, actor, reason);
  }

  @Override
  public long count() {
    if (condition.equals(Conditions.always())) {
      return all.count();
    }
    long[] count = {0};
    forEach(prediction -> count[0]++);
    return count[0];
  }

  @Override
  public long toCsv(Path file) {
    required(file, "file");
    long[] rows = {0};
    FileExport.write(
        file, new PredictionTable(all.columns(), action -> count(action, rows)).toCsv());
    return rows[0];
  }

  @Override
  public long toJsonLines(Path file) {
    required(file, "file");
    long[] rows = {0};
    Columns<LoggedPrediction> columns = all.columns();
    FileExport.write(file, new FilesOfData().jsonLines(columns, action -> count(action, rows)));
    return rows[0];
  }

  private void count(Consumer<? super LoggedPrediction> action, long[] rows) {
    forEach(
        prediction -> {
          action.accept(prediction);
          rows[0]++;
        });
  }

  @Override
  public String toString() {
    boolean whole = condition.equals(Conditions.always());
    return whole ? all.toString() : all + " where " + condition;
  }
}
