package io.lifecycle4j.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures drift monitoring: what it costs ({@link RecordingCost}, {@link DriftReportTime}, {@link
 * VersionDrift}), how often it alarms without a change ({@link QuietWindows}, {@link
 * MonitorYears}), how surely with one ({@link ChangedWindows}), and what Evidently and NannyML do
 * by default with the same streams ({@link QuietPeers}).
 *
 * <p>Run: {@code benchmarks/run.sh monitoring [recording] [report] [version] [changed] [quiet]
 * [years] [peers]}
 */
public final class MonitoringComparisons {
  private MonitoringComparisons() {}

  /** A group of figures. */
  private interface Part {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Measures and prints lines; a missed floor is not an error.
   *
   * @param args the parts to run; none for all
   * @throws IOException if a file cannot be written or a peer fails
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("recording", RecordingCost::run);
    parts.put("report", DriftReportTime::run);
    parts.put("version", VersionDrift::run);
    parts.put("changed", ChangedWindows::run);
    parts.put("quiet", QuietWindows::run);
    parts.put("years", MonitorYears::run);
    parts.put("peers", QuietPeers::run);
    for (String name : args.length == 0 ? parts.keySet() : List.of(args)) {
      Part part = parts.get(name);
      if (part == null) {
        throw new IllegalArgumentException(
            "Invalid name: " + name + " (there are " + parts.keySet() + ")");
      }
      part.run();
    }
  }

  /** Prints a line of a figure that must not be larger. */
  static void ceiling(String name, double figure, double ceiling) {
    System.out.printf(
        Locale.ROOT,
        "%s %.4g ceiling %.4g %s%n",
        name,
        figure,
        ceiling,
        figure <= ceiling ? "met" : "missed");
  }

  /** Prints a line of a figure that must not be smaller. */
  static void floor(String name, double figure, double floor) {
    System.out.printf(
        Locale.ROOT,
        "%s %.4g floor %.4g %s%n",
        name,
        figure,
        floor,
        figure >= floor ? "met" : "missed");
  }
}
