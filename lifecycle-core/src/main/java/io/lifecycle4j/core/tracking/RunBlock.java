package io.lifecycle4j.core.tracking;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.condition.SortKeys;
import io.lifecycle4j.core.tracking.RunCatalog.Known;
import io.lifecycle4j.core.tracking.RunStateFrame.Wanted;
import io.lifecycle4j.tracking.RunRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Some runs that do not change, with a column for each subject requested so far. A cell is an
 * OptionalDouble, a list of texts, or null. Thread-safe.
 */
final class RunBlock {
  /**
   * The number of runs, a trade-off: a change of a run discards the columns of its block, and a
   * search visits each block.
   */
  static final int SIZE = 1_024;

  /** Beyond this all are evicted, so that queries with ever new names do not fill the memory. */
  private static final int MAX_COLUMNS = 100;

  private final List<Known> runs;
  private final Map<Subject, @Nullable Object[]> columns = new ConcurrentHashMap<>();

  RunBlock(List<Known> runs) {
    this.runs = List.copyOf(runs);
  }

  List<Known> runs() {
    return runs;
  }

  /** Prepares the columns of subjects; runs that have not ended have no cells in them. */
  Asked asked(Set<Subject> subjects) {
    Map<Subject, @Nullable Object[]> asked = new HashMap<>();
    Map<Subject, @Nullable Object[]> missing = new HashMap<>();
    for (Subject subject : subjects) {
      @Nullable Object[] column = columns.get(subject);
      if (column == null) {
        column = new @Nullable Object[runs.size()];
        missing.put(subject, column);
      }
      asked.put(subject, column);
    }
    if (!missing.isEmpty()) {
      fill(missing);
      if (columns.size() + missing.size() > MAX_COLUMNS) {
        columns.clear();
      }
      columns.putAll(missing);
    }
    return new Asked(asked);
  }

  private void fill(Map<Subject, @Nullable Object[]> missing) {
    Map<Object, Object> same = new HashMap<>();
    Wanted wanted = Wanted.of(missing.keySet());
    for (int i = 0; i < runs.size(); i++) {
      RunRecord run = runs.get(i).ended(wanted);
      if (run != null) {
        QueriedRun facts = new QueriedRun(run);
        int place = i;
        missing.forEach(
            (subject, column) -> {
              Object value =
                  SortKeys.isNumber(subject) ? facts.number(subject) : facts.texts(subject);
              column[place] = same.computeIfAbsent(value, known -> known);
            });
      }
    }
  }

  /** A cursor over the facts of the runs of a block. Not thread-safe. */
  static final class Asked implements Facts {
    private final Map<Subject, @Nullable Object[]> columns;
    private int place;

    Asked(Map<Subject, @Nullable Object[]> columns) {
      this.columns = columns;
    }

    /** Moves to a run. */
    Asked is(int next) {
      place = next;
      return this;
    }

    private @Nullable Object value(Subject subject) {
      @Nullable Object[] column = columns.get(subject);
      if (column == null) {
        throw new IllegalStateException("No reader announced " + subject);
      }
      return column[place];
    }

    @Override
    public OptionalDouble number(Subject subject) {
      Object number = value(subject);
      return number == null ? OptionalDouble.empty() : (OptionalDouble) number;
    }

    @Override
    @SuppressWarnings("unchecked") // filled above
    public List<String> texts(Subject subject) {
      Object texts = value(subject);
      return texts == null ? List.of() : (List<String>) texts;
    }
  }
}
