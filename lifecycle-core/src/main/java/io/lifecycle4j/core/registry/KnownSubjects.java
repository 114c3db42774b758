package io.lifecycle4j.core.registry;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.VersionQuery;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the metrics and tags that a query compares or orders by, and no version has, though
 * versions have others: probably they are misspelt. Not thread-safe.
 */
final class KnownSubjects {
  /** The number of names that a message shows. */
  private static final int SHOWN = 5;

  private final Set<Subject> compared;
  private final Set<String> metrics = new TreeSet<>();
  private final Set<String> tags = new TreeSet<>();

  private KnownSubjects(Set<Subject> compared) {
    this.compared = compared;
  }

  static KnownSubjects of(VersionQuery query) {
    Set<Subject> compared = new HashSet<>();
    query.where().ifPresent(where -> compared(where).forEach(compared::add));
    query.orderBy().stream().map(Ordering::subject).forEach(compared::add);
    compared.removeIf(
        subject -> !(subject instanceof Subject.Metric || subject instanceof Subject.Tag));
    return new KnownSubjects(compared);
  }

  /** Returns the subjects of a condition, but for those of which it asks whether they are there. */
  private static Stream<Subject> compared(Condition condition) {
    if (condition instanceof Condition.And and) {
      return and.parts().stream().flatMap(KnownSubjects::compared);
    }
    if (condition instanceof Condition.Or or) {
      return or.parts().stream().flatMap(KnownSubjects::compared);
    }
    if (condition instanceof Condition.Not not) {
      return compared(not.condition());
    }
    boolean asks = condition instanceof Condition.Missing || condition instanceof Condition.Present;
    return asks ? Stream.empty() : condition.subjects().stream();
  }

  /** Adds what a version has. */
  void add(QueriedVersion version) {
    if (!compared.isEmpty()) {
      metrics.addAll(version.metrics().keySet());
      tags.addAll(version.version().notes().tags().keySet());
    }
  }

  /** Throws if no version has a metric, though some have others; the same of tags. */
  void check() {
    for (Subject subject : compared) {
      check(subject, "metric", subject instanceof Subject.Metric ? metrics : Set.of());
      check(subject, "tag", subject instanceof Subject.Tag ? tags : Set.of());
    }
  }

  private static void check(Subject subject, String kind, Collection<String> known) {
    if (known.isEmpty() || known.contains(subject.key())) {
      return;
    }
    String meant =
        SimilarNames.find(subject.key(), known)
            .or(() -> SimilarNames.findPart(subject.key(), known))
            .map(name -> "did you mean " + name + "? ")
            .orElse("");
    throw new InvalidValueException(
        String.format(
            "Invalid query: no version has the %s %s (%sthere are %s)",
            kind,
            subject.key(),
            meant,
            known.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (known.size() > SHOWN ? ", …" : "")));
  }
}
