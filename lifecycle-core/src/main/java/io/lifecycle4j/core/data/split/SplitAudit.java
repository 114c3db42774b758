package io.lifecycle4j.core.data.split;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitReport;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Audits a split by its rows rather than by its plan: the promises of the plan are verified, not
 * assumed. Not thread-safe.
 */
public final class SplitAudit {
  private static final int MAX_CLASSES = 100;
  private static final String OTHER = "(other)";

  private final SplitPlan base;
  private final RowHash content;
  private final Overlap rows = new Overlap();
  private final Map<String, Key> keys = new TreeMap<>();
  private final @Nullable ClassCell label;
  private final @Nullable TimeCell time;
  private final Map<SplitRole, Found> found = new EnumMap<>(SplitRole.class);

  private SplitAudit(SplitPlan base, Schema schema) {
    this.base = base;
    String named = Assignment.named(base);
    this.content = new RowHash(schema, named == null ? -1 : Roles.column(schema, named));
    if (base instanceof SplitPlan.ByKey by) {
      addKey(by.columns(), schema);
    }
    addKey(schema.withRole(ColumnRole.ID).stream().map(Column::name).toList(), schema);
    this.label = label(base, schema);
    this.time = time(base, schema);
  }

  private void addKey(List<String> columns, Schema schema) {
    if (!columns.isEmpty()) {
      String name = String.join(", ", columns);
      keys.put(name, new Key(RowHash.of(schema, columns), new Overlap()));
    }
  }

  private static @Nullable ClassCell label(SplitPlan base, Schema schema) {
    if (base instanceof SplitPlan.Stratified by) {
      return new ClassCell(schema, by.label());
    }
    for (Column column : schema.withRole(ColumnRole.LABEL)) {
      if (column.type().isText() || column.type() == DataType.BOOLEAN) {
        return new ClassCell(schema, column.name());
      }
    }
    return null;
  }

  private static @Nullable TimeCell time(SplitPlan base, Schema schema) {
    if (base instanceof SplitPlan.ByTime by) {
      return new TimeCell(schema, by.column());
    }
    for (Column column : schema.withRole(ColumnRole.TIME)) {
      if (column.type().isNumber()) {
        return new TimeCell(schema, column.name());
      }
    }
    return null;
  }

  /**
   * Reads all rows, and reports what was found.
   *
   * @param version the name of the divided version
   */
  public static SplitReport of(String version, SplitPlan plan, Rows all, Assignment roles) {
    SplitAudit audit = new SplitAudit(SplitPlan.Refined.of(plan).base(), all.schema());
    int[] next = new int[1];
    all.forEach(
        row -> {
          SplitRole role = roles.of(next[0]++);
          if (role != null) {
            audit.add(role, row);
          }
        });
    return audit.report(version, plan, roles);
  }

  private void add(SplitRole role, Row row) {
    rows.add(role, content.of(row));
    keys.values().forEach(key -> key.overlap.add(role, key.hash.of(row)));
    found.computeIfAbsent(role, ignored -> new Found()).add(row, label, time);
  }

  private SplitReport report(String version, SplitPlan plan, Assignment roles) {
    long duplicates = rows.count();
    Map<String, Long> overlaps = new TreeMap<>();
    keys.forEach((name, key) -> overlaps.put(name, key.overlap.count()));
    List<SplitReport.Part> parts =
        found.entrySet().stream()
            .map(entry -> entry.getValue().part(entry.getKey(), time))
            .toList();
    long used = parts.stream().mapToLong(SplitReport.Part::rows).sum();
    return new SplitReport(
        version,
        plan,
        roles.rows(),
        roles.rows() - used - roles.duplicates(),
        roles.duplicates(),
        duplicates,
        overlaps,
        parts,
        problems(duplicates, overlaps));
  }

