package io.lifecycle4j.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.SimilarBetweenGroups.Difference;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupGatesValuesTest {
  /** Method 10 of Newcombe 1998, table II, from Wilson's intervals. */
  @ParameterizedTest
  @CsvSource({
    "56, 70, 48, 80, 0.0524, 0.3339",
    "9, 10, 3, 10, 0.1705, 0.8090",
    "6, 7, 2, 7, 0.0582, 0.8062",
    "5, 56, 0, 29, -0.0381, 0.1926",
    "0, 10, 0, 20, -0.1611, 0.2775",
    "10, 10, 0, 20, 0.6791, 1.0000"
  })
  void combinesIntervalsOfShares(
      int hits, int rows, int otherHits, int otherRows, double lower, double upper) {
    Difference difference =
        Difference.of(
            (double) hits / rows,
            wilson(hits, rows),
            (double) otherHits / otherRows,
            wilson(otherHits, otherRows));

    assertThat(difference.lower()).isEqualTo(lower, within(5e-5));
    assertThat(difference.upper()).isEqualTo(upper, within(5e-5));
  }

  private static Interval wilson(int hits, int rows) {
    double z = 1.959964;
    double share = (double) hits / rows;
    double center = (share + z * z / rows / 2) / (1 + z * z / rows);
    double half =
        z * Math.sqrt((share * (1 - share) + z * z / rows / 4) / rows) / (1 + z * z / rows);
    return new Interval(center - half, center + half);
  }

  @Test
  void correctsForManyTests() {
    assertThat(NoSliceWorse.holm(new double[] {0.005, 0.01, 0.03, 0.04}))
        .containsExactly(new double[] {0.02, 0.03, 0.06, 0.06}, within(1e-12));
    assertThat(NoSliceWorse.holm(new double[] {0.4, 0.9})).containsExactly(0.8, 0.9);
    assertThat(NoSliceWorse.holm(new double[] {0.7, 0.8})).containsExactly(1, 1);
  }

  @Test
  void refusesWhatCannotBeTested() {
    assertThatThrownBy(() -> Gates.noSliceWorse("f1"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid slices of f1: no columns (needs at least 1)");
    assertThatThrownBy(() -> Gates.noSliceWorse("f1", "a", "a"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid slices of f1: [a, a] (must be different columns)");
    assertThatThrownBy(() -> Gates.noSliceWorse("f1", "a").within(-0.1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid margin for f1: -0.1 (must be positive and finite)");
    assertThatThrownBy(() -> Gates.noSliceWorse("f1", "a").minimumRows(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid fewest rows of a slice: 0 (must be at least 1)");
    assertThatThrownBy(() -> Gates.similarBetweenGroups("f1", "a").within(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid margin for f1: 0 (must be positive and finite)");
    assertThatThrownBy(() -> Gates.similarBetweenGroups("f1", "a").minimumRows(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid fewest rows of a group: 0 (must be at least 1)");
  }

  @Test
  void namesGatesOfGroups() {
    assertThat(Gates.noSliceWorse("f1", "a", "b").within(0.1).minimumRows(30))
        .isEqualTo(new NoSliceWorse("f1", List.of("a", "b"), 0.1, 30))
        .returns("no_slice_worse", Gate::id);
    assertThat(Gates.similarBetweenGroups("f1", "a").within(0.2).minimumRows(30))
        .isEqualTo(new SimilarBetweenGroups("f1", "a", 0.2, 30))
        .returns("similar_between_groups", Gate::id);
  }
}
