package io.lifecycle4j.core.training;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.training.ConsoleProgress;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.spi.TrainingProvider;
import java.io.PrintStream;

/** Prepares examples and shows progress, for the interfaces of the api. */
public final class DefaultTrainingProvider implements TrainingProvider {
  @Override
  public Examples examples(
      FittedPreprocessing preprocessing, Task<?> task, Split split, SplitRole role) {
    return PreparedExamples.of(preprocessing, task, split, role);
  }

  @Override
  @SuppressWarnings("SystemConsoleNull") // on JDK 22 and later a pipe may look like a terminal
  public ConsoleProgress progress(PrintStream out) {
    return new PrintedProgress(out, System.console() != null);
  }

  @Override
  public ConsoleProgress bar(PrintStream out) {
    return new PrintedProgress(out, true);
  }

  @Override
  public ConsoleProgress lines(PrintStream out) {
    return new PrintedProgress(out, false);
  }
}
