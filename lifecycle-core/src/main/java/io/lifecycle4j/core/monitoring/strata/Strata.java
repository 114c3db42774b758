package io.lifecycle4j.core.monitoring.strata;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.SameSeason;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The strata that rows are in: each is a segment and a season. Immutable.
 *
 * <p>Segments are the most frequent values of a column, and all others together, missing ones
 * included.
 */
public final class Strata {
  /** The values of a BOOLEAN, whose profile counts no texts. */
  private static final List<String> BOOLEANS = List.of("false", "true");

  private final @Nullable String column;
  private final List<String> values;
  private final @Nullable SameSeason seasons;
  private final int seasonCount;
  private final long shape;

  /**
   * Creates strata.
   *
   * @param column the column of the segments; null for one segment of all rows
   * @param values the values that are segments, as in profiles
   * @param seasons null for one season
   */
  Strata(@Nullable String column, List<String> values, @Nullable SameSeason seasons) {
    this.column = column;
    this.values = List.copyOf(values);
    this.seasons = seasons;
    this.seasonCount = seasons == null ? 1 : seasons.size();
    String all = column + "\n" + String.join("\n", values) + "\n" + seasons;
    byte[] utf8 = all.getBytes(StandardCharsets.UTF_8);
    this.shape = Long.parseUnsignedLong(Hashing.hash(utf8).sha256().substring(0, 16), 16);
  }

  /**
   * Returns the strata of a reference.
   *
   * @param by the column of the segments; null for one segment
   * @param profile the values of the columns of the reference
   * @param seasons null for one season
   */
  public static Strata of(@Nullable String by, Profile profile, @Nullable SameSeason seasons) {
    if (by == null) {
      return new Strata(null, List.of(), seasons);
    }
    Map<String, Long> values = profile.find(by).map(ColumnProfile::categories).orElse(Map.of());
    List<String> most =
        values.entrySet().stream()
            .filter(value -> value.getValue() > 0 && !value.getKey().equals(ColumnProfile.OTHER))
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(DriftMonitor.MAX_SEGMENTS)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return new Strata(by, values.isEmpty() ? BOOLEANS : most, seasons);
  }

  /** Returns the column of the segments; null if there are none. */
  public @Nullable String column() {
    return column;
  }

  /** Returns the column of the segments, if there are any. */
  public Optional<String> columnName() {
    return Optional.ofNullable(column);
  }

  List<String> values() {
    return values;
  }

  /** Returns how seasons are found; null if there is one. */
  public @Nullable SameSeason season() {
    return seasons;
  }

  /** Counts the seasons, at least 1. */
  public int seasons() {
    return seasonCount;
  }

  /** Counts the segments, at least 1; the last one is that of all other values. */
  public int segments() {
    return column == null ? 1 : values.size() + 1;
  }

  /** Counts the strata; those of one segment follow each other. */
  public int size() {
    return segments() * seasons();
  }

  /** Returns the name of a segment, such as {@code country=CH}. */
  String segment(int segment) {
    return column + "=" + (segment < values.size() ? values.get(segment) : ColumnProfile.OTHER);
  }

  /** Returns a hash of what strata there are. */
  long shape() {
    return shape;
  }

  /**
   * Checks that rows have the column of the segments.
   *
   * @param what has these columns
   */
  public static void requireSegments(Schema columns, String by, String what) {
    int place = columns.find(by).orElse(-1);
    check(place >= 0, "Invalid segments: %s has no column %s (has %s)", what, by, columns.names());
    Column column = columns.column(place);
    check(
        (column.type().isText() || column.type() == DataType.BOOLEAN) && !column.isPrivate(),
        "Invalid segments: column %s of %s is %s%s (must be CATEGORICAL, STRING or BOOLEAN, and not"
            + " private)",
        by,
        what,
        column.isPrivate() ? "private " : "",
        column.type());
  }
}
