package io.lifecycle4j.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.profile.Profile.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileTest {
  private static final ColumnProfile DAYS =
      new ColumnProfile("day", 3, 1, null, null, Map.of("tue", 1L, "mon", 1L));

  @Test
  void findsColumns() {
    Profile profile = new Profile(3, List.of(DAYS));

    assertThat(profile.find("day")).contains(DAYS);
    assertThat(profile.find("temp")).isEmpty();
    assertThatThrownBy(() -> new Profile(-1, List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid profile: -1 rows (must not be negative)");
  }

  @Test
  void sortsCategories() {
    assertThat(DAYS.categories().keySet()).containsExactly("mon", "tue");
    assertThat(DAYS.categories()).isUnmodifiable();
  }

  @Test
  void missesNoMoreRowsThanThereAre() {
    assertThatThrownBy(() -> new ColumnProfile("day", 3, 4, null, null, Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid profile of day: 4 of 3 rows are missing (must be 0 to all)");
    assertThatThrownBy(() -> new ColumnProfile("day", 3, -1, null, null, Map.of()))
        .hasMessage("Invalid profile of day: -1 of 3 rows are missing (must be 0 to all)");
  }

  @Test
  void countsAllBins() {
    List<Double> edges = new ArrayList<>(List.of(-1.0, 0.0));
    Histogram histogram = new Histogram(edges, List.of(1L, 0L, 4L));
    edges.clear();

    assertThat(histogram.edges()).containsExactly(-1.0, 0.0);
    assertThat(histogram.total()).isEqualTo(5);
    assertThat(new Histogram(List.of(), List.of(7L)).total()).isEqualTo(7);
  }

  @Test
  void refusesBinsThatAreNone() {
    assertThatThrownBy(() -> new Histogram(List.of(1.0), List.of(1L)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid histogram: 1 edges for 1 bins (needs one less than bins)");
    assertThatThrownBy(() -> new Histogram(List.of(1.0, 1.0), List.of(1L, 1L, 1L)))
        .hasMessage("Invalid histogram: edges [1, 1] (must be finite and increase)");
    assertThatThrownBy(() -> new Histogram(List.of(Double.NaN), List.of(1L, 1L)))
        .hasMessage("Invalid histogram: edges [NaN] (must be finite and increase)");
    assertThatThrownBy(() -> new Histogram(List.of(Double.POSITIVE_INFINITY), List.of(1L, 1L)))
        .hasMessage("Invalid histogram: edges [Infinity] (must be finite and increase)");
    assertThatThrownBy(() -> new Histogram(List.of(1.0), List.of(1L, -1L)))
        .hasMessage("Invalid histogram: count -1 (must not be negative)");
  }
}
