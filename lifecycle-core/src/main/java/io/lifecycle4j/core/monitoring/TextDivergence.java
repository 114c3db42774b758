package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.core.monitoring.Wording.move;
import static io.lifecycle4j.core.monitoring.Wording.share;

import io.lifecycle4j.monitoring.DriftReport.Divergence;
import io.lifecycle4j.profile.ColumnProfile;
import java.util.HashMap;
import java.util.Map;

/** Compares texts of a window with those of the reference. */
final class TextDivergence {
  private final ColumnProfile reference;
  private final ColumnProfile window;
  private final boolean overflown;
  private final ColumnCells cells;

  /** A hash map of the window's counts, since each text of the reference is looked up twice. */
  private final Map<String, Long> live;

  private TextDivergence(ColumnProfile reference, ColumnProfile window) {
    this.reference = reference;
    this.window = window;
    live = new HashMap<>(window.categories());
    overflown = reference.categories().containsKey(ColumnProfile.OTHER);
    cells = new ColumnCells(reference.count(), window.count(), overflown);
    long others = window.count() - window.missing();
    for (Map.Entry<String, Long> text : reference.categories().entrySet()) {
      if (!text.getKey().equals(ColumnProfile.OTHER)) {
        long after = live.getOrDefault(text.getKey(), 0L);
        cells.add(text.getValue(), after);
        others -= after;
      }
    }
    cells.unseen(reference.categories().getOrDefault(ColumnProfile.OTHER, 0L), others);
    cells.missing(reference.missing(), window.missing());
  }

  static Divergence of(ColumnProfile reference, ColumnProfile window) {
    TextDivergence comparison = new TextDivergence(reference, window);
    Shift shift = comparison.cells.shift();
    return new Divergence(
        reference.name(), shift.effect(), shift.pValue(), comparison.explanation());
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
    if (change(cells.unseenBefore(), cells.unseenAfter()) > change(before, after)) {
      moved = overflown ? "rare texts" : "unseen texts";
      before = cells.unseenBefore();
      after = cells.unseenAfter();
    }
    return moved + " " + move(share(before, reference.count()), share(after, window.count()));
  }

  private double change(long before, long after) {
    return Math.abs((double) after / window.count() - (double) before / reference.count());
  }
}
