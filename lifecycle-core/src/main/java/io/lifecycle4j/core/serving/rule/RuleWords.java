package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.condition.NumericSubject;
import io.lifecycle4j.condition.WatchSubject;
import java.util.Locale;

/** Figures of rules in words. */
final class RuleWords {
  private RuleWords() {}

  static String value(NumericSubject subject, double value) {
    if (subject instanceof WatchSubject.Rate) {
      return String.format(Locale.ROOT, "%.2f %%", 100 * value);
    }
    return subject instanceof WatchSubject.Latency
        ? String.format(Locale.ROOT, "%.3f ms", value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
