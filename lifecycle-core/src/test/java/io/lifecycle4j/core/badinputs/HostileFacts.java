package io.lifecycle4j.core.badinputs;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import java.util.List;
import java.util.OptionalDouble;

/** Facts that are as hard to compare as any. */
final class HostileFacts implements Facts {
  private static final List<String> TEXTS =
      List.of("a".repeat(100_000) + "!", "", "9".repeat(9_999));

  @Override
  public OptionalDouble number(Subject subject) {
    return OptionalDouble.of(Double.NaN);
  }

  @Override
  public List<String> texts(Subject subject) {
    return TEXTS;
  }
}
