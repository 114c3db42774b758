package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.core.profile.Profiler.ColumnSummary;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Lengths;

final class TextSummary implements ColumnSummary {
  private final FrequentTexts texts;
  private final DistinctSketch distinct = new DistinctSketch();
  private long count;
  private long missing;
  private double characters;
  private int shortest = Integer.MAX_VALUE;
  private int longest;

  TextSummary(boolean isPrivate) {
    texts = new FrequentTexts(isPrivate);
  }

  void add(String value) {
    count++;
    if (value.isEmpty()) {
      missing++;
      return;
    }
    texts.add(value);
    distinct.add(SplitMix64.hash(value));
    characters += value.length();
    shortest = Math.min(shortest, value.length());
    longest = Math.max(longest, value.length());
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long categoriesSize() {
    return texts.size();
  }

  @Override
  public ColumnProfile profile(String name, long room) {
    ColumnProfile.Builder column =
        ColumnProfile.builder(name, count, missing)
            .categories(texts.categories(room))
            .distinct(distinct.distinct());
    if (count > missing) {
      column.lengths(new Lengths(shortest, longest, characters / (count - missing)));
    }
    return column.build();
  }
}
