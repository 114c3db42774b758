package io.lifecycle4j.core.tracking;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.tracking.Run;
import java.net.URI;

/** A process that records a run. */
final class RunFollowWorker {
  static final int STEPS = 8_000;

  private RunFollowWorker() {}

  /**
   * Starts a run, prints its id, logs and finishes.
   *
   * @param arguments where the home is
   */
  public static void main(String[] arguments) {
    try (Lifecycle home = Lifecycle.open(URI.create(arguments[0]))) {
      Run run = home.experiments().start("followed").param("rate", 0.1).flush();
      System.out.println(run.id());
      for (int step = 0; step < STEPS; step++) {
        run.log("loss", step, step);
        if (step % 1_000 == 0) {
          run.flush(); // so that it takes a while
        }
      }
      run.tag("last", "yes");
      run.finish();
    }
  }
}
