package io.lifecycle4j.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import java.util.Random;
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
      Thread.onSpinWait();
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
          .isSameAs(full);
      assertThatThrownBy(profiler::profile).isSameAs(full);
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
