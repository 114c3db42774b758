package io.lifecycle4j.core.badinputs;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import java.util.List;

/** Facts that are as hard to compare as any. */
final class HostileFacts implements Facts {
  private static final List<String> TEXTS =
      List.of("a".repeat(100_000) + "!", "", "9".repeat(9_999));

  @Override
  public Double number(Subject subject) {
    return Double.NaN;
  }

  @Override
  public List<String> texts(Subject subject) {
    return TEXTS;
  }
}
