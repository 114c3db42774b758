package io.lifecycle4j.core.validation;

import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.TextKey;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Distinct;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.Quantiles;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.validation.Statistic;
import io.lifecycle4j.validation.TableCheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads statistics from the profile of a column. */
final class ColumnMeasures {
  private ColumnMeasures() {}

  static boolean fits(Statistic statistic, DataType type) {
    return switch (statistic) {
      case MISSING, CARDINALITY -> true;
      case RAREST, COMMONEST -> type.isText() || type == DataType.BOOLEAN;
      default -> type.isNumber();
    };
  }

  /**
   * Returns the value of a statistic; null if it cannot be measured.
   *
   * @param promised the column of the schema; null for a statistic of a tensor
   */
  static @Nullable Double value(
      ColumnProfile column, @Nullable Column promised, TableCheck.Measured measured) {
    Optional<Moments> moments = column.moments();
    long present = column.count() - column.missing();
    return switch (measured.statistic()) {
      case MIN -> moments.map(Moments::min).orElse(null);
      case MAX -> moments.map(Moments::max).orElse(null);
      case MEAN -> moments.map(Moments::mean).orElse(null);
      case DEVIATION -> moments.map(Moments::deviation).orElse(null);
      case QUANTILE -> column.quantiles().map(all -> all.at(measured.share())).orElse(null);
      case MISSING -> share(column.missing(), column.count());
      case CARDINALITY -> column.distinct().map(all -> (double) all.count()).orElse(null);
      case RAREST -> share(classes(column, promised).min().orElse(0), present);
      case COMMONEST -> share(classes(column, promised).max().orElse(0), present);
    };
  }

  /** Returns a note if the statistic is an estimate; else empty. */
  static String note(ColumnProfile column, Statistic statistic) {
    return switch (statistic) {
      case QUANTILE -> {
        double error = column.quantiles().map(Quantiles::error).orElse(0.0);
        yield error == 0 ? "" : "an estimate; its share may be off by " + error;
      }
      case CARDINALITY -> column.distinct().stream().allMatch(Distinct::exact) ? "" : "an estimate";
      case RAREST ->
          column.categories().containsKey(ColumnProfile.OTHER)
              ? "among the most frequent " + (column.categories().size() - 1)
              : "";
      case COMMONEST ->
          column.distinct().stream().allMatch(all -> all.count() <= Profiler.TEXTS)
              ? ""
              : "an estimate; it may be short by 1 / " + Profiler.TEXTS;
      default -> "";
    };
  }

  /** Counts the rows of each class; a class that the schema lists may have none. */
  private static LongStream classes(ColumnProfile column, @Nullable Column promised) {
    Moments moments = column.moments().orElse(null);
    if (moments != null && promised != null && promised.type() == DataType.BOOLEAN) {
      long all = column.count() - column.missing();
      long yes = Math.round(moments.mean() * all);
      return LongStream.of(yes, all - yes);
    }
    Map<String, Long> counts = new HashMap<>();
    for (String listed : promised == null ? List.<String>of() : promised.categories()) {
      counts.put(
          promised != null && promised.isPrivate() ? TextKey.ofPrivate(listed) : TextKey.of(listed),
          0L);
    }
    counts.putAll(column.categories());
    counts.remove(ColumnProfile.OTHER);
    return counts.values().stream().mapToLong(Long::longValue);
  }

  private static @Nullable Double share(long rows, long all) {
    return all == 0 ? null : (Double) ((double) rows / all);
  }
}
