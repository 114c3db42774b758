package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.condition.PageCursor;
import io.lifecycle4j.core.condition.RecordedRun;
import io.lifecycle4j.core.condition.SortKeys;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Searches beside a filter and a sort of everything, by facts that the library has no part in. */
@Tag(Volume.TAG)
class RunSearchProperties {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  @Provide
  Arbitrary<RecordedRun> runs() {
    Arbitrary<String> number = Arbitraries.of("nan", "inf", "-inf", "0.0", "-0.0", "1.5", "2", "2");
    Arbitrary<Map<String, String>> metrics =
        Arbitraries.maps(Arbitraries.of("a", "b"), number).ofMaxSize(2);
    Arbitrary<String> text =
        Arbitraries.of("", "x", "X", "10", "9", "\uD83D\uDE80", "x".repeat(250));
    Arbitrary<Map<String, String>> texts =
        Arbitraries.maps(Arbitraries.of("p", "q"), text).ofMaxSize(2);
    Arbitrary<Long> start = Arbitraries.longs().between(0, 3);
    Arbitrary<RunStatus> status = Arbitraries.of(RunStatus.FINISHED, RunStatus.FAILED);
    return Combinators.combine(metrics, texts, texts, start, status)
        .as(
            (measured, params, tags, at, end) ->
                new RecordedRun(
                    "",
                    "",
                    "e",
                    "",
                    "",
                    end.name(),
                    at,
                    at + 1,
                    measured,
                    params,
                    tags,
                    List.of()));
  }

  @Provide
  Arbitrary<Condition> conditions() {
    Arbitrary<Condition> leaf =
        Arbitraries.of(
                "metrics.a > 1",
                "metrics.a <= 0",
                "metrics.b != 2",
                "metrics.b IS NULL",
                "min.a < 2",
                "max.b IS NULL",
                "params.p = 'x'",
                "params.p >= 9.5",
                "params.q LIKE 'x%'",
                "tags.p IN ('x', '10')",
                "tags.q IS NOT NULL",
                "status = 'FAILED'",
                "start_time > 1",
                "end_time <= 2")
            .map(Conditions::parse);
    Arbitrary<Condition> pair =
        Combinators.combine(leaf, leaf, Arbitraries.integers().between(0, 2))
            .as((a, b, how) -> how == 0 ? a.and(b) : how == 1 ? a.or(b) : a.not().or(b));
    return Arbitraries.oneOf(leaf, pair, Arbitraries.just(Conditions.always()));
  }

  @Provide
  Arbitrary<Ordering> orders() {
    return Arbitraries.of(
            "metrics.a DESC",
            "metrics.a",
            "metrics.b DESC",
            "min.a",
            "max.b DESC",
            "params.p",
            "params.q DESC",
            "tags.p DESC",
            "status",
            "start_time DESC",
            "end_time")
        .map(Ordering::parse);
  }

  /** Records a run whose id is its place. */
  private static void record(ExperimentTracker tracker, RecordedRun run, int place) {
    Instant start = Instant.ofEpochMilli(run.start());
    try (RunLog log = tracker.start(new RunInfo(id(place), run.experiment(), start))) {
      RunBatch.Builder batch = RunBatch.builder();
      run.metrics()
          .keySet()
          .forEach(
              key ->
                  batch.point(
                      key, new MetricPoint(0, Objects.requireNonNull(run.metric(key)), TIME)));
      run.params().forEach((key, text) -> batch.param(key, Param.of(text)));
      run.tags().forEach(batch::tag);
      Instant end = Instant.ofEpochMilli(run.start() + 1);
      batch.end(new RunEnd(RunStatus.valueOf(run.status()), end, ""));
      log.append(batch.build(), Durability.MEMORY);
    }
  }

  private static String id(int place) {
    return String.format("r%04d", place);
  }

