package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.tracking.Experiments.Body;
import io.lifecycle4j.tracking.Experiments.Call;
import java.util.function.Supplier;

/** Ends runs as what happens in them ends. */
final class RunBodies {
  private RunBodies() {}

  /** Runs a body in a run; returns the id of the run. */
  static <X extends Exception> String run(Supplier<TrackedRun> begin, Body<X> body) throws X {
    required(body, "body");
    return call(
        begin,
        run -> {
          body.run(run);
          return run.id();
        });
  }

  /** Runs a body with a result in a run. */
  @SuppressWarnings({
    "unchecked", // the body throws X or something unchecked, nothing else
    "checkstyle:IllegalCatch" // an error ends the run like any failure, and goes on
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
      run.finishUnlessEnded(); // the body may have ended it itself
      return result;
    }
  }

  /**
   * Ends a run as FAILED; what goes wrong with that does not hide the cause. An interrupt, often
   * the cause itself, is kept for later: it would close the files in which the end is recorded.
   */
  private static void fail(TrackedRun run, Throwable cause) {
    boolean interrupted = Thread.interrupted();
    try (run) {
      run.failUnlessEnded(cause);
    } catch (RuntimeException e) {
      suppress(cause, e);
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
      suppress(cause, e);
    }
  }

  private static void suppress(Throwable cause, Throwable more) {
    if (cause != more) { // a body may throw what flush told it
      cause.addSuppressed(more);
    }
  }
}
