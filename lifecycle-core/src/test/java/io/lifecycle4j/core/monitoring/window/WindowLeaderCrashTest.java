package io.lifecycle4j.core.monitoring.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.monitoring.window.WindowState.Spent;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that judges ends before or after each entry that it stores, and another goes on. */
class WindowLeaderCrashTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final WindowPlan PLAN = WindowPlan.of(DriftMonitor.builder().window(100).build());
  private static final int SLICES = 30;

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Judges nothing. */
  private static final class Counting implements WindowLeader.Versions {
    @Override
    public boolean knows(String label) {
      return true;
    }

    @Override
    public DriftSummary merge(String label, List<DriftSummary> summaries) {
      return DriftSummary.of(summaries.stream().mapToLong(DriftSummary::rows).sum(), new byte[3]);
    }

    @Override
    public WindowLeader.Judged judge(ClosedWindow window, @Nullable Spent before) {
      DriftReport.Reference reference = new DriftReport.Reference(1, 1);
      return new WindowLeader.Judged(
          DriftReport.builder(window.label(), window.closed(), window.summary().rows(), reference)
              .build(),
          new Spent(before == null ? 1 : before.left() + 1, window.closed()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void countsEachRowOnce(boolean isStored) {
    for (int end = 1; end <= 10; end++) {
      try (Medium medium = Media.memory()) {
        assertCounted(medium, end, isStored);
      }
    }
  }

  private static void assertCounted(Medium medium, int end, boolean isStored) {
    int[] entries = new int[1];
    WindowStore store = new Ending(medium, entries, end, isStored);
    WindowLeader leader = new WindowLeader(PLAN, store, new Counting());
    int killed = 0;
    for (int i = 0; i < SLICES; i++) {
      Instant now = NOON.plusSeconds(i * 40L);
      store.write(
          new Slice("fraud:1", now, now, DriftSummary.of(37, new byte[3]), TrafficCounts.NONE));
      try {
        leader.round(now, () -> false, report -> {});
      } catch (Killed e) {
        killed++;
        store.close();
        store = new Ending(medium, entries, 0, isStored);
        leader = new WindowLeader(PLAN, store, new Counting());
      }
    }
    leader.round(NOON, () -> false, report -> {});
    List<DriftReport> reports =
        new KeptReports(medium.journals(), "fraud").between(Instant.MIN, Instant.MAX);
    assertThat(killed).isEqualTo(1);
    assertThat(reports).extracting(DriftReport::rows).hasSize(SLICES / 3).containsOnly(111L);
    assertThat(store.state().spent()).isEqualTo(new Spent(SLICES / 3, reports.get(9).closed()));
    store.close();
  }

  /** Ends at one of the entries. */
  private static final class Ending implements WindowStore {
    private final JournaledWindows inner;
    private final int[] entries;
    private final int end;
    private final boolean isStored;

    Ending(Medium medium, int[] entries, int end, boolean isStored) {
      this.inner = new JournaledWindows(medium.journals(), "fraud");
      this.entries = entries;
      this.end = end;
      this.isStored = isStored;
    }

    private void store(Runnable entry) {
      boolean ends = ++entries[0] == end;
      if (!ends || isStored) {
        entry.run();
      }
      if (ends) {
        throw new Killed();
      }
    }

    @Override
    public void append(List<Reported> reports, WindowState after) {
      store(() -> inner.append(reports, after));
    }

    @Override
    public void checkpoint(WindowState state) {
      store(() -> inner.checkpoint(state));
    }

    @Override
    public void write(Slice slice) {
      inner.write(slice);
    }

    @Override
    public boolean leads() {
      return inner.leads();
    }

    @Override
    public void resign() {
      inner.resign();
    }

    @Override
    public WindowState state() {
      return inner.state();
    }

    @Override
    public Unread unread(WindowState before) {
      return inner.unread(before);
    }

    @Override
    public void trim(WindowState stored) {
      inner.trim(stored);
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
