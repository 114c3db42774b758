package io.lifecycle4j.core.storms;

import io.lifecycle4j.Lifecycle;
import java.net.URI;
import java.time.Duration;

/** A process that starts and ends runs for a while, and prints how many. */
final class RunStartWorker {
  private RunStartWorker() {}

  /**
   * Starts runs.
   *
   * @param arguments where the home is, the name of the worker, for how long
   */
  public static void main(String[] arguments) {
    try (Lifecycle home = Lifecycle.open(URI.create(arguments[0]))) {
      System.out.println("ready");
      long end = System.nanoTime() + Duration.parse(arguments[2]).toNanos();
      int runs = 0;
      for (; System.nanoTime() - end < 0; runs++) {
        String name = arguments[1] + "-" + runs;
        home.experiments()
            .newRun("starts")
            .name(name)
            .withoutEnvironment() // the end of the first run would wait for its hashes
            .run(run -> run.log("loss", 0.5));
      }
      System.out.println(runs);
    }
  }
}
