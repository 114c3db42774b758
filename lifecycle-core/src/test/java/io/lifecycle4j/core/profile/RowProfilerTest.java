package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RowProfilerTest {
  private static final Columns<Ride> RIDES = Columns.of(Ride.class);

  private record Ride(double temp, String day, int riders) {}

  private static Row ride(Random random) {
    double temp = random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian();
    return RIDES.row(new Ride(temp, "day " + random.nextInt(9), random.nextInt(500)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 17, 1_023, 1_024, 1_025, 50_000})
  void givesTheProfileOfOneThread(int rows) {
    Profiler alone = new Profiler(RIDES.schema());
    Random random = new Random(7);
    try (RowProfiler profiler = new RowProfiler(RIDES.schema())) {
      for (int i = 0; i < rows; i++) {
        Row row = ride(random);
        alone.add(row);
        profiler.add(row);
      }

      assertThat(profiler.profile()).isEqualTo(alone.profile());
    }
  }

  @Test
  void givesTheProfileOfOneThreadForLongTexts() {
    Profiler alone = new Profiler(RIDES.schema());
    try (RowProfiler profiler = new RowProfiler(RIDES.schema())) {
      for (int i = 0; i < 200; i++) {
        Row row = RIDES.row(new Ride(i, LongTexts.text(i), i));
        alone.add(row);
        profiler.add(row);
      }

      assertThat(profiler.profile()).isEqualTo(alone.profile());
    }
  }

  @Test
  @OnlyLarger
  void needsLittleMemoryForManyLongTexts() throws Exception {
    try (ChildJvm small = ChildJvm.start(LongTexts.class)) { // of 64 MB
      assertThat(small.awaitEnd()).containsExactly("3000 rows");
    }
  }

  /** Profiles 180 MB of texts. */
  static final class LongTexts {
    public static void main(String[] arguments) {
      try (RowProfiler profiler = new RowProfiler(RIDES.schema())) {
        for (int i = 0; i < 3_000; i++) {
          profiler.add(RIDES.row(new Ride(i, text(i), i)));
        }
        System.out.println(profiler.profile().rows() + " rows");
      }
    }

    static String text(int number) {
      return number + "x".repeat(60_000);
    }
  }

  @Test
  void keepsNoTextThatWasProfiled() {
    Statistics statistics = Statistics.of(RIDES.schema());
    RowProfiler.Block block = new RowProfiler.Block(statistics);
    block.add(RIDES.row(new Ride(1, "long", 1)), statistics);
    assertThat(block.texts[1]).contains("long");

    block.into(new Profiler(statistics), statistics);

    assertThat(block.texts[1]).isNotEmpty().containsOnlyNulls();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("lifecycle4j-profile"))
        .count();
  }

  @Test
  void leavesNoThreadBehindWhenTheRowsEndTooEarly() {
    try (RowProfiler profiler = new RowProfiler(RIDES.schema())) {
      Random random = new Random(7);
      for (int i = 0; i < 5_000; i++) {
        profiler.add(ride(random));
      }
      assertThat(threads()).isPositive();
    }
    while (threads() > 0) {
      LockSupport.parkNanos(200_000);
    }
  }

  @Test
  void failsWhateverTheOtherThreadFailsWith() {
    Error full = new OutOfMemoryError("no memory, says the test");
    Runnable fails =
        () -> {
          throw full;
        };
    try (RowProfiler profiler = new RowProfiler(RIDES.schema(), fails)) {
      Random random = new Random(7);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000_000; i++) {
                  profiler.add(ride(random));
                }
              })
          .isInstanceOf(OverloadedException.class)
          .hasMessageStartingWith("Cannot profile rows: java.lang.OutOfMemoryError: no memory")
          .hasRootCause(full);
      assertThatThrownBy(profiler::profile)
          .isInstanceOf(OverloadedException.class)
          .hasRootCause(full);
    }
  }

  @Test
  void saysSoWhenItsCallerIsInterrupted() {
    try (RowProfiler profiler = new RowProfiler(RIDES.schema())) {
      Random random = new Random(7);
      Thread.currentThread().interrupt();

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000_000; i++) {
                  profiler.add(ride(random));
                }
              })
          .isInstanceOf(OperationInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
