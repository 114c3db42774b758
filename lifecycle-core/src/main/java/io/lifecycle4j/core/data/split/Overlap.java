package io.lifecycle4j.core.data.split;

import io.lifecycle4j.data.SplitRole;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Counts what occurs in more than one role, by hash: eight bytes for each row. Not thread-safe. */
final class Overlap {
  private final Map<SplitRole, LongList> hashes = new EnumMap<>(SplitRole.class);

  void add(SplitRole role, long hash) {
    hashes.computeIfAbsent(role, ignored -> new LongList()).add(hash);
  }

  /** Returns how many distinct hashes occur in more than one role. */
  long count() {
    LongList all = new LongList();
    for (LongList ofRole : hashes.values()) {
      Arrays.stream(ofRole.sorted()).distinct().forEach(all::add);
    }
    long[] sorted = all.sorted();
    long count = 0;
    for (int i = 1; i < sorted.length; i++) {
      boolean first = i == 1 || sorted[i - 2] != sorted[i];
      count += sorted[i] == sorted[i - 1] && first ? 1 : 0;
    }
    return count;
  }
}
