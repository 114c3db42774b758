package io.lifecycle4j.core.profile;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the most frequent of any number of texts.
 *
 * <p>Not thread-safe. Exact while there are at most {@value #CAPACITY} texts. Beyond, the counters
 * of Misra and Gries, "Finding repeated elements", 1982: each count may be too low by at most 1 /
 * {@value #CAPACITY} of all rows, which count as other. Memory: {@value #CAPACITY} texts of at most
 * {@value Profiler#MAX_TEXT} characters, about 1 MiB.
 */
final class FrequentTexts {
  static final int CAPACITY = 2_048;

  private final boolean isPrivate;
  private final Map<String, long[]> counts = new HashMap<>();
  private long other;

  /** Counts texts by their {@link TextKey}, public or private. */
  FrequentTexts(boolean isPrivate) {
    this.isPrivate = isPrivate;
  }

  void add(String text) {
    String key = isPrivate ? TextKey.ofPrivate(text) : TextKey.of(text);
    counts.computeIfAbsent(key, name -> new long[1])[0]++;
    shrink();
  }

  /** Returns the counts of as many of the most frequent texts as fit into {@code room}. */
  Map<String, Long> categories(long room) {
    Map<String, Long> rows = new TreeMap<>();
    long left = room;
    for (Map.Entry<String, long[]> text : frequent()) {
      left -= size(text.getKey());
      if (left < 0) {
        break;
      }
      rows.put(text.getKey(), text.getValue()[0]);
    }
    long told = rows.values().stream().mapToLong(Long::longValue).sum();
    long all = other + counts.values().stream().mapToLong(cell -> cell[0]).sum();
    if (all > told) {
      rows.merge(ColumnProfile.OTHER, all - told, Long::sum);
    }
    return rows;
  }

  /** Returns the size of all categories, in characters. */
  long size() {
    return frequent().stream().mapToLong(text -> size(text.getKey())).sum();
  }

  private static long size(String text) {
    return text.length() + (long) Profile.CATEGORY_CHARACTERS;
  }

  private List<Map.Entry<String, long[]>> frequent() {
    return counts.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, long[]>>comparingLong(entry -> -entry.getValue()[0])
                .thenComparing(Map.Entry::getKey))
        .limit(ColumnProfile.MAX_CATEGORIES)
        .toList();
  }

  /** Lowers all counters equally, until at most {@value #CAPACITY} are above zero. */
  private void shrink() {
    if (counts.size() <= CAPACITY) {
      return;
    }
    long[] sorted = counts.values().stream().mapToLong(cell -> cell[0]).toArray();
    Arrays.sort(sorted);
    long taken = sorted[sorted.length - 1 - CAPACITY];
    counts
        .values()
        .removeIf(
            cell -> {
              other += Math.min(taken, cell[0]);
              cell[0] -= taken;
              return cell[0] <= 0;
            });
  }
}
