package io.lifecycle4j.core.tracking;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.condition.PageCursor;
import io.lifecycle4j.core.condition.SortKeys;
import io.lifecycle4j.core.tracking.RunCatalog.Known;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Searches runs, in blocks that do not change during the search. */
final class RunSearch {
  private static final Condition ANY = new Condition.And(List.of());

  private final RunQuery query;
  private final Condition where;
  private final SortKeys sorting;
  private final Function<Known, RunRecord> record;
  private final @Nullable PageCursor after;
  private final @Nullable Object[] keys;

  /** The first runs in order, the last of them on top; few compared with those visited. */
  private final PriorityQueue<Row> first = new PriorityQueue<>((a, b) -> compare(b, a));

  private boolean more;

  private RunSearch(RunQuery query, Function<Known, RunRecord> record) {
    this.query = query;
    this.where = query.where().orElse(ANY);
    this.sorting = new SortKeys(query.orderBy());
    this.record = record;
    this.after =
        query.cursor().map(text -> PageCursor.read(text, text(query), sorting)).orElse(null);
    this.keys = new @Nullable Object[sorting.size()];
  }

  /** Finds a page among all runs, given in the order of their start. */
  static RunPage page(RunQuery query, List<RunBlock> all, Function<Known, RunRecord> record) {
    RunSearch search = new RunSearch(query, record);
    Set<Subject> subjects = new HashSet<>(search.where.subjects());
    query.orderBy().stream().map(Ordering::subject).forEach(subjects::add);
    for (RunBlock block : all) {
      if (!search.isDone(block)) {
        search.look(block, block.asked(subjects));
      }
    }
    return search.page();
  }

  /**
   * A run that may be on the page.
   *
   * @param run its record, or null if it has ended and can be read again
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(Known known, @Nullable RunRecord run, @Nullable Object[] keys) {}

  private int compare(Row left, Row right) {
    return sorting.compare(left.keys, left.known.place(), right.keys, right.known.place());
  }

  /** Returns whether a block cannot change the page, which holds for most when ordered by start. */
  private boolean isDone(RunBlock block) {
    if (sorting.size() > 0) {
      return false;
    }
    List<Known> runs = block.runs();
    return more || (after != null && runs.get(runs.size() - 1).place() <= after.place());
  }

  private void look(RunBlock block, RunBlock.Asked asked) {
    List<Known> runs = block.runs();
    for (int i = 0; i < runs.size(); i++) {
      Known known = runs.get(i);
      if (isSeen(known)) {
        look(known, asked, i);
      }
    }
  }

  private void look(Known known, RunBlock.Asked asked, int place) {
    RunRecord run = null;
    if (known.state() == null) {
      run = find(known).orElse(null);
      if (run == null) {
        return;
      }
    }
    Facts facts = run == null ? asked.is(place) : new QueriedRun(run);
    if (where.holds(facts)) {
      sorting.read(facts, keys);
      take(known, run);
    }
  }

  /** Returns a run; empty if it was purged concurrently. */
  private Optional<RunRecord> find(Known known) {
    try {
      return Optional.of(record.apply(known));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  private boolean isSeen(Known run) {
    boolean there =
        switch (query.view()) {
          case ACTIVE -> !run.deleted();
          case DELETED -> run.deleted();
          default -> true;
        };
    return there
        && !run.purged()
        && (query.experiments().isEmpty() || query.experiments().contains(run.info().experiment()));
  }

  /** Adds a run with the keys just read, unless it lies before or after the page. */
  private void take(Known known, @Nullable RunRecord run) {
    long place = known.place();
    if (after != null && sorting.compare(keys, place, after.keys(), after.place()) <= 0) {
      return;
    }
    if (first.size() == query.limit()) {
      more = true;
      Row last = first.element();
      if (sorting.compare(keys, place, last.keys, last.known.place()) >= 0) {
        return;
      }
      first.remove();
    }
    first.add(new Row(known, run, keys.clone()));
  }

  private RunPage page() {
    List<RunRecord> runs = new ArrayList<>(first.size());
    Optional<String> next = Optional.empty();
    if (more) {
      Row last = first.element();
      next = Optional.of(new PageCursor(last.keys, last.known.place()).write(text(query)));
    }
    for (Row row : first.stream().sorted(this::compare).toList()) {
      Optional.ofNullable(row.run).or(() -> find(row.known)).ifPresent(runs::add);
    }
    return new RunPage(runs, next);
  }

  /** Returns experiments, condition, view and order; the page length may change between pages. */
  static String text(RunQuery query) {
    StringBuilder text = new StringBuilder();
    for (String name : new TreeSet<>(query.experiments())) {
      text.append(name.length()).append(':').append(name);
    }
    text.append('\n').append(query.view()).append('\n').append(query.orderBy());
    return text.append('\n').append(query.where().map(Object::toString).orElse("")).toString();
  }
}
