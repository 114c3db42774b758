package io.lifecycle4j.core.tracking;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.Experiments.Following;
import io.lifecycle4j.tracking.Run;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Starts a run, prints its id once its environment is recorded with all hashes, and goes on. */
final class RunThatNeverEnds {
  private RunThatNeverEnds() {}

  /**
   * Runs until it is killed, or for a minute.
   *
   * @param arguments the directory of the home
   */
  public static void main(String[] arguments) throws InterruptedException {
    try (Lifecycle life = Lifecycle.open(Path.of(arguments[0]));
        Run run = life.experiments().newRun("endless").seed("split", 7).start();
        Following following =
            life.experiments()
                .follow(
                    run.id(),
                    batch -> {
                      if (batch.environment().isPresent() && isWhole(life, run.id())) {
                        System.out.println(run.id());
                      }
                    })) {
      boolean never = new CountDownLatch(1).await(1, TimeUnit.MINUTES); // the test may fail
      System.err.println("Nobody killed " + following + ": " + never);
    }
  }

  private static boolean isWhole(Lifecycle life, String run) {
    EnvironmentCapsule capsule = life.experiments().environment(run).orElseThrow();
    return !capsule.facts().containsKey("native");
  }
}
