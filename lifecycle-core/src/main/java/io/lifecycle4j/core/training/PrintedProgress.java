package io.lifecycle4j.core.training;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.training.ConsoleProgress;
import io.lifecycle4j.training.TrainingProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Prints the progress of training and of work on data: a bar on a terminal, otherwise a line every
 * few seconds.
 *
 * <p>Thread-safe. Use it for one activity at a time.
 */
final class PrintedProgress implements ConsoleProgress {
  private static final int WIDTH = 30;
  private static final int METRICS = 3; // that fit into a line
  private static final Duration BAR = Duration.ofMillis(100);
  private static final Duration LINE = Duration.ofSeconds(3);

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanos;
  private long shown;
  private long started;
  private int covered;

  /** The last progress that was not printed as the last one. */
  private @Nullable TrainingProgress rest;

  /** Prints a bar on a terminal, lines elsewhere. */
  PrintedProgress(PrintStream out, boolean terminal) {
    this(out, terminal, System::nanoTime);
  }

  /** Measures time by a clock, in nanoseconds. */
  PrintedProgress(PrintStream out, boolean terminal, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.nanos = nanos;
    this.started = nanos.getAsLong();
    this.shown = started - LINE.toNanos();
  }

  @Override
  public synchronized void progressed(TrainingProgress progress) {
    if (progress.epoch() == 1 && progress.batch() <= 1) {
      started = nanos.getAsLong();
    }
    boolean last = progress.share() >= 1;
    show(progress.share(), text(progress), last);
    rest = last ? null : progress;
  }

  @Override
  public synchronized void completed() {
    TrainingProgress left = rest;
    rest = null;
    if (left != null) {
      show(1, "100 %  stopped early after " + epoch(left), true);
    }
  }

  @Override
  public synchronized void failed(Throwable cause) {
    TrainingProgress left = rest;
    rest = null;
    if (left != null) {
      show(left.share(), percent(left) + "failed in " + epoch(left), true);
    }
  }

  @Override
  public synchronized void accept(DataProgress progress) {
    if (progress.files() == 0 && progress.bytes() == 0 && progress.rows() == 0) {
      started = nanos.getAsLong();
    }
    double share = progress.share();
    boolean last = share >= 1 && progress.files() == progress.totalFiles();
    String percent =
        Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%3.0f %%  ", share * 100);
    show(Double.isNaN(share) ? 1 : share, percent + progress, last);
  }

  private void show(double share, String text, boolean last) {
    long now = nanos.getAsLong();
    if (last || now - shown >= (terminal ? BAR : LINE).toNanos()) {
      shown = now;
      String seconds = String.format(Locale.ROOT, "  %.0f s", (now - started) / 1e9);
      out.print(terminal ? bar(share, text + seconds, last) : line(text + seconds));
      out.flush();
    }
  }

  private String bar(double share, String text, boolean last) {
    int done = (int) Math.round(share * WIDTH);
    String blanks = " ".repeat(Math.max(0, covered - text.length())); // hides the previous text
    covered = last ? 0 : text.length();
    String end = last ? System.lineSeparator() : "";
    return "\r  [" + "#".repeat(done) + "-".repeat(WIDTH - done) + "] " + text + blanks + end;
  }

  private static String line(String text) {
    return "  " + text + System.lineSeparator();
  }

  private static String text(TrainingProgress progress) {
    return percent(progress) + epoch(progress);
  }

  private static String percent(TrainingProgress progress) {
    return String.format(Locale.ROOT, "%3.0f %%  ", progress.share() * 100);
  }

  private static String epoch(TrainingProgress progress) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "epoch %d of %d", progress.epoch(), progress.epochs()));
    Map<String, Double> shown = new TreeMap<>();
    progress.metrics().entrySet().stream()
        .limit(METRICS)
        .forEach(metric -> shown.put(metric.getKey(), metric.getValue()));
    shown.forEach(
        (name, value) -> text.append(String.format(Locale.ROOT, "  %s %.3f", name, value)));
    return text.toString();
  }
}
