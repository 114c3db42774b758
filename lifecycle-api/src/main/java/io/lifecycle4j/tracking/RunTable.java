package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Facts of several runs side by side; a cell may be missing.
 *
 * <p>Immutable.
 */
public final class RunTable {
  private final String corner;
  private final List<String> columns;
  private final Map<String, Map<String, String>> rows;

  private RunTable(String corner, List<String> columns, Map<String, Map<String, String>> rows) {
    this.corner = corner;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Lists the parameters and the latest metrics of runs.
   *
   * @param runs the runs
   * @return a row for each run, named as {@link #names} does, with columns such as {@code
   *     metrics.loss} and {@code params.lr}, sorted
   */
  public static RunTable of(List<RunRecord> runs) {
    List<String> names = names(runs);
    Set<String> columns = new TreeSet<>();
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Map<String, String> cells = new HashMap<>();
      RunRecord run = runs.get(i);
      run.params().forEach((name, value) -> cells.put("params." + name, value.text()));
      run.metrics()
          .forEach((name, of) -> cells.put("metrics." + name, Double.toString(of.last().value())));
      columns.addAll(cells.keySet());
      rows.put(names.get(i), cells);
    }
    return of("run", columns, rows);
  }

  /**
   * Makes a table.
   *
   * @param corner says what the rows are
   * @param columns the columns, in order
   * @param rows the cells of each row by their columns, in the order of the map
   * @return the table
   */
  public static RunTable of(
      String corner, Collection<String> columns, Map<String, Map<String, String>> rows) {
    List<String> order = copy(new ArrayList<>(required(columns, "columns")), "columns");
    check(Set.copyOf(order).size() == order.size(), "Invalid table: a column is there twice");
    Map<String, Map<String, String>> copied = new LinkedHashMap<>();
    required(rows, "rows")
        .forEach((name, cells) -> copied.put(required(name, "name of a row"), copy(cells, name)));
    Map<String, Map<String, String>> fixed = Collections.unmodifiableMap(copied);
    return new RunTable(required(corner, "corner"), order, fixed);
  }

  /**
   * Names runs for people so that no two are called the same.
   *
   * @param runs the runs, each once
   * @return the name of each run, or its id if another has the same name
   */
  public static List<String> names(List<RunRecord> runs) {
    Set<String> ids = new HashSet<>();
    Map<String, Integer> uses = new HashMap<>();
    for (RunRecord run : copy(runs, "runs")) {
      check(ids.add(run.id()), "Invalid table: run %s is there twice", run.id());
      uses.merge(run.info().name(), 1, Integer::sum);
      uses.merge(run.id(), run.id().equals(run.info().name()) ? 0 : 1, Integer::sum);
    }
    Function<RunRecord, String> name =
        run -> uses.getOrDefault(run.info().name(), 0) == 1 ? run.info().name() : run.id();
    return runs.stream().map(name).toList();
  }

  /**
   * Returns the columns.
   *
   * @return their names, in order
   */
  public List<String> columns() {
    return columns;
  }

  /**
   * Returns the rows.
   *
   * @return their names, in order
   */
  public List<String> rows() {
    return List.copyOf(rows.keySet());
  }

  /**
   * Finds a cell.
   *
   * @param row the name of its row
   * @param column the name of its column
   * @return what stands there, or empty if it is missing
   */
  public Optional<String> find(String row, String column) {
    Map<String, String> cells = rows.getOrDefault(required(row, "row"), Map.of());
    return Optional.ofNullable(cells.get(required(column, "column")));
  }

  /**
   * Writes the table for people to read.
   *
   * @return Markdown; what came from outside is escaped, long values are cut, missing cells empty
   */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    line(text, corner, columns);
    text.append("| --- ").append("| --- ".repeat(columns.size())).append("|\n");
    rows.forEach((name, cells) -> line(text, name, cells(cells)));
    return text.toString();
  }

  private List<String> cells(Map<String, String> row) {
    List<String> cells = new ArrayList<>();
    columns.forEach(column -> cells.add(row.getOrDefault(column, "")));
    return cells;
  }

  private static void line(StringBuilder text, String name, List<String> cells) {
    text.append("| ").append(MarkdownCell.cut(name, 0)).append(" |");
    cells.forEach(cell -> text.append(' ').append(MarkdownCell.cut(cell, 0)).append(" |"));
    text.append('\n');
  }

  @Override
  public String toString() {
    return rows.size() + " rows of " + columns.size() + " columns";
  }
}
