package io.lifecycle4j.core.tracking;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.Experiments.Following;
import io.lifecycle4j.tracking.Run;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Starts a run, prints its id once its environment is recorded with all hashes, and goes on. */
final class RunThatNeverEnds {
  private RunThatNeverEnds() {}

  /**
   * Runs until it is killed.
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
      new CountDownLatch(1).await();
      System.out.println(following);
    }
  }

  private static boolean isWhole(Lifecycle life, String run) {
    EnvironmentCapsule capsule = life.experiments().environment(run).orElseThrow();
    return !capsule.facts().containsKey("native");
  }
}
