package io.lifecycle4j.training;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.training.spi.TrainingProvider;
import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * Shows how far training and work on data are: a bar that moves on a terminal, a line every few
 * seconds elsewhere. For each {@code onProgress(…)} of the library.
 *
 * <p>Thread-safe; one after the other is shown, not two at once.
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
   * Shows a bar, whatever the JVM is attached to.
   *
   * @param out where to print
   * @return the listener
   */
  static ConsoleProgress bar(PrintStream out) {
    required(out, "stream");
    return provider().bar(out);
  }

  /**
   * Shows lines, whatever the JVM is attached to.
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
