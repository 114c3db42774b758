package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.core.monitoring.Wording.move;
import static io.lifecycle4j.core.monitoring.Wording.share;

import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.profile.ColumnProfile;
import java.util.Map;

/**
 * Compares texts of a window with those of the reference.
 *
 * <p>A finite reference has not seen every text, so that unseen ones come without drift. A text
 * that the reference holds once would be unseen but for that row; such rows estimate how many
 * unseen ones to expect (Good 1953) and count as unseen in the reference.
 */
final class TextComparison {
  private final ColumnProfile reference;
  private final ColumnProfile window;
  private final boolean overflown;
  private final CellMerger known;
  private long unseenBefore;
  private long unseenAfter;

  private TextComparison(ColumnProfile reference, ColumnProfile window) {
    this.reference = reference;
    this.window = window;
    overflown = reference.categories().containsKey(ColumnProfile.OTHER);
    known = new CellMerger(reference.count(), window.count());
    unseenBefore = count(reference, ColumnProfile.OTHER);
    unseenAfter = window.count() - window.missing();
    for (Map.Entry<String, Long> text : reference.categories().entrySet()) {
      if (!text.getKey().equals(ColumnProfile.OTHER)) {
        count(text.getValue(), count(window, text.getKey()));
      }
    }
  }

  static Divergence of(ColumnProfile reference, ColumnProfile window) {
    TextComparison comparison = new TextComparison(reference, window);
    Shift shift = Shift.of(comparison.table());
    return new Divergence(
        reference.name(), shift.effect(), shift.pValue(), comparison.explanation());
  }

  private ContingencyTable table() {
    return known.table().add(unseenBefore, unseenAfter).add(reference.missing(), window.missing());
  }

  private void count(long before, long after) {
    if (overflown && !known.dense(before)) {
      // Which rare texts were told apart was chance; only together with the rest are they fair.
      unseenBefore += before;
      return;
    }
    unseenAfter -= after;
    if (before == 1) {
      unseenBefore++;
      known.add(0, after);
    } else {
      known.add(before, after);
    }
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
    if (change(unseenBefore, unseenAfter) > change(before, after)) {
      moved = overflown ? "rare texts" : "unseen texts";
      before = unseenBefore;
      after = unseenAfter;
    }
    return moved + " " + move(share(before, reference.count()), share(after, window.count()));
  }

  private double change(long before, long after) {
    return Math.abs((double) after / window.count() - (double) before / reference.count());
  }
}
