package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.core.monitoring.Wording.move;
import static io.lifecycle4j.core.monitoring.Wording.share;

import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.profile.ColumnProfile;
import java.util.HashMap;
import java.util.Map;

/** Compares texts of a window with those of the reference. */
final class TextDivergence {
  private final ColumnProfile reference;
  private final ColumnProfile window;

  /** A hash map of the window's counts, since each text of the reference is looked up twice. */
  private final Map<String, Long> live;

  private final long unseenBefore;
  private final long unseenAfter;

  private TextDivergence(ColumnProfile reference, ColumnProfile window) {
    this.reference = reference;
    this.window = window;
    live = new HashMap<>(window.categories());
    long others = window.count() - window.missing();
    for (String text : reference.categories().keySet()) {
      others -= text.equals(ColumnProfile.OTHER) ? 0 : live.getOrDefault(text, 0L);
    }
    unseenBefore = reference.categories().getOrDefault(ColumnProfile.OTHER, 0L);
    unseenAfter = others;
  }

  static Divergence of(ColumnProfile reference, ColumnProfile window) {
    TextDivergence comparison = new TextDivergence(reference, window);
    return comparison
        .cells()
        .divergence(reference.name(), comparison.explanation())
        .figure(
            "missing",
            portion(reference.missing(), reference.count()),
            portion(window.missing(), window.count()))
        .figure(
            "unseen",
            portion(comparison.unseenBefore, reference.count()),
            portion(comparison.unseenAfter, window.count()))
        .build();
  }

  private ColumnComparison cells() {
    int texts = reference.categories().size();
    long[] before = new long[texts + 2];
    long[] after = new long[texts + 2];
    int cell = 0;
    for (Map.Entry<String, Long> text : reference.categories().entrySet()) {
      if (!text.getKey().equals(ColumnProfile.OTHER)) {
        before[cell] = text.getValue();
        after[cell++] = live.getOrDefault(text.getKey(), 0L);
      }
    }
    before[cell] = unseenBefore;
    after[cell++] = unseenAfter;
    before[cell] = reference.missing();
    after[cell] = window.missing();
    return new ColumnComparison(before, after, 0, reference.designEffect());
  }

  /** Describes what moved most. */
  private String explanation() {
    String moved = "missing";
    long before = reference.missing();
    long after = window.missing();
    for (Map.Entry<String, Long> text : reference.categories().entrySet()) {
      long count = live.getOrDefault(text.getKey(), 0L);
      if (!text.getKey().equals(ColumnProfile.OTHER)
          && change(text.getValue(), count) > change(before, after)) {
        moved = Wording.text(text.getKey());
        before = text.getValue();
        after = count;
      }
    }
    if (change(unseenBefore, unseenAfter) > change(before, after)) {
      moved = "unseen texts";
      before = unseenBefore;
      after = unseenAfter;
    }
    return moved + " " + move(share(before, reference.count()), share(after, window.count()));
  }

  private static double portion(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private double change(long before, long after) {
    return Math.abs((double) after / window.count() - (double) before / reference.count());
  }
}
