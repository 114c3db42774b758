package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Moments;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Quantiles;
import io.lifecycle4j.schema.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Profiles of parts, merged, say what the profile of the whole says. */
class MergeProperties {
  private static final int MOST = 6_000;

  private record Ride(double temp, String day) {}

  private static final Columns<Ride> RIDES = Columns.of(Ride.class);

  /** Squares and fourth powers of the numbers leave the range of a double on both sides. */
  private static double size(long seed) {
    double[] sizes = {1, 1e305, 1e200, 1e-200, 1e-310};
    return sizes[Math.floorMod(seed, sizes.length)];
  }

  private static List<Ride> rides(long seed, int count) {
    Random random = new Random(seed);
    double size = size(seed);
    List<Ride> rides = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double temp =
          switch (random.nextInt(20)) {
            case 0 -> Double.NaN;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> -0.0;
            case 3 -> random.nextInt(3) * size;
            default -> (1e3 + random.nextGaussian()) * size;
          };
      int day = random.nextInt(600);
      rides.add(new Ride(temp, day == 0 ? "" : "day " + day));
    }
    return rides;
  }

  private static Profiler profiler(List<Ride> rides) {
    Profiler profiler = new Profiler(RIDES.schema());
    rides.forEach(ride -> profiler.add(RIDES.row(ride)));
    return profiler;
  }

  private static List<List<Ride>> parts(long seed, List<Integer> sizes) {
    List<Ride> rides = rides(seed, sizes.stream().mapToInt(size -> size).sum());
    List<List<Ride>> parts = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      parts.add(rides.subList(from, from + size));
      from += size;
    }
    return parts;
  }

  private static Profile merged(List<Profiler> parts) {
    Profiler all = new Profiler(RIDES.schema());
    parts.forEach(all::merge);
    return all.profile();
  }

  @Property(tries = 60)
  void mergedPartsSayWhatTheWholeSays(
      @ForAll long seed,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(max = MOST) Integer> sizes) {
    List<List<Ride>> parts = parts(seed, sizes);
    List<Ride> rides = parts.stream().flatMap(List::stream).toList();
    Profile merged = merged(parts.stream().map(MergeProperties::profiler).toList());
    Profile whole = profiler(rides).profile();

    assertThat(merged.rows()).isEqualTo(whole.rows());
    // a text has nothing that depends on order or rounding
    assertThat(merged.find("day")).isEqualTo(whole.find("day"));
    ColumnProfile mine = merged.find("temp").orElseThrow();
    ColumnProfile its = whole.find("temp").orElseThrow();
    assertThat(mine.missing()).isEqualTo(its.missing());
    assertThat(mine.numbers()).isEqualTo(its.numbers());
    assertThat(mine.distinct()).isEqualTo(its.distinct());
    checkMoments(mine.moments(), its.moments(), 1e-9 * size(seed));
    checkQuantiles(mine, rides);
    if (mine.quantiles() != null && mine.count() <= Profiler.EXACT) {
      assertThat(mine.quantiles()).isEqualTo(its.quantiles());
      assertThat(mine.histogram()).isEqualTo(its.histogram());
    }
  }

  private static void checkMoments(
      @Nullable Moments mine, @Nullable Moments its, double tolerance) {
    if (mine == null || its == null) {
      assertThat(mine).isEqualTo(its);
      return;
    }
    assertThat(mine.min()).isEqualTo(its.min());
    assertThat(mine.max()).isEqualTo(its.max());
    assertThat(mine.mean()).isCloseTo(its.mean(), within(tolerance));
    assertThat(mine.deviation()).isCloseTo(its.deviation(), within(tolerance));
  }

  /** Each quantile stands where it should in the sorted values. */
  private static void checkQuantiles(ColumnProfile column, List<Ride> rides) {
    double[] sorted =
        rides.stream()
            .mapToDouble(ride -> ride.temp() + 0.0)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      assertThat(column.quantiles()).isNull();
      return;
    }
    Quantiles quantiles = Objects.requireNonNull(column.quantiles());
    double last = quantiles.points().size() - 1;
    for (int i = 0; i <= last; i++) {
      double point = quantiles.points().get(i);
      double rank = last == 0 ? 0 : i * (sorted.length - 1.0) / last;
      double off = quantiles.error() * sorted.length + 1;
      long below = Arrays.stream(sorted).filter(value -> value < point).count();
      long upTo = Arrays.stream(sorted).filter(value -> value <= point).count();
      assertThat(rank).isBetween(below - off, upTo - 1 + off);
    }
  }

  @Property(tries = 20)
  void anyNumberOfThreadsGivesTheSameBits(
      @ForAll long seed,
      @ForAll @Size(min = 2, max = 9) List<@IntRange(max = MOST) Integer> sizes,
      @ForAll @IntRange(min = 2, max = 4) int threads)
      throws InterruptedException, ExecutionException {
    List<List<Ride>> parts = parts(seed, sizes);
    Profile one = merged(parts.stream().map(MergeProperties::profiler).toList());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Profiler>> futures = new ArrayList<>();
      parts.forEach(part -> futures.add(pool.submit(() -> profiler(part))));
      List<Profiler> done = new ArrayList<>();
      for (Future<Profiler> future : futures) {
        done.add(future.get());
      }
      assertThat(merged(done)).isEqualTo(one);
    } finally {
      pool.shutdown();
    }
  }

  @Property(tries = 60)
  void blocksGiveTheBitsOfSingleValues(
      @ForAll long seed,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 900) Integer> sizes) {
    List<List<Ride>> parts = parts(seed, sizes);
    Profiler blocks = new Profiler(RIDES.schema());
    for (List<Ride> part : parts) {
      double[] temps = part.stream().mapToDouble(Ride::temp).toArray();
      blocks.add(0, temps, 0, temps.length);
      blocks.add(1, part.stream().map(Ride::day).toList());
    }
    assertThat(blocks.profile())
        .isEqualTo(profiler(parts.stream().flatMap(List::stream).toList()).profile());
  }

  @Property(tries = 40)
  void keptProfilesSayWhatTheWholeSaysWithinTheirError(
      @ForAll long seed,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = MOST) Integer> sizes) {
    List<List<Ride>> parts = parts(seed, sizes);
    List<Ride> rides = parts.stream().flatMap(List::stream).toList();
    Profiler all = new Profiler(RIDES.schema());
    parts.forEach(part -> all.merge(profiler(part).profile()));
    ColumnProfile mine = all.profile().find("temp").orElseThrow();
    ColumnProfile its = profiler(rides).profile().find("temp").orElseThrow();
    assertThat(mine.count()).isEqualTo(its.count());
    assertThat(mine.numbers()).isEqualTo(its.numbers());
    assertThat(mine.distinct()).isEqualTo(its.distinct());
    checkMoments(mine.moments(), its.moments(), 1e-9 * size(seed));
    assertThat(all.profile().find("day").orElseThrow().categories())
        .isEqualTo(profiler(rides).profile().find("day").orElseThrow().categories());
    checkQuantiles(mine, rides);
  }
}
