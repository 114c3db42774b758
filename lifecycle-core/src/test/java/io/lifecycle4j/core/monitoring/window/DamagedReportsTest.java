package io.lifecycle4j.core.monitoring.window;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.monitoring.window.WindowStore.Reported;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports that the disk damaged do not stop the watching. */
class DamagedReportsTest {
  private static final int REPORTS = 6;
  private static final Slice ROWS =
      new Slice(
          "fraud:7",
          Fixtures.TIME,
          Fixtures.TIME,
          DriftSummary.of(500, new byte[] {1}),
          TrafficCounts.NONE);

  @TempDir private Path folder;

  private static String id(int number) {
    return "report-" + number + "-of-six";
  }

  private static DriftReport report(int number) {
    Instant closed = Fixtures.TIME.plusSeconds(number);
    return DriftReport.builder("fraud:7", closed, 500, new DriftReport.Reference(5_000, 5_000))
        .id(id(number))
        .build();
  }

  private static WindowState after(int number) {
    return new WindowState(number, Map.of("drift-summaries-x", (long) number), List.of(), null);
  }

  private static void judge(JournaledWindows windows, int number) {
    windows.append(List.of(new Reported(report(number), ROWS)), after(number));
  }

  private static List<String> ids(List<DriftReport> reports) {
    return reports.stream().map(DriftReport::id).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, REPORTS})
  void areLeftOutAndTheNextOnesAreStored(int damaged) throws IOException {
    try (Medium medium = Media.file(folder);
        JournaledWindows windows = new JournaledWindows(medium.journals(), "fraud")) {
      assertThat(windows.leads()).isTrue();
      for (int i = 1; i <= REPORTS; i++) {
        judge(windows, i);
      }
    }
    damage(id(damaged));

    try (Medium medium = Media.file(folder)) {
      KeptReports reports = new KeptReports(medium.journals(), "fraud");
      try (JournaledWindows windows = new JournaledWindows(medium.journals(), "fraud")) {
        assertThat(windows.leads()).isTrue();
        assertThat(windows.state().revision()).isGreaterThanOrEqualTo(damaged - 1);
        assertThat(windows.state().revision()).isLessThanOrEqualTo(REPORTS);
        judge(windows, 7);
        assertThat(windows.state()).isEqualTo(after(7));
      }
      try (JournaledWindows windows = new JournaledWindows(medium.journals(), "fraud")) {
        assertThat(windows.leads()).isTrue();
        assertThat(windows.state()).isEqualTo(after(7));
        judge(windows, 8);
      }
      assertThat(reports.findNewest()).map(DriftReport::id).hasValue(id(8));
      assertThat(ids(reports.newest(2))).containsExactly(id(7), id(8));
      assertThat(ids(reports.between(Instant.MIN, Instant.MAX)))
          .hasSize(damaged + 1)
          .doesNotContain(id(damaged))
          .endsWith(id(7), id(8));
      assertThat(reports.find(id(7))).isPresent();
      assertThat(reports.find(id(damaged))).isEmpty();
    }
  }

  @Test
  void areReadWhileNobodyJudges() throws IOException {
    try (Medium medium = Media.file(folder);
        JournaledWindows windows = new JournaledWindows(medium.journals(), "fraud")) {
      windows.leads();
      judge(windows, 1);
      judge(windows, 2);
    }
    damage(id(2));
    try (Medium medium = Media.file(folder)) {
      KeptReports reports = new KeptReports(medium.journals(), "fraud");
      assertThat(ids(reports.between(Instant.MIN, Instant.MAX))).containsExactly(id(1));
    }
  }

  /** Flips a bit of what names a report in its journal. */
  private void damage(String report) throws IOException {
    Path journal = folder.resolve("journals").resolve(Kind.DRIFT_REPORTS.of("fraud"));
    for (Path file : Tree.paths(journal)) {
      if (Files.isRegularFile(file)) {
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, ISO_8859_1).indexOf(report);
        if (at >= 0) {
          bytes[at] ^= 1;
          Files.write(file, bytes);
        }
      }
    }
  }
}