  /** What a filter and a stable sort of all runs give. */
  private static List<String> naive(
      List<RecordedRun> runs, Condition where, List<Ordering> orders) {
    Comparator<Facts> order = Comparator.comparing(facts -> 0);
    for (Ordering next : orders) {
      order = order.thenComparing(next.comparator());
    }
    Comparator<Facts> facts = order;
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      if (where.holds(runs.get(i))) {
        places.add(i);
      }
    }
    places.sort((a, b) -> facts.compare(runs.get(a), runs.get(b)));
    return places.stream().map(RunSearchProperties::id).toList();
  }

  private static RunQuery.Builder query(Condition where, List<Ordering> orders, int limit) {
    RunQuery.Builder query = RunQuery.builder().experiment("e").where(where).limit(limit);
    return query.orderBy(orders.toArray(new Ordering[0]));
  }

  @Property(tries = 200)
  void givesWhatAFilterAndASortOfAllGive(
      @ForAll @Size(max = 25) List<@From("runs") RecordedRun> runs,
      @ForAll("conditions") Condition where,
      @ForAll @Size(max = 3) List<@From("orders") Ordering> orders) {
    try (Medium medium = Media.memory()) {
      ExperimentTracker tracker = Tracking.over(medium);
      for (int i = 0; i < runs.size(); i++) {
        record(tracker, runs.get(i), i);
      }
      RunPage page = tracker.search(query(where, orders, RunQuery.MAX_LIMIT).build());
      assertThat(page.runs())
          .extracting(RunRecord::id)
          .containsExactlyElementsOf(naive(runs, where, orders));
      assertThat(page.next()).isEmpty();
    }
  }

  @Property(tries = 200)
  void pagesEachOldRunOnceAndInOrderWhileRunsAreAdded(
      @ForAll @Size(max = 25) List<@From("runs") RecordedRun> old,
      @ForAll @Size(max = 10) List<@From("runs") RecordedRun> added,
      @ForAll("conditions") Condition where,
      @ForAll @Size(max = 3) List<@From("orders") Ordering> orders,
      @ForAll @IntRange(min = 1, max = 9) int limit) {
    try (Medium medium = Media.memory()) {
      ExperimentTracker tracker = Tracking.over(medium);
      for (int i = 0; i < old.size(); i++) {
        record(tracker, old.get(i), i);
      }
      List<RecordedRun> all = new ArrayList<>(old);
      RunQuery.Builder query = query(where, orders, limit);
      RunPage page = tracker.search(query.build());
      List<String> found = new ArrayList<>();
      for (int pages = 1; true; pages++) {
        assertThat(page.runs()).hasSizeLessThanOrEqualTo(limit);
        page.runs().forEach(run -> found.add(run.id()));
        if (page.next().isEmpty()) {
          break;
        }
        if (pages <= added.size()) {
          record(tracker, added.get(pages - 1), all.size());
          all.add(added.get(pages - 1));
        }
        page = tracker.search(query.cursor(page.next().get()).build());
      }
      assertThat(found).doesNotHaveDuplicates();
      assertThat(found)
          .filteredOn(run -> run.compareTo(id(old.size())) < 0)
          .containsExactlyElementsOf(naive(old, where, orders));
      List<String> inAll = naive(all, where, orders);
      assertThat(found).isSortedAccordingTo(Comparator.comparingInt(inAll::indexOf));
    }
  }

  @Property(tries = 500)
  void writesAndReadsCursors(
      @ForAll @Size(max = 8) List<@From("orders") Ordering> orders,
      @ForAll long place,
      @ForAll double number,
      @ForAll String text,
      @ForAll @IntRange(min = 0, max = 255) int missing) {
    RunQuery query = RunQuery.builder().orderBy(orders.toArray(new Ordering[0])).build();
    SortKeys keys = new SortKeys(query.orderBy());
    Object[] values = new Object[keys.size()];
    for (int i = 0; i < values.length; i++) {
      Object key =
          SortKeys.isNumber(query.orderBy().get(i).subject())
              ? OptionalDouble.of(number)
              : text.substring(0, Math.min(250, text.length()));
      values[i] = (missing >> i & 1) == 0 ? key : null;
    }
    String written = new PageCursor(values, place).write(RunSearch.text(query));
    PageCursor read = PageCursor.read(written, RunSearch.text(query), keys);
    assertThat(read.keys()).containsExactly(values);
    assertThat(read.place()).isEqualTo(place);
    assertThat(written).matches("[A-Za-z0-9_-]+").hasSizeLessThanOrEqualTo(PageCursor.MAX_LENGTH);
  }
}
