package io.lifecycle4j.core.registry;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.condition.VersionPart;
import io.lifecycle4j.core.condition.PageCursor;
import io.lifecycle4j.core.condition.SortKeys;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.VersionPage;
import io.lifecycle4j.registry.VersionQuery;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Searches versions of a registry, whose runs are in a tracker. Thread-safe. */
record VersionSearch(ModelRegistry registry, ExperimentTracker tracker) {
  /** The last ordering, so that a page ends at one version of all. */
  private static final Ordering BY_MODEL = VersionPart.MODEL.ascending();

  /** A version that matches. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(RegisteredVersion version, @Nullable Object[] keys) {}

  VersionPage page(VersionQuery query) {
    List<Ordering> orders = new ArrayList<>(query.orderBy());
    orders.add(BY_MODEL);
    SortKeys sorting = new SortKeys(orders);
    List<Row> rows = rows(query, sorting);
    rows.sort((a, b) -> sorting.compare(a.keys, place(a), b.keys, place(b)));
    query
        .cursor()
        .map(text -> PageCursor.read(text, text(query), sorting))
        .ifPresent(
            after ->
                rows.removeIf(
                    row ->
                        sorting.compare(row.keys, place(row), after.keys(), after.place()) <= 0));
    List<Row> page = rows.subList(0, Math.min(query.limit(), rows.size()));
    Optional<String> next = Optional.empty();
    if (page.size() < rows.size()) {
      Row last = page.get(page.size() - 1);
      next = Optional.of(new PageCursor(last.keys, place(last)).write(text(query)));
    }
    return new VersionPage(page.stream().map(Row::version).toList(), next);
  }

  private static long place(Row row) {
    return row.version.number();
  }

  private List<Row> rows(VersionQuery query, SortKeys sorting) {
    Condition where = query.where().orElse(Conditions.always());
    KnownSubjects known = KnownSubjects.of(query);
    List<Row> rows = new ArrayList<>();
    for (String model : models(query)) {
      ModelState state = new ModelVersions(model, registry).state();
      QueriedVersion.Around around = QueriedVersion.Around.of(state, tracker);
      for (RegisteredVersion version : state.versions()) {
        QueriedVersion facts = new QueriedVersion(version, around);
        if (version.removal().isDeleted()) {
          continue;
        }
        known.add(facts);
        if (where.holds(facts)) {
          @Nullable Object[] keys = new @Nullable Object[sorting.size()];
          sorting.read(facts, keys);
          rows.add(new Row(version, keys));
        }
      }
    }
    known.check();
    return rows;
  }

  /** Returns the models to search; throws a NotFoundException if there is none of a name. */
  private List<String> models(VersionQuery query) {
    List<String> all = registry.models();
    for (String model : query.models()) {
      if (!all.contains(model)) {
        throw Governance.unknown("Cannot search " + model, model, all);
      }
    }
    return query.models().isEmpty() ? all : List.copyOf(query.models());
  }

  /** Returns models, condition and order; the page length may change between pages. */
  private static String text(VersionQuery query) {
    return new TreeSet<>(query.models())
        + "\n"
        + query.orderBy()
        + "\n"
        + query.where().map(Object::toString).orElse("");
  }
}
