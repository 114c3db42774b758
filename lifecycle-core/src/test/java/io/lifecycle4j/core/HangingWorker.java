package io.lifecycle4j.core;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A process with an open run whose disk hangs. */
final class HangingWorker {
  private HangingWorker() {}

  /**
   * Logs, has the disk hang, says so, and waits.
   *
   * @param arguments where the home is
   */
  public static void main(String[] arguments) throws Exception {
    FaultyFileSystem files = new FaultyFileSystem();
    Lifecycle home =
        Lifecycle.builder()
            .medium(Media.file(files.getPath(arguments[0])))
            .closeWithin(Duration.ofSeconds(1))
            .open();
    home.experiments().newRun("hangs").withoutEnvironment().start().log("loss", 1).flush();
    CountDownLatch never = new CountDownLatch(1);
    files.fail(
        (operation, path) -> {
          if (operation == Operation.FORCE) {
            hang(never);
          }
          return null;
        });
    System.out.println("hangs");
    never.await();
  }

  private static void hang(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      hang(never);
    }
  }
}
