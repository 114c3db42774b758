package io.lifecycle4j.condition;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Shared checks of composite conditions.
 *
 * <p>Nested conjunctions are flattened, because the text form has no parentheses there and must
 * parse to an equal condition. Depth is bounded when a condition is built, so that recursion over
 * it is safe.
 */
final class Tree {
  private Tree() {}

  static List<Condition> conjoined(List<Condition> parts) {
    List<Condition> flat = new ArrayList<>();
    for (Condition part : copy(parts, "conditions")) {
      flat.addAll(part instanceof Condition.And and ? and.parts() : List.of(part));
    }
    checkDepth(flat);
    return List.copyOf(flat);
  }

  static List<Condition> disjoined(List<Condition> parts) {
    List<Condition> flat = new ArrayList<>();
    for (Condition part : copy(parts, "conditions")) {
      flat.addAll(part instanceof Condition.Or or ? or.parts() : List.of(part));
    }
    checkDepth(flat);
    return List.copyOf(flat);
  }

  /** Checks that a condition of these parts is not nested too deeply. */
  static void checkDepth(List<Condition> parts) {
    int depth = 1 + deepest(parts);
    check(
        depth <= Conditions.MAX_DEPTH,
        "Invalid condition: nested %s deep (must be at most %s)",
        depth,
        Conditions.MAX_DEPTH);
  }

  private static int deepest(List<Condition> parts) {
    int deepest = 0;
    for (Condition part : parts) {
      List<Condition> inner = parts(part);
      deepest = Math.max(deepest, inner.isEmpty() ? 0 : 1 + deepest(inner));
    }
    return deepest;
  }

  /** Returns the parts of a condition. */
  static List<Condition> parts(Condition condition) {
    if (condition instanceof Condition.And and) {
      return and.parts();
    }
    if (condition instanceof Condition.Or or) {
      return or.parts();
    }
    return condition instanceof Condition.Not not ? List.of(not.condition()) : List.of();
  }

  static Set<Subject> subjects(Condition condition) {
    Set<Subject> subjects = new LinkedHashSet<>();
    collect(condition, subjects);
    return Collections.unmodifiableSet(subjects);
  }

  private static void collect(Condition condition, Set<Subject> subjects) {
    if (condition instanceof NumberComparison comparison) {
      subjects.add(comparison.subject());
    } else if (condition instanceof TextComparison comparison) {
      subjects.add(comparison.subject());
    } else if (condition instanceof Condition.Missing missing) {
      subjects.add(missing.subject());
    } else if (condition instanceof Condition.Present present) {
      subjects.add(present.subject());
    } else {
      parts(condition).forEach(part -> collect(part, subjects));
    }
  }

  static boolean known(Facts facts, Subject subject) {
    return subject instanceof TextualSubject
        ? !facts.texts(subject).isEmpty()
        : facts.number(subject).isPresent();
  }

  static String words(List<Condition> parts, String between) {
    return parts.stream().map(Condition::words).collect(Collectors.joining(between, "(", ")"));
  }
}
