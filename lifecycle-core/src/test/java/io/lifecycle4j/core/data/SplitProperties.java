package io.lifecycle4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.Splits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class SplitProperties {
  @Provide
  Arbitrary<String> line() {
    return Arbitraries.of("train,1,2", "test,1,2", "train,1.5,3", ",,", "train,1,3", "a b,7,-1")
        .flatMap(
            line ->
                Arbitraries.integers()
                    .between(0, 40)
                    .map(i -> i < 30 ? "train," + i + "," + i : line));
  }

  /** Which roles each row has in the three divided parts; a row may be there several times. */
  private static Map<String, Set<SplitRole>> roles(List<String> lines, SplitPlan plan) {
    try (SampleHome home = new SampleHome()) {
      home.csv("day,temp,riders\n" + String.join("\n", lines) + "\n");
      Map<String, Set<SplitRole>> roles = new LinkedHashMap<>();
      for (SplitRole role : SplitRole.values()) {
        SampleHome.texts(SplitRows.of(home.store, home.store.versions("rides").get(0), plan, role))
            .forEach(row -> roles.merge(row, Set.of(role), SplitProperties::union));
      }
      return roles;
    }
  }

  private static Set<SplitRole> union(Set<SplitRole> one, Set<SplitRole> other) {
    Set<SplitRole> both = new TreeSet<>(one);
    both.addAll(other);
    return both;
  }

  @Property(tries = 60)
  void aRowKeepsItsRoleWhenRowsAreAdded(
      @ForAll @Size(min = 1, max = 30) List<@From("line") String> lines,
      @ForAll @Size(max = 30) List<@From("line") String> more,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.1, max = 0.9) double share) {
    for (SplitPlan plan :
        List.of(
            Splits.byHash(seed).train(share).validation((1 - share) / 2).holdout((1 - share) / 2),
            Splits.byColumn("day").share(share).validation(0.3).seed(seed).holdout("test"))) {
      Map<String, Set<SplitRole>> before = roles(lines, plan);
      List<String> all = new ArrayList<>(more);
      all.addAll(lines);
      Map<String, Set<SplitRole>> after = roles(all, plan);
      assertThat(after).containsAllEntriesOf(before);
      assertThat(after.values()).allMatch(roles -> roles.size() == 1);
    }
  }
}
