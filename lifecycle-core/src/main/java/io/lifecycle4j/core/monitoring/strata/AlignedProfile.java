package io.lifecycle4j.core.monitoring.strata;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives the profile of a stratum the cells of all rows, also where it has no rows. */
final class AlignedProfile {
  private AlignedProfile() {}

  static Profile of(Profile stratum, Profile all) {
    List<ColumnProfile> columns = new ArrayList<>();
    for (int i = 0; i < all.columns().size(); i++) {
      columns.add(column(stratum.columns().get(i), all.columns().get(i)));
    }
    return new Profile(stratum.rows(), columns);
  }

  private static ColumnProfile column(ColumnProfile stratum, ColumnProfile all) {
    Histogram histogram = all.histogram().orElse(null);
    return ColumnProfile.builder(stratum.name(), stratum.count(), stratum.missing())
        .moments(stratum.moments().orElse(null))
        .histogram(
            histogram == null
                ? null
                : stratum.histogram().orElseGet(() -> uncounted(stratum, histogram)))
        .categories(texts(stratum, all))
        .designEffect(all.designEffect())
        .build();
  }

  /** All texts that were not counted by themselves are others. */
  private static Map<String, Long> texts(ColumnProfile stratum, ColumnProfile all) {
    Map<String, Long> texts = new HashMap<>();
    long others = stratum.count() - stratum.missing();
    for (String text : all.categories().keySet()) {
      long rows =
          text.equals(ColumnProfile.OTHER) ? 0 : stratum.categories().getOrDefault(text, 0L);
      texts.put(text, rows);
      others -= rows;
    }
    texts.computeIfPresent(ColumnProfile.OTHER, (text, none) -> 0L);
    if (others > 0) {
      texts.put(ColumnProfile.OTHER, others);
    }
    return all.categories().isEmpty() ? Map.of() : texts;
  }

  /** A stratum has no histogram if it has no values, or all rows have one bin. */
  private static Histogram uncounted(ColumnProfile stratum, Histogram all) {
    List<Long> counts = new ArrayList<>(Collections.nCopies(all.counts().size(), 0L));
    counts.set(0, stratum.count() - stratum.missing());
    return new Histogram(all.edges(), counts);
  }
}
