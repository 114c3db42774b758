package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.core.monitoring.Wording.move;
import static io.lifecycle4j.core.monitoring.Wording.share;

import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.profile.ColumnProfile;
import java.util.Map;

/** Compares texts of a window with those of the reference. */
final class TextComparison {
  private final ColumnProfile reference;
  private final ColumnProfile window;
  private final boolean overflown;
  private final ColumnCells cells;

  private TextComparison(ColumnProfile reference, ColumnProfile window) {
    this.reference = reference;
    this.window = window;
    overflown = reference.categories().containsKey(ColumnProfile.OTHER);
    cells = new ColumnCells(reference.count(), window.count(), overflown);
    long others = window.count() - window.missing();
    for (Map.Entry<String, Long> text : reference.categories().entrySet()) {
      if (!text.getKey().equals(ColumnProfile.OTHER)) {
        long after = count(window, text.getKey());
        cells.add(text.getValue(), after);
        others -= after;
      }
    }
    cells.unseen(count(reference, ColumnProfile.OTHER), others);
    cells.missing(reference.missing(), window.missing());
  }

  static Divergence of(ColumnProfile reference, ColumnProfile window) {
    TextComparison comparison = new TextComparison(reference, window);
    Shift shift = comparison.cells.shift();
    return new Divergence(
        reference.name(), shift.effect(), shift.pValue(), comparison.explanation());
  }

  private static long count(ColumnProfile column, String text) {
    return column.categories().getOrDefault(text, 0L);
  }

  /** Names what moved most. */
  private String explanation() {
    String moved = "missing";
    long before = reference.missing();
    long after = window.missing();
    for (Map.Entry<String, Long> text : reference.categories().entrySet()) {
      long live = count(window, text.getKey());
      if (!text.getKey().equals(ColumnProfile.OTHER)
          && change(text.getValue(), live) > change(before, after)) {
        moved = Wording.text(text.getKey());
        before = text.getValue();
        after = live;
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
