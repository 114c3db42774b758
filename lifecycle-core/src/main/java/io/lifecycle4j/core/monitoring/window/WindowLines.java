package io.lifecycle4j.core.monitoring.window;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.monitoring.window.WindowState.Spent;
import io.lifecycle4j.core.monitoring.window.WindowStore.Reported;
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

  /** The longest summary that is kept with a report: many reports are kept. */
  static final int MOST_BYTES = 1 << 16;

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
   * @param part the newest part of its window, whose summary is attached first; null if that has
   *     more than {@value #MOST_BYTES} bytes
   * @param state null if another report follows in the same batch; its summaries are attached
   */
  @WithoutNulls
  record ReportLine(
      String kind, @Nullable PartLine part, DriftReport report, @Nullable StateLine state) {
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
  static List<byte[]> of(List<Reported> reports, WindowState after) {
    List<byte[]> payloads = new ArrayList<>();
    for (int i = 0; i < reports.size(); i++) {
      boolean last = i == reports.size() - 1;
      WindowPart part = reports.get(i).rows().part();
      byte[] own = part.summary().bytes();
      boolean isKept = own.length <= MOST_BYTES;
      ReportLine line =
          new ReportLine(
              REPORT,
              isKept ? line(part) : null,
              reports.get(i).report(),
              last ? line(after) : null);
      List<byte[]> summaries = new ArrayList<>(isKept ? List.of(own) : List.of());
      summaries.addAll(last ? summaries(after) : List.of());
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

  /** Returns the newest part of the window of a report; null if it is not stored. */
  static @Nullable Slice rowsOf(byte[] payload, String journal) {
    Attached attached = Attached.read(payload, journal);
    ReportLine line = ReportForms.JSON.read(attached.json(), ReportLine.class, journal);
    PartLine part = line.part();
    return part == null
        ? null
        : read(
            journal,
            () -> part(part, summaries(line, attached).get(0)).slice(line.report().version()));
  }

  /** Returns the state after a report; null if it has none. */
  static @Nullable WindowState stateAfter(byte[] payload, String journal) {
    Attached attached = Attached.read(payload, journal);
    ReportLine line = ReportForms.JSON.read(attached.json(), ReportLine.class, journal);
    StateLine state = line.state();
    return state == null
        ? null
        : read(
            journal,
            () -> {
              List<byte[]> all = summaries(line, attached);
              return state(state, all.subList(line.part() == null ? 0 : 1, all.size()));
            });
  }

  /** Returns what is attached to a report: the summary of its part, then those of the state. */
  private static List<byte[]> summaries(ReportLine line, Attached attached) {
    List<Integer> lengths = new ArrayList<>();
    PartLine part = line.part();
    StateLine state = line.state();
    if (part != null) {
      lengths.add(part.bytes());
    }
    lengths.addAll(state == null ? List.of() : lengths(state));
    return attached.split(lengths);
  }

  private static List<Integer> lengths(StateLine line) {
    return line.windows().stream()
        .flatMap(window -> window.parts().stream())
        .map(PartLine::bytes)
        .toList();
  }

  static WindowState state(byte[] payload, String journal) {
    Attached attached = Attached.read(payload, journal);
    StateLine line = ReportForms.JSON.read(attached.json(), CheckpointLine.class, journal).state();
    WindowState state = read(journal, () -> state(line, attached.split(lengths(line))));
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
    List<PartLine> parts = parts(window).stream().map(WindowLines::line).toList();
    return new WindowLine(window.label(), window.part().isPresent(), parts);
  }

  private static PartLine line(WindowPart part) {
    return new PartLine(
        part.from(),
        part.to(),
        part.rows(),
        part.summary().bytes().length,
        StoredCounts.of(part.traffic()));
  }

  private static WindowPart part(PartLine line, byte[] summary) {
    DriftSummary rows = DriftSummary.of(line.rows(), summary);
    return new WindowPart(line.from(), line.to(), rows, counts(line.traffic()));
  }

  private static List<WindowPart> parts(OpenWindow window) {
    List<WindowPart> parts = new ArrayList<>(window.full());
    window.part().ifPresent(parts::add);
    return parts;
  }

  private static List<byte[]> summaries(WindowState state) {
    return state.windows().stream()
        .flatMap(window -> parts(window).stream())
        .map(part -> part.summary().bytes())
        .toList();
  }

  private static WindowState state(StateLine line, List<byte[]> summaries) {
    List<OpenWindow> windows = new ArrayList<>();
    int next = 0;
    for (WindowLine window : line.windows()) {
      List<WindowPart> parts = new ArrayList<>();
      for (PartLine part : window.parts()) {
        parts.add(part(part, summaries.get(next++)));
      }
      WindowPart open = window.open() ? parts.remove(parts.size() - 1) : null;
      windows.add(new OpenWindow(window.label(), List.copyOf(parts), open));
    }
    return new WindowState(line.revision(), line.consumed(), windows, line.spent());
  }
}
