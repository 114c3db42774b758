package io.lifecycle4j.core.monitoring.strata;

import io.lifecycle4j.core.profile.TextKey;
import io.lifecycle4j.monitoring.SameSeason;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the stratum of a row, without allocation. Thread-safe. */
public final class RowStratum {
  private static final int NONE = -1;

  private final Strata strata;
  private final Map<String, Integer> texts = new HashMap<>();
  private final int segmentColumn;
  private final boolean isText;
  private final int timeColumn;
  private final @Nullable SeasonPlaces places;

  /**
   * Creates the way from rows to strata.
   *
   * @param rows the columns of the rows; if they lack that of times, all are in the season of the
   *     time that is passed
   */
  public RowStratum(Strata strata, Schema rows) {
    this.strata = strata;
    String by = strata.column();
    segmentColumn = by == null ? NONE : rows.indexOf(by);
    isText = by != null && rows.column(segmentColumn).type().isText();
    List<String> values = strata.values();
    for (int i = 0; i < values.size(); i++) {
      texts.put(values.get(i), i);
    }
    SameSeason seasons = strata.season();
    places = seasons == null ? null : new SeasonPlaces(seasons);
    timeColumn =
        seasons == null
            ? NONE
            : rows.find(seasons.column()).stream()
                .filter(place -> rows.column(place).type() == DataType.TIMESTAMP)
                .findFirst()
                .orElse(NONE);
  }

  /** Returns the way to strata; null if there are none. */
  public static @Nullable RowStratum of(@Nullable Strata strata, Schema rows) {
    return strata == null ? null : new RowStratum(strata, rows);
  }

  /**
   * Returns the stratum of a row.
   *
   * @param now the time of a row that has none, in milliseconds since 1970
   * @return the number of the stratum, from 0
   */
  public int of(Row row, long now) {
    SeasonPlaces seasons = places;
    int segment = segmentColumn == NONE ? 0 : segment(row);
    return seasons == null ? segment : segment * strata.seasons() + seasons.of(time(row, now));
  }

  /** Returns whether a row has the time that its season depends on, if any does. */
  public boolean hasTime(Row row) {
    return places == null || (timeColumn != NONE && !Double.isNaN(row.number(timeColumn)));
  }

  private long time(Row row, long now) {
    double time = timeColumn == NONE ? Double.NaN : row.number(timeColumn);
    return Double.isNaN(time) ? now : (long) time;
  }

  private int segment(Row row) {
    Integer found;
    if (isText) {
      String text = row.text(segmentColumn);
      found = text.isEmpty() ? null : texts.get(TextKey.of(text));
    } else {
      double value = row.number(segmentColumn);
      found = Double.isNaN(value) ? null : texts.get(value == 0 ? "false" : "true");
    }
    return found == null ? strata.segments() - 1 : found;
  }
}
