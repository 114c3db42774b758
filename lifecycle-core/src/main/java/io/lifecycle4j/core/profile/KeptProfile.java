package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.ColumnProfileBuilder;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The stored form of a profile: of private columns, nothing that a single row reveals.
 *
 * <p>Minimum and maximum, quantiles, histogram edges, and the shortest and the longest text are
 * values of single rows. A private column keeps its counts, mean, deviation and shape, to which all
 * rows contribute, and the hashes of texts, by which categories are compared. The mean of values
 * that are all the same is each of them, and that of two tells who knows one the other: such a
 * column keeps its counts alone.
 */
public final class KeptProfile {
  /** The mean of fewer values may reveal one of them. */
  private static final int FEWEST = 3;

  private KeptProfile() {}

  /** Returns the profile without the values of single rows of private columns. */
  public static Profile of(Profile profile, Schema schema) {
    Set<String> hidden = hidden(required(schema, "schema"));
    if (hidden.isEmpty()) {
      return profile;
    }
    List<ColumnProfile> columns = new ArrayList<>();
    for (ColumnProfile column : required(profile, "profile").columns()) {
      columns.add(hidden.contains(column.name()) ? kept(column) : column);
    }
    return new Profile(profile.rows(), columns);
  }

  private static Set<String> hidden(Schema schema) {
    Statistics statistics = Statistics.of(schema);
    List<String> names = statistics.names();
    return IntStream.range(0, names.size())
        .filter(statistics::isPrivate)
        .mapToObj(names::get)
        .collect(Collectors.toSet());
  }

  private static ColumnProfile kept(ColumnProfile column) {
    ColumnProfileBuilder kept =
        ColumnProfile.builder(column.name(), column.count(), column.missing())
            .numbers(column.numbers().orElse(null))
            .categories(column.categories());
    column
        .moments()
        .filter(all -> all.min() < all.max() && column.count() - column.missing() >= FEWEST)
        .map(all -> new Moments(Double.NaN, Double.NaN, all.mean(), all.deviation()))
        .ifPresent(moments -> kept.moments(moments).shape(column.shape().orElse(null)));
    column.distinct().ifPresent(kept::distinct);
    return kept.build();
  }
}
