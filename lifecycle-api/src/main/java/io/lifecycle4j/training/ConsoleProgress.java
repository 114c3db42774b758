package io.lifecycle4j.training;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.training.spi.TrainingProvider;
import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * Shows the progress of training and data operations, as a bar on a terminal or as lines. Pass it
 * to any {@code onProgress(…)} of the library. Lines are printed every few seconds.
 *
 * <p>Thread-safe. Concurrent operations are shown one after the other.
 */
public interface ConsoleProgress extends TrainingListener, Consumer<DataProgress> {
  /**
   * Shows a bar if the JVM is attached to a terminal, lines otherwise.
   *
   * @param out where to print
   * @return the listener
   */
  static ConsoleProgress to(PrintStream out) {
    required(out, "stream");
    return provider().progress(out);
  }

  /**
   * Shows a bar, with or without a terminal.
   *
   * @param out where to print
   * @return the listener
   */
  static ConsoleProgress bar(PrintStream out) {
    required(out, "stream");
    return provider().bar(out);
  }

  /**
   * Shows lines, with or without a terminal.
   *
   * @param out where to print
   * @return the listener
   */
  static ConsoleProgress lines(PrintStream out) {
    required(out, "stream");
    return provider().lines(out);
  }

  private static TrainingProvider provider() {
    return Preconditions.service(TrainingProvider.class, "show progress");
  }
}
