package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.tracking.Experiments.Call;
import java.util.function.Supplier;

/** Runs bodies within runs, and ends each run as its body ends. */
final class RunBodies {
  private RunBodies() {}

  @SuppressWarnings({
    "unchecked", // the body throws X or an unchecked exception, nothing else
    "checkstyle:IllegalCatch" // an Error ends the run like any failure, and is rethrown
  })
  static <T, X extends Exception> T call(Supplier<TrackedRun> begin, Call<T, X> body) throws X {
    required(body, "body");
    try (TrackedRun run = begin.get()) {
      T result;
      try {
        result = body.call(run);
      } catch (Exception e) {
        fail(run, e);
        throw (X) e;
      } catch (Error e) {
        fail(run, e);
        throw e;
      }
      run.finishUnlessEnded(); // the body may have ended it
      return result;
    }
  }

  /**
   * Ends a run as FAILED; a failure to do so is suppressed in the cause. An interrupt, often the
   * cause itself, is deferred, since it would close the files in which the end is recorded.
   */
  private static void fail(TrackedRun run, Throwable cause) {
    boolean interrupted = Thread.interrupted();
    try (run) {
      run.failUnlessEnded(cause);
    } catch (RuntimeException e) {
      Tracking.suppress(cause, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends a run as KILLED that could not begin in this home. */
  static void kill(TrackedRun run, Throwable cause) {
    try {
      run.killUnlessEnded("it could not begin: " + cause);
    } catch (RuntimeException e) {
      Tracking.suppress(cause, e);
    }
  }
}
