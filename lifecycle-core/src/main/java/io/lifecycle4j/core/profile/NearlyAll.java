package io.lifecycle4j.core.profile;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Finds the few texts of a column that differ in type from all others. Not thread-safe. */
final class NearlyAll {
  /** The most odd texts that are reported, for each one that fits. */
  private static final double FEW = 0.1;

  /** At least this many odd texts are examined, however few others there are. */
  private static final int PATIENCE = 100;

  private static final int SHOWN = 3;
  private static final int LONGEST = 40;
  private static final Set<String> NO_VALUE =
      Set.of("n/a", "#n/a", "na", "nan", "null", "nil", "none", "missing", "unknown", "-", "?");

  private final String what;
  private final Map<String, String> places = new LinkedHashMap<>();
  private long fitting;
  private long odd;

  NearlyAll(String what) {
    this.what = what;
  }

  /** Returns whether the odd texts may still turn out to be few. */
  boolean looks() {
    return odd < PATIENCE || odd <= fitting;
  }

  void add(boolean fits, String text, Supplier<String> place) {
    if (fits) {
      fitting++;
      return;
    }
    odd++;
    if (places.size() < SHOWN) {
      places.computeIfAbsent(shown(text), key -> place.get());
    }
  }

  /** Describes the odd texts and their places; empty if there are none or many. */
  Optional<String> sentence() {
    if (odd == 0 || odd > FEW * fitting) {
      return Optional.empty();
    }
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT, "%,d of %,d values are %s; not ", fitting, fitting + odd, what));
    String between = "";
    boolean missing = false;
    for (Map.Entry<String, String> one : places.entrySet()) {
      text.append(between).append(one.getValue()).append(": '").append(one.getKey()).append('\'');
      missing |= NO_VALUE.contains(one.getKey().toLowerCase(Locale.ROOT));
      between = ", ";
    }
    if (odd > places.size()) {
      text.append(String.format(Locale.ROOT, " and %,d more", odd - places.size()));
    }
    return Optional.of(text.append(missing ? " (a missing value of the dialect?)" : "").toString());
  }

  /** Shortens a text, and replaces characters that would break its line. */
  private static String shown(String text) {
    int end =
        text.codePointCount(0, text.length()) <= LONGEST
            ? text.length()
            : text.offsetByCodePoints(0, LONGEST);
    String cut = text.substring(0, end).replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
    return end < text.length() ? cut + "…" : cut;
  }
}
