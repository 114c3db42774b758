package io.lifecycle4j.examples;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.SplitRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;

/** The days of {@link WatchedRidership}, committed three years at a time. */
final class RideHistory {
  static final String DATASET = "riders";
  static final int YEARS_OF_DATA = 3;

  /** Held out are the last days of the data. */
  private static final int HELD_OUT = 160;

  private final List<RideDay> days;

  RideHistory(Path data) throws IOException {
    this.days = RideDay.read(data);
  }

  static Instant begin(int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  List<RideDay> of(int year) {
    return days.stream().filter(day -> day.date().getYear() == year).toList();
  }

  /** Returns the error in a year of somebody who says that as many come as 14 days before. */
  double naiveError(int year) {
    return Math.sqrt(
        of(year).stream()
            .mapToDouble(day -> Math.pow(day.naive() - day.ridership(), 2))
            .average()
            .orElseThrow());
  }

  /** Commits the days of the years before a year; what each of them is for depends on its place. */
  DatasetVersion commit(Lifecycle lifecycle, int before) {
    return commit(lifecycle, DATASET, before, UnaryOperator.identity());
  }

  /** Commits days with a fault. */
  DatasetVersion commit(
      Lifecycle lifecycle, String dataset, int before, UnaryOperator<RideDay> fault) {
    LocalDate end = LocalDate.of(before, 1, 1);
    List<RideDay> last =
        days.stream()
            .filter(day -> day.date().isBefore(end))
            .filter(day -> !day.date().isBefore(end.minusYears(YEARS_OF_DATA)))
            .map(fault)
            .toList();
    return lifecycle
        .datasets()
        .dataset(dataset)
        .snapshot(Sources.records(RideDay.rows(day -> role(day, end)), last::forEach))
        .commit();
  }

  /** Spreads the validation days over all seasons. */
  private static String role(RideDay day, LocalDate end) {
    if (!day.date().isBefore(end.minusDays(HELD_OUT))) {
      return SplitRole.HOLDOUT.name();
    }
    boolean third = day.date().toEpochDay() % 3 == 0;
    return third ? SplitRole.VALIDATION.name() : SplitRole.TRAIN.name();
  }
}
