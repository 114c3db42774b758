package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Moments;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a profile is kept with a version, and shown: of private columns nothing that a single row
 * holds.
 *
 * <p>Least and greatest values, quantiles and the edges of a histogram are values of single rows,
 * and so are the shortest and the longest text. What is left of a private column are counts, mean,
 * deviation and shape, which all rows make together, and the hashes of texts, by which categories
 * are compared.
 */
public final class KeptProfile {
  private KeptProfile() {}

  /**
   * Leaves out what private columns do not tell.
   *
   * @param profile the profile of rows
   * @param schema the columns of the rows
   * @return the same profile, with less of private columns
   */
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
    Set<String> hidden = new HashSet<>();
    for (int i = 0; i < statistics.names().size(); i++) {
      if (statistics.isPrivate(i)) {
        hidden.add(statistics.names().get(i));
      }
    }
    return hidden;
  }

  private static ColumnProfile kept(ColumnProfile column) {
    ColumnProfile.Builder kept =
        ColumnProfile.builder(column.name(), column.count(), column.missing())
            .numbers(column.numbers().orElse(null))
            .categories(column.categories());
    column
        .moments()
        .map(all -> new Moments(Double.NaN, Double.NaN, all.mean(), all.deviation()))
        .ifPresent(moments -> kept.moments(moments).shape(column.shape().orElse(null)));
    column.distinct().ifPresent(kept::distinct);
    return kept.build();
  }
}
