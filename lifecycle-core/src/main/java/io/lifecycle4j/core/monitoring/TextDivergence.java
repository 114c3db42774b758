package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.core.monitoring.Wording.move;
import static io.lifecycle4j.core.monitoring.Wording.share;

import io.lifecycle4j.condition.DriftMeasure;
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
  private final ComparedSeasons seasons;

  private TextDivergence(ComparedSeasons seasons) {
    this.seasons = seasons;
    this.reference = seasons.reference();
    this.window = seasons.window();
    live = new HashMap<>(window.categories());
    unseenBefore = reference.categories().getOrDefault(ColumnProfile.OTHER, 0L);
    unseenAfter = unseen(window, live);
  }

  /** Counts the texts that the reference does not count by themselves. */
  private long unseen(ColumnProfile column, Map<String, Long> rows) {
    long others = column.count() - column.missing();
    for (String text : reference.categories().keySet()) {
      others -= text.equals(ColumnProfile.OTHER) ? 0 : rows.getOrDefault(text, 0L);
    }
    return others;
  }

  static Divergence of(ComparedSeasons seasons) {
    TextDivergence comparison = new TextDivergence(seasons);
    ColumnProfile reference = comparison.reference;
    ColumnProfile window = comparison.window;
    ColumnComparison cells = comparison.cells();
    Divergence.Builder divergence =
        cells
            .divergence(reference.name(), comparison.explanation())
            .figure(
                "missing",
                portion(reference.missing(), reference.count()),
                portion(window.missing(), window.count()))
            .figure(
                "unseen",
                portion(comparison.unseenBefore, reference.count()),
                portion(comparison.unseenAfter, window.count()));
    cells.measures().forEach(divergence::measure);
    return divergence.build();
  }

  /** Returns how far the texts of a window are from those of the reference. */
  static Map<DriftMeasure, Double> measures(ComparedSeasons seasons) {
    return new TextDivergence(seasons).cells().measures();
  }

  private ColumnComparison cells() {
    long[][] before = new long[seasons.size()][];
    long[][] after = new long[seasons.size()][];
    for (int season = 0; season < before.length; season++) {
      ColumnProfile column = seasons.references().get(season);
      Map<String, Long> rows = column.categories();
      before[season] = cells(rows, rows.getOrDefault(ColumnProfile.OTHER, 0L), column.missing());
      ColumnProfile now = seasons.windows().get(season);
      Map<String, Long> found = seasons.size() == 1 ? live : new HashMap<>(now.categories());
      after[season] = cells(found, unseen(now, found), now.missing());
    }
    return new ColumnComparison(before, after, 0, reference.designEffect());
  }

  private long[] cells(Map<String, Long> rows, long unseen, long missing) {
    long[] cells = new long[reference.categories().size() + 2];
    int cell = 0;
    for (String text : reference.categories().keySet()) {
      if (!text.equals(ColumnProfile.OTHER)) {
        cells[cell++] = rows.getOrDefault(text, 0L);
      }
    }
    cells[cell++] = unseen;
    cells[cell] = missing;
    return cells;
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