  private List<String> problems(long duplicates, Map<String, Long> overlaps) {
    List<String> problems = new ArrayList<>();
    if (duplicates > 0) {
      problems.add(duplicates + " different rows are in more than one role");
    }
    if (base
        instanceof
        SplitPlan.ByKey) { // a key split also separates the groups of columns with the role ID
      overlaps.forEach(
          (key, torn) -> {
            if (torn > 0) {
              problems.add(torn + " groups of " + key + " are in more than one role");
            }
          });
    }
    if (base instanceof SplitPlan.ByTime && time != null) {
      problems.addAll(disorder(time));
    }
    if (holdsOut(base) && !found.isEmpty() && !found.containsKey(SplitRole.HOLDOUT)) {
      problems.add("no row is held out, though the plan says so: no model can be judged by it");
    }
    return problems;
  }

  private static boolean holdsOut(SplitPlan base) {
    if (base instanceof SplitPlan.ByHash by) {
      return by.holdout() > 0;
    }
    if (base instanceof SplitPlan.ByKey by) {
      return by.holdout() > 0;
    }
    if (base instanceof SplitPlan.Stratified by) {
      return by.holdout() > 0;
    }
    if (base instanceof SplitPlan.ByTimeShares by) {
      return by.holdout() > 0;
    }
    return base instanceof SplitPlan.ByColumn
        || (base instanceof SplitPlan.ByTime by && by.holdoutFrom().isPresent());
  }

  private List<String> disorder(TimeCell cell) {
    List<String> problems = new ArrayList<>();
    SplitRole[] order = {SplitRole.TRAIN, SplitRole.VALIDATION, SplitRole.HOLDOUT};
    double last = Double.NEGATIVE_INFINITY;
    for (SplitRole role : order) {
      Found of = found.get(role);
      if (of != null && of.first <= last) {
        problems.add(role + " begins at " + cell.shown(of.first) + ", before an earlier role ends");
      }
      last = of == null ? last : Math.max(last, of.last);
    }
    return problems;
  }

  /** What was found in one role. */
  private static final class Found {
    private final Map<String, Long> classes = new TreeMap<>();
    private long rows;
    private double first = Double.POSITIVE_INFINITY;
    private double last = Double.NEGATIVE_INFINITY;

    void add(Row row, @Nullable ClassCell label, @Nullable TimeCell time) {
      rows++;
      if (label != null) {
        String name = label.shown(row);
        boolean known = classes.containsKey(name) || classes.size() < MAX_CLASSES;
        classes.merge(known ? name : OTHER, 1L, Long::sum);
      }
      double moment = time == null ? Double.NaN : time.of(row);
      if (Double.isFinite(moment)) {
        first = Math.min(first, moment);
        last = Math.max(last, moment);
      }
    }

    SplitReport.Part part(SplitRole role, @Nullable TimeCell time) {
      Optional<TimeCell> known = Optional.ofNullable(first > last ? null : time);
      return new SplitReport.Part(
          role,
          rows,
          classes,
          known.map(cell -> cell.shown(first)),
          known.map(cell -> cell.shown(last)));
    }
  }

  /** A key whose groups should not be in several roles. */
  private record Key(RowHash hash, Overlap overlap) {}

  /** Counts what is in more than one role, by hash: eight bytes for each row. */
  private static final class Overlap {
    private final Map<SplitRole, LongStream.Builder> hashes = new EnumMap<>(SplitRole.class);

    void add(SplitRole role, long hash) {
      hashes.computeIfAbsent(role, ignored -> LongStream.builder()).add(hash);
    }

    /** Returns how many different hashes are in more than one role; asked once. */
    long count() {
      LongStream.Builder all = LongStream.builder();
      for (LongStream.Builder ofRole : hashes.values()) {
        Arrays.stream(Cuts.sorted(ofRole)).distinct().forEach(all);
      }
      long[] sorted = Cuts.sorted(all);
      long count = 0;
      for (int i = 1; i < sorted.length; i++) {
        boolean first = i == 1 || sorted[i - 2] != sorted[i];
        count += sorted[i] == sorted[i - 1] && first ? 1 : 0;
      }
      return count;
    }
  }
}
