package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.monitoring.TakeOver.Kind;
import io.lifecycle4j.core.monitoring.statistics.Hypergeometric;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The table of {@code docs/DRIFT.md}: which rare values are seen when they take over. */
@OnlyLarger
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeOverTest {
  private static final Path DOCUMENT = Path.of("../docs/DRIFT.md");
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final double[] SHARES = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1};
  private static final double[] TAKEN = {0.3, 0.5, 1};
  private static final int[] ALL_WINDOWS = {50, 100, 200, 500, 1_000, 2_000};
  private static final int[] WINDOWS =
      Arrays.copyOf(ALL_WINDOWS, Volume.of(3, ALL_WINDOWS.length, ALL_WINDOWS.length));
  private static final int[] REFERENCE_WINDOWS = {DriftMonitor.REFERENCE_WINDOWS, 20};

  /** One model with all six columns, one false alarm in 1,000 windows. */
  private static final double PART = 1.0 / 1_000 / Kind.values().length;

  /** One cell of the table, for one reference. */
  private record Outcome(
      Kind kind, double share, double taken, int window, double fisher, int tests, boolean alarm) {
    /** What the documentation promises. */
    boolean promised() {
      return fisher * tests < PART;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s: %.1f %% to %.0f %% of %d rows, Fisher's p %.1e, %d tests, %s",
          kind.column,
          100 * share,
          100 * taken,
          window,
          fisher,
          tests,
          alarm ? "alarm" : "no alarm");
    }
  }

  private final List<List<Outcome>> outcomes = new ArrayList<>();

  @BeforeAll
  void takeOver() {
    for (int reference : REFERENCE_WINDOWS) {
      List<Outcome> of = new ArrayList<>();
      for (int window : WINDOWS) {
        for (double share : SHARES) {
          takeOver(share, window, reference * window, of);
        }
      }
      outcomes.add(of);
    }
  }

  private void takeOver(double share, int window, int referenceRows, List<Outcome> of) {
    TakeOver rows = new TakeOver(31L * window + referenceRows);
    Profile reference = rows.reference(share, referenceRows);
    WatchedWindows watch =
        new WatchedWindows(
            "m:1",
            reference,
            DriftMonitor.builder().window(window).falseAlarmRate(0.001).build(),
            new HistogramDriftDetector(),
            CLOCK,
            report -> {});
    for (Kind kind : Kind.values()) {
      int cells = TakeOver.cells(reference.find(kind.column).orElseThrow());
      for (double taken : TAKEN) {
        long rare = TakeOver.rare(taken, window);
        rows.fill(watch, kind, rare, share, window);
        long all = TakeOver.rare(share, referenceRows) + rare;
        double fisher = new Hypergeometric(referenceRows + window, all, window).twoSided(rare);
        boolean alarm = drifted(watch.last().orElseThrow(), kind);
        int tests = cells == 2 ? 1 : 2 * cells;
        of.add(new Outcome(kind, share, taken, window, fisher, tests, alarm));
      }
    }
    watch.close();
  }

  private static boolean drifted(DriftReport report, Kind kind) {
    return report.columns().stream()
        .filter(ColumnDrift::drifted)
        .anyMatch(column -> column.divergence().column().equals(kind.column));
  }

  @Test
  void alarmsWheneverFishersTestIsBelowTheShareOfTheValue() {
    assertThat(outcomes)
        .allSatisfy(
            of ->
                assertThat(of)
                    .hasSize(Kind.values().length * SHARES.length * TAKEN.length * WINDOWS.length)
                    .filteredOn(outcome -> outcome.promised() && !outcome.alarm())
                    .isEmpty());
  }

  @Test
  void missesNothingButTheSmallestShiftInTheSmallestWindow() {
    assertThat(outcomes.stream().flatMap(List::stream))
        .filteredOn(outcome -> !outcome.alarm())
        .allSatisfy(
            outcome ->
                assertThat(List.of(outcome.share(), outcome.taken(), (double) outcome.window()))
                    .as(outcome.toString())
                    .containsExactly(0.1, 0.3, 50.0));
  }

  @Test
  void seesAnyValueThatTakesOverHalfOfTheSmallestWindow() {
    for (int seed = 0; seed < Volume.of(20, 40, 100); seed++) {
      TakeOver rows = new TakeOver(seed);
      WatchedWindows watch =
          new WatchedWindows(
              "m:1",
              rows.reference(0.01, 500),
              DriftMonitor.builder().window(50).falseAlarmRate(0.001).build(),
              new HistogramDriftDetector(),
              CLOCK,
              report -> {});
      for (Kind kind : Kind.values()) {
        rows.fill(watch, kind, 25, 0.01, 50);
        assertThat(drifted(watch.last().orElseThrow(), kind))
            .as("%s, seed %d", kind.column, seed)
            .isTrue();
      }
      watch.close();
    }
  }

  @Test
  void isPrintedInTheDocumentation() throws IOException {
    List<String> table = table();
    table.forEach(System.out::println);
    String document = Files.readString(DOCUMENT);
    assertThat(table).allSatisfy(line -> assertThat(document).contains("\n" + line));
  }

  private List<String> table() {
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("| rare value | was |");
    StringBuilder rule = new StringBuilder("|---|---|");
    for (int window : WINDOWS) {
      head.append(String.format(Locale.ROOT, " %,d |", window));
      rule.append("---|");
    }
    lines.add(head.toString());
    lines.add(rule.toString());
    for (Kind kind : Kind.values()) {
      for (double share : SHARES) {
        lines.add(row(kind, share));
      }
    }
    return lines;
  }

  private String row(Kind kind, double share) {
    StringBuilder line =
        new StringBuilder(String.format(Locale.ROOT, "| %s | %.1f %% |", kind.words, 100 * share));
    for (int window : WINDOWS) {
      line.append(' ');
      for (double taken : TAKEN) {
        line.append(mark(kind, share, taken, window));
      }
      line.append(" |");
    }
    return line.toString();
  }

  private char mark(Kind kind, double share, double taken, int window) {
    List<Boolean> alarms =
        outcomes.stream()
            .flatMap(List::stream)
            .filter(o -> o.kind() == kind && o.share() == share)
            .filter(o -> o.taken() == taken && o.window() == window)
            .map(Outcome::alarm)
            .toList();
    return alarms.equals(List.of(true, true)) ? 'A' : alarms.contains(true) ? 'a' : '-';
  }
}
