package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.error.Preconditions.checkUnset;

import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.evaluation.RunCost;
import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A version to be judged.
 *
 * @param scored its answers, row by row; empty if no held-out rows are open
 * @param label the version, such as {@code fraud:7}
 * @param data the name of the held-out rows, such as {@code payments:3/holdout}
 * @param holdout these rows, in the order of the answers; read from the store each time
 * @param part which of all held-out rows these are; empty if all
 * @param beside what is known of the version beside its rows
 */
public record GateSubject(
    Optional<ScoredRows> scored,
    String label,
    String data,
    Rows holdout,
    Optional<Part> part,
    Beside beside) {
  /** Some of the rows that a version was scored on, those of a slice. */
  record Part(GateSubject of, Map<String, String> columns) {}

  /** A version on all held-out rows. */
  public GateSubject(ScoredRows rows, String label, String data, Rows holdout) {
    this(Optional.of(rows), label, data, holdout, Optional.empty(), Beside.NOTHING);
  }

  /** Returns a version without held-out rows. */
  public static GateSubject withoutRows(String label, Beside beside) {
    return new GateSubject(
        Optional.empty(), label, "", new NotOpen(label), Optional.empty(), beside);
  }

  /** Rows that no gate was to need. */
  private record NotOpen(String label) implements Rows {
    private NotFoundException refused() {
      return new NotFoundException(
          "Held-out rows of " + label + " are not open (add GateNeed.ROWS to what the gate needs)");
    }

    @Override
    public Schema schema() {
      throw refused();
    }

    @Override
    public void forEach(Consumer<? super Row> action) {
      throw refused();
    }

    @Override
    public Row row(long number) {
      throw refused();
    }
  }

  /**
   * Returns the answers, row by row.
   *
   * @throws NotFoundException if no held-out rows are open
   */
  public ScoredRows rows() {
    return scored.orElseThrow(() -> new NotOpen(label).refused());
  }

  /** Returns what it takes to run the version; empty for a selection of rows. */
  Optional<RunCost> cost() {
    return scored.map(ScoredRows::cost).orElseGet(beside::cost);
  }

  /** Returns the same version, of which more is known. */
  public GateSubject with(Beside known) {
    return new GateSubject(scored, label, data, holdout, part, known);
  }

  /** Returns the version on all held-out rows. */
  GateSubject whole() {
    return part.map(Part::of).orElse(this);
  }

  /** Returns the value of each column that selects the rows. */
  Map<String, String> columns() {
    return part.map(Part::columns).orElse(Map.of());
  }

  /** Returns {@link #columns} and more. */
  Map<String, String> columnsAnd(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(columns());
    more.forEach(
        (column, value) -> checkUnset(all.put(column, value), "slice", "column " + column));
    return all;
  }

  /**
   * Returns the version on the rows of a slice of these, without baselines.
   *
   * @throws NotFoundException if there are no such rows
   */
  GateSubject where(Subject.Slice slice, HeldOutSlices slices) {
    Map<String, String> columns = columnsAnd(slice.columns());
    SliceRows selected = slices.of(columns);
    selected
        .problem()
        .ifPresent(
            why -> {
              throw new NotFoundException(slice.words() + ": " + why);
            });
    return on(columns, selected.places());
  }

  /**
   * Returns the version on the rows of each value of a column, without baselines.
   *
   * @throws NotFoundException if there are no such groups
   */
  Map<String, GateSubject> by(String column, HeldOutSlices slices) {
    Map<String, GateSubject> groups = new TreeMap<>();
    for (String value : slices.values(column)) {
      Map<String, String> columns = columnsAnd(Map.of(column, value));
      int[] places = slices.of(columns).places();
      if (places.length > 0) {
        groups.put(value, on(columns, places));
      }
    }
    return groups;
  }

  private GateSubject on(Map<String, String> columns, int[] places) {
    GateSubject whole = whole();
    return new GateSubject(
        Optional.of(whole.rows().only(places)),
        label,
        data,
        new RowsAt(whole.holdout, places),
        Optional.of(new Part(whole, columns)),
        beside);
  }

  /** Returns a metric of these rows in words. */
  String words(String metric) {
    String name = rows().fullName(metric);
    return columns().isEmpty() ? name : ShownCell.line(new Subject.Slice(name, columns()).words());
  }

  /**
   * Returns the version on some of the rows.
   *
   * @param places their places
   * @param some the same rows of the holdout
   */
  public GateSubject among(int[] places, Rows some) {
    return new GateSubject(
        Optional.of(rows().among(places)), label, data, some, Optional.empty(), beside);
  }

  /** Returns the metrics on these rows. */
  Evaluation evaluation() {
    return rows().evaluation(label, data);
  }
}
