package io.lifecycle4j.core.training;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.training.TrainingListener;
import io.lifecycle4j.training.TrainingProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shows how far training is: a bar that moves on a terminal, a line every few seconds elsewhere.
 *
 * <p>Thread-safe.
 */
public final class ConsoleProgress implements TrainingListener {
  private static final int WIDTH = 30;
  private static final Duration BAR = Duration.ofMillis(100);
  private static final Duration LINE = Duration.ofSeconds(3);

  private final PrintStream out;
  private final boolean terminal;
  private long shown = System.nanoTime() - LINE.toNanos();
  private long started = System.nanoTime();
  private int covered;

  private ConsoleProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Shows a bar if the JVM is attached to a terminal, lines otherwise.
   *
   * @param out where to print
   * @return the listener
   */
  @SuppressWarnings("SystemConsoleNull") // on JDK 22 and later a pipe may look like a terminal
  public static ConsoleProgress to(PrintStream out) {
    return new ConsoleProgress(required(out, "stream"), System.console() != null);
  }

  /**
   * Shows a bar, whatever the JVM is attached to.
   *
   * @param out where to print
   * @return the listener
   */
  public static ConsoleProgress bar(PrintStream out) {
    return new ConsoleProgress(required(out, "stream"), true);
  }

  /**
   * Shows lines, whatever the JVM is attached to.
   *
   * @param out where to print
   * @return the listener
   */
  public static ConsoleProgress lines(PrintStream out) {
    return new ConsoleProgress(required(out, "stream"), false);
  }

  @Override
  public synchronized void progressed(TrainingProgress progress) {
    if (progress.epoch() == 1 && progress.batch() <= 1) {
      started = System.nanoTime();
    }
    boolean last = progress.share() >= 1;
    long now = System.nanoTime();
    if (last || now - shown >= (terminal ? BAR : LINE).toNanos()) {
      shown = now;
      out.print(terminal ? bar(progress, last) : line(progress));
      out.flush();
    }
  }

  private String bar(TrainingProgress progress, boolean last) {
    int done = (int) Math.round(progress.share() * WIDTH);
    String text = text(progress);
    String blanks = " ".repeat(Math.max(0, covered - text.length())); // over what was there before
    covered = last ? 0 : text.length();
    String end = last ? System.lineSeparator() : "";
    return "\r  [" + "#".repeat(done) + "-".repeat(WIDTH - done) + "] " + text + blanks + end;
  }

  private String line(TrainingProgress progress) {
    return "  " + text(progress) + System.lineSeparator();
  }

  private String text(TrainingProgress progress) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%3.0f %%  epoch %d of %d",
            progress.share() * 100,
            progress.epoch(),
            progress.epochs()));
    for (Map.Entry<String, Double> metric : new TreeMap<>(progress.metrics()).entrySet()) {
      text.append(String.format(Locale.ROOT, "  %s %.3f", metric.getKey(), metric.getValue()));
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    return text.append(String.format(Locale.ROOT, "  %.0f s", seconds)).toString();
  }
}
