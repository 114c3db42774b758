package io.lifecycle4j.core.storms;

import java.net.URI;
import java.nio.file.Path;

/** Loads all that the workers of the storms load. */
final class ChildTraining {
  private static final int RUNS = 3;

  private ChildTraining() {}

  /**
   * Writes a little, as each worker does.
   *
   * @param arguments those of {@link KillWorker}
   */
  public static void main(String[] arguments) throws Exception {
    KillWorker.main(arguments);
    RunKillWorker.main(
        new String[] {
          URI.create(arguments[0] + "-runs").toString(),
          Path.of(arguments[2] + "-runs").toString(),
          arguments[3],
          Integer.toString(RUNS)
        });
  }
}
