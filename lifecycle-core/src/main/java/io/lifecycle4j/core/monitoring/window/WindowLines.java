package io.lifecycle4j.core.monitoring.window;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.monitoring.window.WindowState.Spent;
import io.lifecycle4j.core.traffic.StoredCounts;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The entries of the journals of windows, as stored. */
final class WindowLines {
  static final String SLICE = "slice";
  static final String REPORT = "report";
  static final String STATE = "state";

  private WindowLines() {}

  /** What one process recorded; the summary is attached. */
  @WithoutNulls
  record SliceLine(
      String kind,
      String label,
      Instant from,
      Instant to,
      long rows,
      @Nullable StoredCounts traffic) {
    SliceLine {
      required(kind, "kind");
      required(label, "label");
      required(from, "start");
      required(to, "end");
    }
  }

  /**
   * A report, and the state after it.
   *
   * @param state null if another report follows in the same batch; its summaries are attached
   */
  @WithoutNulls
  record ReportLine(String kind, DriftReport report, @Nullable StateLine state) {
    ReportLine {
      required(kind, "kind");
      required(report, "report");
    }
  }

  /** A state without a report. */
  record CheckpointLine(String kind, StateLine state) {
    CheckpointLine {
      required(kind, "kind");
      required(state, "state");
    }
  }

  /** A state; the summaries of all parts are attached in their order. */
  @WithoutNulls
  record StateLine(
      long revision, Map<String, Long> consumed, List<WindowLine> windows, @Nullable Spent spent) {
    StateLine {
      required(consumed, "positions");
      windows = copy(windows, "windows");
    }
  }

  /** An open window; the last part is open unless {@code full} says that it is not. */
  record WindowLine(String label, boolean open, List<PartLine> parts) {
    WindowLine {
      required(label, "label");
      parts = copy(parts, "parts");
    }
  }

  /** A part, and the length of its summary. */
  @WithoutNulls
  record PartLine(Instant from, Instant to, long rows, int bytes, @Nullable StoredCounts traffic) {
    PartLine {
      required(from, "start");
      required(to, "end");
    }
  }

  /** Entries of earlier versions have no traffic. */
  private static TrafficCounts counts(@Nullable StoredCounts part) {
    return part == null ? TrafficCounts.NONE : part.counts();
  }

  static byte[] of(Slice slice) {
    SliceLine line =
        new SliceLine(
            SLICE,
            slice.label(),
            slice.from(),
            slice.to(),
            slice.summary().rows(),
            StoredCounts.of(slice.traffic()));
    return Attached.write(ReportForms.JSON.write(line), List.of(slice.summary().bytes()));
  }

  /** Reads a slice; null if it is another kind of entry, of a newer version. */
  static @Nullable Slice slice(byte[] payload, String journal) {
    return read(
        journal,
        () -> {
          Attached attached = Attached.read(payload, journal);
          SliceLine line = ReportForms.JSON.read(attached.json(), SliceLine.class, journal);
          return line.kind().equals(SLICE)
              ? new Slice(
                  line.label(),
                  line.from(),
                  line.to(),
                  DriftSummary.of(line.rows(), attached.bytes()),
                  counts(line.traffic()))
              : null;
        });
  }

  /** Writes reports, the last of them with the state after all. */
  static List<byte[]> of(List<DriftReport> reports, WindowState after) {
    List<byte[]> payloads = new ArrayList<>();
    for (int i = 0; i < reports.size(); i++) {
      boolean last = i == reports.size() - 1;
      ReportLine line = new ReportLine(REPORT, reports.get(i), last ? line(after) : null);
      List<byte[]> summaries = last ? summaries(after) : List.of();
      payloads.add(Attached.write(ReportForms.JSON.write(line), summaries));
    }
    return payloads;
  }

  static byte[] of(WindowState state) {
    CheckpointLine line = new CheckpointLine(STATE, line(state));
    return Attached.write(ReportForms.JSON.write(line), summaries(state));
  }

  /** Reads a report; null if it is another kind of entry, of a newer version. */
  static @Nullable DriftReport report(byte[] payload, String journal) {
    Attached attached = Attached.read(payload, journal);
    ReportLine line = ReportForms.JSON.read(attached.json(), ReportLine.class, journal);
    return line.kind().equals(REPORT) ? line.report() : null;
  }

  /** Returns the state after a report; null if it has none. */
  static @Nullable WindowState stateAfter(byte[] payload, String journal) {
    Attached attached = Attached.read(payload, journal);
    StateLine line = ReportForms.JSON.read(attached.json(), ReportLine.class, journal).state();
    return line == null ? null : read(journal, () -> state(line, attached));
  }

  static WindowState state(byte[] payload, String journal) {
    Attached attached = Attached.read(payload, journal);
    StateLine line = ReportForms.JSON.read(attached.json(), CheckpointLine.class, journal).state();
    WindowState state = read(journal, () -> state(line, attached));
    return required(state, "state");
  }

  private static <T> @Nullable T read(String journal, Supplier<@Nullable T> reading) {
    try {
      return reading.get();
    } catch (InvalidValueException e) {
      throw new CorruptDataException("Cannot read " + journal + ": " + e.getMessage(), e);
    }
  }

  private static StateLine line(WindowState state) {
    List<WindowLine> windows = state.windows().stream().map(WindowLines::line).toList();
    return new StateLine(state.revision(), state.sorted(), windows, state.spent());
  }

  private static WindowLine line(OpenWindow window) {
    List<PartLine> parts =
        parts(window).stream()
            .map(
                part ->
                    new PartLine(
                        part.from(),
                        part.to(),
                        part.rows(),
                        part.summary().bytes().length,
                        StoredCounts.of(part.traffic())))
            .toList();
    return new WindowLine(window.label(), window.part().isPresent(), parts);
  }

  private static List<Part> parts(OpenWindow window) {
    List<Part> parts = new ArrayList<>(window.full());
    window.part().ifPresent(parts::add);
    return parts;
  }

  private static List<byte[]> summaries(WindowState state) {
    return state.windows().stream()
        .flatMap(window -> parts(window).stream())
        .map(part -> part.summary().bytes())
        .toList();
  }

  private static WindowState state(StateLine line, Attached attached) {
    List<byte[]> summaries =
        attached.split(
            line.windows().stream()
                .flatMap(window -> window.parts().stream())
                .map(PartLine::bytes)
                .toList());
    List<OpenWindow> windows = new ArrayList<>();
    int next = 0;
    for (WindowLine window : line.windows()) {
      List<Part> parts = new ArrayList<>();
      for (PartLine part : window.parts()) {
        DriftSummary summary = DriftSummary.of(part.rows(), summaries.get(next++));
        parts.add(new Part(part.from(), part.to(), summary, counts(part.traffic())));
      }
      Part open = window.open() ? parts.remove(parts.size() - 1) : null;
      windows.add(new OpenWindow(window.label(), List.copyOf(parts), open));
    }
    return new WindowState(line.revision(), line.consumed(), windows, line.spent());
  }
}
