package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.condition.NumericSubject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.core.condition.LiveFacts;
import java.util.Locale;

/** Figures of rules in words. */
final class RuleWords {
  private RuleWords() {}

  /** Returns where a live metric is for certain. */
  static String certain(NumericSubject subject, LiveFacts.Certain known) {
    return String.format(
        Locale.ROOT,
        " (%s to %s for certain, by %d labels)",
        value(subject, known.lower()),
        value(subject, known.upper()),
        known.labels());
  }

  static String value(NumericSubject subject, double value) {
    if (subject instanceof WatchSubject.Rate) {
      return String.format(Locale.ROOT, "%.2f %%", 100 * value);
    }
    return subject instanceof WatchSubject.Latency
        ? String.format(Locale.ROOT, "%.3f ms", value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
