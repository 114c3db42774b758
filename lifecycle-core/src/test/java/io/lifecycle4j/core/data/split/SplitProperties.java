package io.lifecycle4j.core.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitPlan.DuplicateRows;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.schema.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

@Tag(Volume.TAG)
class SplitProperties {
  /** A ride; the day is a date, or else the name of a part. */
  private record Ride(String day, int temp, int riders) {
    String line() {
      return day + "," + temp + "," + riders;
    }
  }

  @Provide
  Arbitrary<Ride> ride() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 28),
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(0, 500))
        .as((day, temp, riders) -> new Ride(String.format("2026-02-%02d", day), temp, riders));
  }

  @Provide
  Arbitrary<Ride> named() {
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just("train")),
                Tuple.of(2, Arbitraries.just("test")),
                Tuple.of(1, Arbitraries.of("", "a b"))),
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(0, 9))
        .as(Ride::new);
  }

  private static DatasetVersion commit(SampleHome home, List<Ride> rides) {
    StringBuilder text = new StringBuilder("day,temp,riders\n");
    rides.forEach(ride -> text.append(ride.line()).append('\n'));
    return home.csv(text.toString());
  }

  /** Which roles each row has by a plan with cuts; a row may be there several times. */
  private static Map<String, Set<SplitRole>> roles(Rows rows, SplitPlan plan) {
    Map<String, Set<SplitRole>> roles = new LinkedHashMap<>();
    Roles by = Roles.of(plan, rows.schema());
    rows.forEach(
        row -> {
          SplitRole role = by.of(row);
          Set<SplitRole> known = roles.computeIfAbsent(text(row), ignored -> new HashSet<>());
          if (role != null) {
            known.add(role);
          }
        });
    return roles;
  }

  private static String text(Row row) {
    return row.text(0) + " " + row.number(1) + " " + row.number(2);
  }

  @Property(tries = 60)
  void aRowKeepsItsRoleWhenRowsAreAddedAnywhere(
      @ForAll @Size(min = 5, max = 40) List<@From("ride") Ride> rides,
      @ForAll @Size(max = 40) List<@From("ride") Ride> more,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.1, max = 0.9) double share) {
    double rest = (1 - share) / 2;
    List<Ride> all = new ArrayList<>(rides);
    all.addAll(more);
    Collections.shuffle(all, new Random(seed));
    try (SampleHome home = new SampleHome()) {
      Rows before = home.rows(commit(home, rides));
      Rows after = home.rows(commit(home, all));
      for (SplitPlan plan :
          List.of(
              Splits.byHash(seed).train(share).validation(rest).holdout(rest),
              Splits.byKey("temp", "day").seed(seed).train(share).validation(rest).holdout(rest),
              Splits.byGroup("temp").seed(seed).train(share).validation(rest).holdout(rest),
              Splits.stratified("temp").seed(seed).train(share).validation(rest).holdout(rest),
              Splits.byTime("day").validationFrom("2026-02-10").holdoutFrom("2026-02-20"),
              Splits.byHash(seed).train(share).holdout(1 - share).golden(0.3))) {
        SplitPlan decided = Cuts.decide(plan, before);
        Map<String, Set<SplitRole>> then = roles(before, decided);
        Map<String, Set<SplitRole>> now = roles(after, decided);
        assertThat(now).as(plan.toString()).containsAllEntriesOf(then);
        assertThat(now.values()).as(plan.toString()).allMatch(roles -> roles.size() == 1);
      }
    }
  }

  @Property(tries = 60)
  void aPublishedHoldoutSharesNoRowWithTheRest(
      @ForAll @Size(min = 5, max = 40) List<@From("named") Ride> rides,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.1, max = 1) double share) {
    List<Ride> all = new ArrayList<>(rides);
    all.add(new Ride("train", 100, 100));
    SplitPlan plan =
        Splits.byColumn("day")
            .share(1)
            .validation(share / 2)
            .seed(seed)
            .holdout("test")
            .duplicates(DuplicateRows.DROP);
    try (SampleHome home = new SampleHome()) {
      DatasetVersion version = commit(home, all);
      Assignment roles = Assignment.of(home.rows(version), plan, 0);
      Map<String, Set<SplitRole>> found = new TreeMap<>();
      Set<String> held = new HashSet<>();
      long dropped = 0;
      all.stream()
          .filter(ride -> ride.day.equals("test"))
          .forEach(ride -> held.add(ride.temp + " " + ride.riders));
      for (int i = 0; i < all.size(); i++) {
        Ride ride = all.get(i);
        SplitRole role = roles.of(i);
        String cells = ride.temp + " " + ride.riders;
        if (role != null) {
          found.computeIfAbsent(cells, ignored -> new HashSet<>()).add(role);
        }
        boolean duplicate = ride.day.equals("train") && held.contains(cells);
        dropped += duplicate ? 1 : 0;
        assertThat(role == null)
            .isEqualTo(duplicate || !List.of("train", "test").contains(ride.day));
      }
      assertThat(found.values()).allMatch(each -> each.size() == 1);
      assertThat(roles.duplicates()).isEqualTo(dropped);
    }
  }

  @Property(tries = 40)
  void rolesAreDisjointAndComplete(
      @ForAll @Size(min = 8, max = 60) List<@From("ride") Ride> rides,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.3, max = 0.8) double share) {
    double rest = (1 - share) / 2;
    List<Ride> all = new ArrayList<>(rides);
    all.add(new Ride("2026-01-01", 1, 1));
    all.add(new Ride("2026-01-02", 1, 1));
    all.add(new Ride("2026-01-03", 1, 1));
    try (SampleHome home = new SampleHome()) {
      DatasetVersion version = commit(home, all);
      for (SplitPlan plan :
          List.of(
              Splits.byHash(seed).train(share).validation(rest).holdout(rest),
              Splits.stratified("temp").seed(seed).train(share).validation(rest).holdout(rest),
              Splits.byTime("day").validationFrom("2026-02-10").holdoutFrom("2026-02-20"))) {
        SplitPlan decided = Cuts.decide(plan, home.rows(version));
        Assignment roles = Assignment.of(home.rows(version), decided, all.size());
        List<String> read = new ArrayList<>();
        long counted = 0;
        for (SplitRole role : SplitRole.values()) {
          List<String> rows = SampleHome.texts(roles.select(home.rows(version), role));
          assertThat(rows).hasSize((int) roles.count(role));
          counted += roles.count(role);
          read.addAll(rows);
        }
        assertThat(counted).isEqualTo(all.size());
        assertThat(read).containsExactlyInAnyOrderElementsOf(SampleHome.texts(home.rows(version)));
      }
    }
  }

  @Property(tries = 40)
  void eachClassHasItsSharesToOneRow(
      @ForAll @Size(min = 1, max = 80) List<@From("ride") Ride> rides,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.1, max = 0.9) double share) {
    List<Ride> all = List.copyOf(new HashSet<>(rides)); // equal rows stay together
    double validation = (1 - share) / 3;
    SplitPlan plan =
        Splits.stratified("temp")
            .seed(seed)
            .train(share)
            .validation(validation)
            .holdout(1 - share - validation);
    try (SampleHome home = new SampleHome()) {
      Rows rows = home.rows(commit(home, all));
      Roles roles = Roles.of(Cuts.decide(plan, rows), rows.schema());
      Map<Double, Map<SplitRole, Integer>> classes = new TreeMap<>();
      rows.forEach(
          row ->
              classes
                  .computeIfAbsent(row.number(1), ignored -> new TreeMap<>())
                  .merge(roles.of(row), 1, Integer::sum));
      classes.forEach(
          (name, counts) -> {
            int size = counts.values().stream().mapToInt(Integer::intValue).sum();
            Function<SplitRole, Integer> count = role -> counts.getOrDefault(role, 0);
            assertThat(count.apply(SplitRole.TRAIN) - share * size).isCloseTo(0, within(0.5001));
            assertThat(count.apply(SplitRole.VALIDATION) - validation * size)
                .isCloseTo(0, within(1.0001));
            assertThat(count.apply(SplitRole.HOLDOUT) - (1 - share - validation) * size)
                .isCloseTo(0, within(0.5001));
          });
    }
  }

  @Property(tries = 60)
  void timesAreCutInOrderAndNearTheShares(
      @ForAll @Size(min = 1, max = 60) List<@From("ride") Ride> rides,
      @ForAll @DoubleRange(min = 0.05, max = 0.95) double share) {
    List<Ride> all = new ArrayList<>(rides);
    all.add(new Ride("2026-01-01", 1, 1));
    try (SampleHome home = new SampleHome()) {
      DatasetVersion version = commit(home, all);
      Split split = version.split(Splits.byTime("day").train(share).holdout(1 - share));
      String cut = ((SplitPlan.ByTime) split.plan()).holdoutFrom().orElseThrow();
      assertThat(version.split(split.plan()).count(SplitRole.TRAIN))
          .isEqualTo(split.count(SplitRole.TRAIN))
          .isEqualTo(all.stream().filter(ride -> ride.day.compareTo(cut) < 0).count());
      assertThat(split.count(SplitRole.HOLDOUT)).isPositive();
      assertThat(split.report().problems()).isEmpty();
      long wanted = Math.round((1 - (1 - share)) * all.size()); // what the holdout leaves
      long nearest =
          all.stream()
              .map(Ride::day)
              .distinct()
              .filter(day -> !day.equals("2026-01-01"))
              .mapToLong(day -> all.stream().filter(ride -> ride.day.compareTo(day) < 0).count())
              .map(count -> Math.abs(count - wanted))
              .min()
              .orElseThrow();
      assertThat(Math.abs(split.count(SplitRole.TRAIN) - wanted)).isEqualTo(nearest);
    }
  }
}
