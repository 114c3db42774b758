package io.lifecycle4j.core.tracking;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.tracking.Run;
import java.net.URI;
import java.util.concurrent.CountDownLatch;

/** A process that has runs open when it stops. */
final class RunExitWorker {
  private RunExitWorker() {}

  /**
   * Starts two runs, prints their ids, and stops.
   *
   * @param arguments where the home is; {@code exit} to end by itself, {@code hook} for one that
   *     closes its home when it is told to stop, {@code wait} for one that does not; how many
   *     points are logged before it waits until they are recorded
   */
  public static void main(String[] arguments) throws Exception {
    Lifecycle home = Lifecycle.open(URI.create(arguments[0]));
    if (arguments[1].equals("hook")) {
      Runtime.getRuntime().addShutdownHook(new Thread(home::close));
    }
    Run first = home.experiments().start("exits").log("loss", 0.5);
    Run second = home.experiments().start("exits").log("loss", 0.25);
    System.out.println(first.id());
    System.out.println(second.id());
    Thread logging = new Thread(() -> log(first, Integer.parseInt(arguments[2])));
    logging.setDaemon(true);
    logging.start();
    if (arguments[1].equals("exit")) {
      System.exit(0);
    }
    new CountDownLatch(1).await();
  }

  /** Logs until the run has ended. */
  private static void log(Run run, int ahead) {
    try {
      for (int step = 1; step < Integer.MAX_VALUE; step++) {
        run.log("steps", step, step);
        if (step % ahead == 0) {
          run.flush();
        }
      }
    } catch (IllegalStateException e) {
      // it has ended
    }
  }
}
