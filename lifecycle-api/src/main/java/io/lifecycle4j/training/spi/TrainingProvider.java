package io.lifecycle4j.training.spi;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.training.ConsoleProgress;
import io.lifecycle4j.training.Examples;
import java.io.PrintStream;

/**
 * Prepares examples and shows progress. Found by {@link java.util.ServiceLoader}; {@code
 * lifecycle-core} has the only implementation. Thread-safe.
 */
public interface TrainingProvider {
  /**
   * Prepares the rows of a role; see {@link Examples#of}.
   *
   * @param preprocessing how
   * @param task returns the label of a row
   * @param split the split
   * @param role the role
   * @return the prepared rows
   */
  Examples examples(FittedPreprocessing preprocessing, Task<?> task, Split split, SplitRole role);

  /**
   * Shows progress as fits the stream; see {@link ConsoleProgress#to}.
   *
   * @param out where to print
   * @return the listener
   */
  ConsoleProgress progress(PrintStream out);

  /**
   * Shows progress as a bar; see {@link ConsoleProgress#bar}.
   *
   * @param out where to print
   * @return the listener
   */
  ConsoleProgress bar(PrintStream out);

  /**
   * Shows progress as lines; see {@link ConsoleProgress#lines}.
   *
   * @param out where to print
   * @return the listener
   */
  ConsoleProgress lines(PrintStream out);
}
