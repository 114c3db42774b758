package io.lifecycle4j.core.serving;

import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Task;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a function may answer, by the task that was declared. Immutable and thread-safe. */
abstract class AnswerRule {
  private AnswerRule() {}

  /** Returns the rule of a task. */
  static AnswerRule of(Task<?> task) {
    return task instanceof Classification classification
        ? new DeclaredClass(new LinkedHashSet<>(classification.classes()))
        : new FiniteNumber();
  }

  /** Tells whether a value is an answer. */
  abstract boolean allows(@Nullable Object value);

  /** One of the classes; any text where the task leaves them open. */
  private static final class DeclaredClass extends AnswerRule {
    private final Set<String> classes;

    DeclaredClass(Set<String> classes) {
      this.classes = classes;
    }

    @Override
    boolean allows(@Nullable Object value) {
      return value instanceof String text && (classes.isEmpty() || classes.contains(text));
    }

    @Override
    public String toString() {
      return classes.isEmpty() ? "a String" : "one of " + classes;
    }
  }

  /** A number that is one. */
  private static final class FiniteNumber extends AnswerRule {
    @Override
    boolean allows(@Nullable Object value) {
      return value instanceof Double number && Double.isFinite(number);
    }

    @Override
    public String toString() {
      return "a finite Double";
    }
  }
}
