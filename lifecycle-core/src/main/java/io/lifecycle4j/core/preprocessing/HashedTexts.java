package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.core.profile.DistinctSketch;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Counts the distinct texts of hashed columns.
 *
 * <p>A bucket carries information about a text only if that text, or one of the few others in the
 * bucket, was in the training rows. If texts hardly ever repeat, as sentences or identifiers,
 * buckets are noise.
 */
final class HashedTexts {
  /** The largest share of distinct texts without a warning. */
  private static final double MOST = 0.9;

  /** Fewer texts do not show how often texts repeat. */
  private static final long FEWEST = 100;

  private final List<Texts> columns = new ArrayList<>();

  HashedTexts(List<Step> steps, Schema input, int[] places) {
    for (Step step : steps) {
      if (step instanceof Step.Hash hash) {
        columns.add(new Texts(hash, places[input.indexOf(hash.column())]));
      }
    }
  }

  /** Counts the texts of a row, which is not kept. */
  void add(Row row) {
    columns.forEach(column -> column.add(row));
  }

  /** Returns a warning for each column whose texts are nearly all distinct. */
  List<String> warnings() {
    return columns.stream().filter(Texts::hardlyRepeat).map(Texts::warning).toList();
  }

  private static final class Texts {
    private final Step.Hash step;
    private final int place;
    private final DistinctSketch different = new DistinctSketch();
    private long count;

    Texts(Step.Hash step, int place) {
      this.step = step;
      this.place = place;
    }

    void add(Row row) {
      String text = row.text(place);
      if (!text.isEmpty()) {
        different.add(SplitMix64.hash(text));
        count++;
      }
    }

    private long distinct() {
      return Math.min(count, different.distinct().count());
    }

    boolean hardlyRepeat() {
      return count >= FEWEST && distinct() >= MOST * count;
    }

    String warning() {
      return String.format(
          Locale.ROOT,
          "hash(\"%s\", %d) carries almost no information: %d of %d texts in the training rows are"
              + " different (leave the column out, or hash a column of what repeats in it, such as a"
              + " word or a prefix)",
          step.column(),
          step.buckets(),
          distinct(),
          count);
    }
  }
}
