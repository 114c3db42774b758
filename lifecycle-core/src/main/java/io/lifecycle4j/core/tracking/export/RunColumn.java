package io.lifecycle4j.core.tracking.export;

import io.lifecycle4j.core.data.CsvLine;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunRecord;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table of runs: parts of the run first, then parameters, metrics and tags by name.
 *
 * @param name the name of the parameter, metric or tag; empty for a part of the run
 */
record RunColumn(Kind kind, String name) implements Comparable<RunColumn> {
  private static final Comparator<RunColumn> ORDER =
      Comparator.comparing(RunColumn::kind).thenComparing(RunColumn::name);

  /** In the order of the table. */
  enum Kind {
    RUN,
    EXPERIMENT,
    NAME,
    STATUS,
    STARTED,
    ENDED,
    CAUSE,
    PARENT,
    DELETED,
    PARAMS,
    METRICS,
    TAGS
  }

  /** Adds the columns that a run needs. */
  static void addAll(RunRecord run, Set<RunColumn> columns) {
    for (Kind kind : Kind.values()) {
      if (kind.compareTo(Kind.PARAMS) < 0) {
        columns.add(new RunColumn(kind, ""));
      }
    }
    run.params().keySet().forEach(name -> columns.add(new RunColumn(Kind.PARAMS, name)));
    run.metrics().keySet().forEach(name -> columns.add(new RunColumn(Kind.METRICS, name)));
    run.tags().keySet().forEach(name -> columns.add(new RunColumn(Kind.TAGS, name)));
  }

  String header() {
    String group = kind.name().toLowerCase(Locale.ROOT);
    return name.isEmpty() ? group : group + "." + name;
  }

  void write(RunRecord run, CsvLine csv) {
    switch (kind) {
      case STATUS -> csv.exact(run.status().name());
      case STARTED -> csv.exact(run.info().started().toString());
      case ENDED -> csv.exact(run.end().map(end -> end.time().toString()).orElse(null));
      case DELETED -> csv.exact(Boolean.toString(run.deleted()));
      case METRICS -> csv.exact(run.metric(name).map(value -> Double.toString(value)).orElse(null));
      default -> csv.text(text(run));
    }
  }

  private @Nullable String text(RunRecord run) {
    return switch (kind) {
      case RUN -> run.id();
      case EXPERIMENT -> run.info().experiment();
      case NAME -> run.info().name();
      case CAUSE -> run.end().map(RunEnd::cause).filter(text -> !text.isEmpty()).orElse(null);
      case PARENT -> run.info().parent().orElse(null);
      case PARAMS -> {
        Param param = run.params().get(name);
        yield param == null ? null : param.text();
      }
      default -> run.tags().get(name);
    };
  }

  @Override
  public int compareTo(RunColumn other) {
    return ORDER.compare(this, other);
  }
}
