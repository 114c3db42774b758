package io.lifecycle4j.validation;

import static io.lifecycle4j.error.Preconditions.number;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Phrases that the sentences of rules share. */
final class Sentence {
  private static final int SHOWN = 5;

  private Sentence() {}

  /** Lists only the first values, so that a long list stays readable. */
  static String list(List<String> values) {
    String first = String.join(", ", values.subList(0, Math.min(SHOWN, values.size())));
    return values.size() <= SHOWN ? first : first + " and " + (values.size() - SHOWN) + " others";
  }

  static String percent(double share) {
    return number(Math.round(share * 1e6) / 1e4) + " %";
  }

  static String duration(Duration duration) {
    boolean days = duration.toSeconds() % 86_400 == 0 && duration.toNanosPart() == 0;
    return days
        ? duration.toDays() + " days"
        : duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
