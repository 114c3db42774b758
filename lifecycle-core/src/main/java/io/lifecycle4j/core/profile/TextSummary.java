package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.core.profile.Profiler.ColumnSummary;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.ColumnProfileBuilder;
import io.lifecycle4j.profile.Profile.Lengths;
import org.jspecify.annotations.Nullable;

final class TextSummary implements ColumnSummary {
  private final FrequentTexts texts;
  private final @Nullable GivenCells given;
  private final DistinctSketch distinct = new DistinctSketch();
  private long count;
  private long missing;
  private double characters;
  private int shortest = Integer.MAX_VALUE;
  private int longest;

  /** Begins a summary; the categories are the given ones, or the most frequent if null. */
  TextSummary(boolean isPrivate, @Nullable GivenCells given) {
    texts = new FrequentTexts(isPrivate);
    this.given = given;
  }

  void add(String value) {
    count++;
    if (value.isEmpty()) {
      missing++;
      return;
    }
    if (given == null) {
      texts.add(value);
    } else {
      given.add(value);
    }
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
    ColumnProfileBuilder column =
        ColumnProfile.builder(name, count, missing)
            .categories(given == null ? texts.categories(room) : given.categories())
            .distinct(distinct.distinct());
    if (count > missing) {
      column.lengths(new Lengths(shortest, longest, characters / (count - missing)));
    }
    return column.build();
  }
}
