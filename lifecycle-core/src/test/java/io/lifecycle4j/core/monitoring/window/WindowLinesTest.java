package io.lifecycle4j.core.monitoring.window;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.core.monitoring.window.WindowState.Spent;
import io.lifecycle4j.core.monitoring.window.WindowStore.Reported;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WindowLinesTest {
  private static final Instant FROM = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant TO = FROM.plusSeconds(5);
  private static final TrafficCounts TRAFFIC =
      TrafficCounts.of(2, 10, List.of(40L, 500L, 100L, 12L));
  private static final Slice SLICE =
      new Slice("fraud:7", FROM, TO, DriftSummary.of(500, new byte[] {1, 10, 0, -1}), TRAFFIC);
  private static final WindowState STATE =
      new WindowState(
          12,
          Map.of("drift-summaries-00000000000000a1-00000000000000b1", 43L),
          List.of(
              new OpenWindow(
                  "fraud:7",
                  List.of(
                      new WindowPart(FROM, TO, DriftSummary.of(100, new byte[] {1, 2}), TRAFFIC)),
                  new WindowPart(TO, TO, DriftSummary.of(7, new byte[] {3}), TrafficCounts.NONE)),
              new OpenWindow(
                  "fraud:8",
                  List.of(new WindowPart(FROM, TO, DriftSummary.of(50, new byte[] {10}), TRAFFIC)),
                  null)),
          new Spent(0.25, TO));

  private static DriftReport report() {
    Divergence amount =
        Divergence.builder("amount", 1e-9, "mean 10 -> 12")
            .effect(0.5, 0.25, 0.75)
            .measure(DriftMeasure.PSI, 0.5)
            .figure("mean", 10, 12)
            .build();
    Divergence shop = Divergence.builder("shop", 1, "as before").effect(0).build();
    return DriftReport.builder("fraud:7", TO, 107, new DriftReport.Reference(1_000, 5_000))
        .id("00000000000000a1")
        .opened(FROM)
        .closedEarly()
        .level(0.001)
        .columns(
            List.of(
                ColumnDrift.builder(amount, 2e-9, Verdict.DRIFT)
                    .segment("country=DE")
                    .importance(0.5)
                    .build(),
                ColumnDrift.builder(shop, 1, Verdict.NOT_ENOUGH_DATA).build()))
        .build();
  }

  private static Map<String, byte[]> lines() {
    Map<String, byte[]> lines = new LinkedHashMap<>();
    Slice large = new Slice("fraud:7", FROM, TO, DriftSummary.of(500, new byte[70_000]), TRAFFIC);
    List<byte[]> reports =
        WindowLines.of(
            List.of(
                new Reported(report(), SLICE),
                new Reported(report(), large),
                new Reported(report(), SLICE)),
            STATE);
    lines.put("drift-summaries-ID/slice", WindowLines.of(SLICE));
    lines.put("drift-reports-ID/report", reports.get(0));
    lines.put("drift-reports-ID/without", reports.get(1));
    lines.put("drift-reports-ID/last", reports.get(2));
    lines.put("drift-lead-ID/state", WindowLines.of(STATE));
    return lines;
  }

  private static byte[] vector(String name) {
    Map<String, String> vectors = FormatVectors.of("entries.txt");
    return FormatVectors.bytes(Objects.requireNonNull(vectors.get(name), name));
  }

  @Test
  void writesEveryByteAsDocumented() {
    lines().forEach((name, line) -> assertThat(line).as(name).isEqualTo(vector(name)));
  }

  @Test
  void readsWhatIsDocumented() {
    Slice slice = WindowLines.slice(vector("drift-summaries-ID/slice"), "slices");
    assertThat(slice).isEqualTo(SLICE);
    byte[] last = vector("drift-reports-ID/last");
    DriftReport read = Objects.requireNonNull(WindowLines.report(last, "reports"));
    assertThat(read).isEqualTo(report());
    assertThat(read.columns()).isEqualTo(report().columns());
    assertThat(WindowLines.stateAfter(last, "reports")).isEqualTo(STATE);
    assertThat(WindowLines.stateAfter(vector("drift-reports-ID/report"), "reports")).isNull();
    assertThat(WindowLines.rowsOf(last, "reports")).isEqualTo(SLICE);
    assertThat(WindowLines.rowsOf(vector("drift-reports-ID/report"), "reports")).isEqualTo(SLICE);
    assertThat(WindowLines.rowsOf(vector("drift-reports-ID/without"), "reports")).isNull();
    assertThat(WindowLines.state(vector("drift-lead-ID/state"), "lead")).isEqualTo(STATE);
  }

  @Test
  void ignoresKindsOfNewerVersions() {
    String slice = new String(vector("drift-summaries-ID/slice"), ISO_8859_1);
    byte[] newer = slice.replace("\"slice\"", "\"other\"").getBytes(ISO_8859_1);
    assertThat(WindowLines.slice(newer, "slices")).isNull();
  }

  @Test
  void refusesSummariesOfOtherLengths() {
    byte[] report = vector("drift-reports-ID/report");
    assertThatThrownBy(
            () -> WindowLines.rowsOf(Arrays.copyOf(report, report.length - 1), "drift-reports-1"))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Cannot read drift-reports-1: Invalid attachment");
    byte[] state = vector("drift-lead-ID/state");
    assertThatThrownBy(
            () -> WindowLines.state(Arrays.copyOf(state, state.length - 1), "drift-lead-1"))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Cannot read drift-lead-1: Invalid attachment");
    assertThatThrownBy(
            () -> WindowLines.state(Arrays.copyOf(state, state.length + 1), "drift-lead-1"))
        .isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> WindowLines.state(new byte[] {'{', '}'}, "drift-lead-1"))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Invalid entry of drift-lead-1: no line feed");
  }
}
