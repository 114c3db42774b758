package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.tracking.RunCatalog.Known;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds the runs that a query asks for. */
final class RunSearch {
  private RunSearch() {}

  /**
   * Finds a page.
   *
   * @param all every run, in the order of their start
   * @param record adds a run up
   */
  static RunPage page(RunQuery query, List<Known> all, Function<Known, RunRecord> record) {
    long after = query.cursor().map(RunSearch::place).orElse(0L);
    List<RunRecord> found = new ArrayList<>();
    long last = 0;
    for (Known run : all) {
      if (run.place() > after && isSeen(run, query)) {
        RunRecord summary = record.apply(run);
        if (query.where().map(where -> holds(where, summary)).orElse(true)) {
          if (found.size() == query.limit()) {
            return new RunPage(found, Optional.of(Long.toString(last)));
          }
          found.add(summary);
          last = run.place();
        }
      }
    }
    return new RunPage(found, Optional.empty());
  }

  private static long place(String cursor) {
    boolean known = cursor.matches("[1-9][0-9]{0,17}");
    check(known, "Invalid cursor: '%s' (must be what a page gave)", cursor);
    return Long.parseLong(cursor);
  }

  private static boolean isSeen(Known run, RunQuery query) {
    boolean there =
        switch (query.view()) {
          case ACTIVE -> !run.deleted();
          case DELETED -> run.deleted();
          default -> true;
        };
    return there
        && (query.experiments().isEmpty() || query.experiments().contains(run.info().experiment()));
  }

  private static boolean holds(Condition where, RunRecord run) {
    Map<String, Double> values = new HashMap<>();
    run.metrics().forEach((name, summary) -> values.put(name, summary.last().value()));
    return where.holds(values);
  }
}
