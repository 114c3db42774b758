package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Lengths;
import org.jspecify.annotations.Nullable;

/** Collects what a profile says of a column of texts. */
final class TextSummary implements ColumnSummary {
  private final FrequentTexts texts;
  private final @Nullable DistinctSketch distinct;
  private long count;
  private long missing;
  private double characters;
  private int shortest = Integer.MAX_VALUE;
  private int longest;

  TextSummary(boolean sketched, boolean isPrivate) {
    texts = new FrequentTexts(isPrivate);
    distinct = sketched ? new DistinctSketch() : null;
  }

  void add(String value) {
    count++;
    if (value.isEmpty()) {
      missing++;
      return;
    }
    texts.add(value);
    if (distinct != null) {
      distinct.add(SplitMix64.hash(value));
    }
    characters += value.length();
    shortest = Math.min(shortest, value.length());
    longest = Math.max(longest, value.length());
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public void merge(ColumnSummary later) {
    TextSummary other = (TextSummary) later;
    count += other.count;
    missing += other.missing;
    texts.merge(other.texts);
    if (distinct != null && other.distinct != null) {
      distinct.merge(other.distinct);
    }
    characters += other.characters;
    shortest = Math.min(shortest, other.shortest);
    longest = Math.max(longest, other.longest);
  }

  @Override
  public void merge(ColumnProfile later) {
    long values = later.count() - later.missing();
    count += later.count();
    missing += later.missing();
    texts.merge(later.categories());
    if (values == 0) {
      return;
    }
    if (distinct != null) {
      distinct.merge(
          DistinctSketch.read(
              ColumnSummary.kept(later.distinct(), later, "number of different values")));
    }
    Lengths lengths = ColumnSummary.kept(later.lengths(), later, "lengths");
    characters += lengths.mean() * values;
    shortest = Math.min(shortest, lengths.min());
    longest = Math.max(longest, lengths.max());
  }

  @Override
  public long categoriesSize() {
    return texts.size();
  }

  @Override
  public ColumnProfile profile(String name, long room) {
    ColumnProfile.Builder column =
        ColumnProfile.builder(name, count, missing).categories(texts.categories(room));
    if (distinct != null) {
      column.distinct(distinct.distinct());
    }
    if (count > missing) {
      column.lengths(new Lengths(shortest, longest, characters / (count - missing)));
    }
    return column.build();
  }
}
