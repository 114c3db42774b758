package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Values that come in blocks give the profile of values that come one by one. */
class BlocksProperties {
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
}
