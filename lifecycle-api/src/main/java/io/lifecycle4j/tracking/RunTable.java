package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.number;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.tracking.spi.TableWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A table of facts, such as those of several runs; a cell may be missing.
 *
 * <p>Immutable.
 */
public final class RunTable {
  private static final int DIGITS = 6;

  private final String corner;
  private final List<String> columns;
  private final Map<String, Map<String, String>> rows;

  private RunTable(String corner, List<String> columns, Map<String, Map<String, String>> rows) {
    this.corner = corner;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Lists runs with their parameters and latest metrics. Values of metrics are rounded to 6 digits,
   * and system metrics are left out; the records contain everything.
   *
   * @param runs the runs
   * @return a row for each run, named by {@link #names}, with the columns {@code status}, {@code
   *     start} and {@code duration}, followed by sorted columns such as {@code metrics.loss} and
   *     {@code params.lr}
   */
  public static RunTable of(List<RunRecord> runs) {
    List<String> names = names(runs);
    Set<String> columns = new TreeSet<>();
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Map<String, String> cells = values(runs.get(i));
      columns.addAll(cells.keySet());
      begin(runs.get(i), cells);
      rows.put(names.get(i), cells);
    }
    List<String> order = new ArrayList<>(List.of("status", "start", "duration"));
    order.addAll(columns);
    return of("run", order, rows);
  }

  private static Map<String, String> values(RunRecord run) {
    Map<String, String> cells = new HashMap<>();
    run.params().forEach((name, value) -> cells.put("params." + name, value.text()));
    run.metrics()
        .forEach(
            (name, of) -> {
              if (!name.startsWith(RunRecord.SYSTEM)) {
                cells.put("metrics." + name, rounded(of.last().value()));
              }
            });
    return cells;
  }

  private static void begin(RunRecord run, Map<String, String> cells) {
    cells.put("status", run.status() + (run.deleted() ? " deleted" : ""));
    cells.put("start", run.info().started().truncatedTo(ChronoUnit.SECONDS).toString());
    run.duration().ifPresent(took -> cells.put("duration", shown(took)));
  }

  private static String shown(Duration took) {
    String iso = took.truncatedTo(ChronoUnit.MILLIS).toString();
    return iso.substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  /**
   * Returns a number as readable text.
   *
   * @param value the number
   * @return the number with at most 6 significant digits
   */
  public static String rounded(double value) {
    double shown =
        Double.isFinite(value)
            ? new BigDecimal(value).round(new MathContext(DIGITS)).doubleValue()
            : value;
    return number(shown == 0 ? value : shown); // Keeps the sign of a zero.
  }

  /**
   * Returns a table.
   *
   * @param corner the title of the column of row names
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
   * Returns unique display names of runs.
   *
   * @param runs the runs, each once
   * @return the name of each run; if any two names are the same, each name followed by the id
   */
  public static List<String> names(List<RunRecord> runs) {
    List<String> ids = copy(runs, "runs").stream().map(RunRecord::id).toList();
    Set<String> seen = new HashSet<>();
    ids.forEach(id -> check(seen.add(id), "Invalid table: run %s is there twice", id));
    List<String> names = runs.stream().map(run -> run.info().name()).toList();
    for (RunRecord run : runs) {
      boolean ofAnother = seen.contains(run.info().name()) && !run.id().equals(run.info().name());
      names = ofAnother ? List.of() : names;
    }
    if (isEachOnce(names, ids)) {
      return names;
    }
    List<String> both = runs.stream().map(RunTable::named).toList();
    return isEachOnce(both, ids) ? both : ids;
  }

  private static boolean isEachOnce(List<String> names, List<String> ids) {
    return new HashSet<>(names).size() == ids.size();
  }

  /** Returns the name of a run and its id, unless that is its name. */
  static String named(RunRecord run) {
    String name = run.info().name();
    return name.equals(run.id()) ? name : name + " (" + run.id() + ")";
  }

  /**
   * Returns the title of the column of row names.
   *
   * @return the title, such as {@code run} or {@code param}
   */
  public String corner() {
    return corner;
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
   * @return the text of the cell, or empty if it is missing
   */
  public Optional<String> find(String row, String column) {
    Map<String, String> cells = rows.getOrDefault(required(row, "row"), Map.of());
    return Optional.ofNullable(cells.get(required(column, "column")));
  }

  /**
   * Returns the table as readable text.
   *
   * @return Markdown; text from outside is escaped, long values are truncated, missing cells are
   *     empty
   */
  public String markdown() {
    return writer().markdown(this);
  }

  static TableWriter writer() {
    return Preconditions.service(TableWriter.class, "write a table");
  }

  /**
   * Returns the table as Markdown.
   *
   * @return {@link #markdown()}
   */
  @Override
  public String toString() {
    return markdown();
  }
}
