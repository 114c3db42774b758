package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CountTestsProperties {
  @Property(tries = 200)
  void pValuesAreProbabilities(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 99) Integer> reference,
      @ForAll @IntRange(max = 99) int more) {
    List<Integer> window = new ArrayList<>(reference);
    Collections.reverse(window);
    window.set(0, more);
    CellCounts counts = counts(reference, window);
    for (Significance result :
        List.of(
            CountTests.eachCell(counts),
            CountTests.jointly(counts),
            CountTests.cumulatively(counts))) {
      assertThat(result.pValue()).isBetween(0.0, 1.0);
      assertThat(result.statistic()).isNotNegative().isFinite();
    }
    assertThat(Effects.jensenShannon(counts).high()).isBetween(0.0, 2.0);
  }

  @Property(tries = 200)
  void whichSampleIsTheReferenceDoesNotMatter(
      @ForAll @Size(8) List<@IntRange(min = 1, max = 40) Integer> one,
      @ForAll @Size(8) List<@IntRange(min = 1, max = 40) Integer> two) {
    CellCounts forth = counts(one, two);
    CellCounts back = counts(two, one);

    assertThat(JointTest.ratio(forth)).isEqualTo(JointTest.ratio(back), within(1e-9));
    assertThat(CumulativeTest.exact(forth)).isEqualTo(CumulativeTest.exact(back), within(1e-9));
    assertThat(Effects.stabilityIndex(forth).value())
        .isEqualTo(Effects.stabilityIndex(back).value(), within(1e-9));
    assertThat(Effects.jensenShannon(forth).value())
        .isEqualTo(Effects.jensenShannon(back).value(), within(1e-9));
  }

  @Property(tries = 100)
  void equalSharesAreNoDrift(
      @ForAll @Size(min = 2, max = 12) List<@IntRange(min = 1, max = 60) Integer> counts,
      @ForAll @IntRange(min = 1, max = 9) int times) {
    CellCounts same = counts(counts.stream().map(count -> times * count).toList(), counts);

    assertThat(CountTests.jointly(same).statistic()).isEqualTo(0, within(1e-9));
    assertThat(CountTests.jointly(same).pValue()).isEqualTo(1, within(1e-6));
    assertThat(CountTests.cumulatively(same).pValue()).isEqualTo(1);
    assertThat(Effects.stabilityIndex(same).value()).isLessThan(0.01);
  }

  @Property(tries = 100)
  void cellsWithoutRowsDoNotMatter(
      @ForAll @Size(6) List<@IntRange(max = 40) Integer> one,
      @ForAll @Size(6) List<@IntRange(max = 40) Integer> two,
      @ForAll @IntRange(max = 5) int place) {
    List<Integer> more = new ArrayList<>(one);
    List<Integer> others = new ArrayList<>(two);
    more.add(place, 0);
    others.add(place, 0);

    assertThat(counts(more, others)).isEqualTo(counts(one, two));
  }

  private static CellCounts counts(List<Integer> reference, List<Integer> window) {
    return CellCounts.of(
        reference.stream().mapToLong(Integer::longValue).toArray(),
        window.stream().mapToLong(Integer::longValue).toArray());
  }
}
