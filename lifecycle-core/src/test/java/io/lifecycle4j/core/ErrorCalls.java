package io.lifecycle4j.core;

import io.lifecycle4j.crashkit.ThrownErrors;
import io.lifecycle4j.error.LifecycleException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Calls that must end in time, with an answer or a typed exception. */
final class ErrorCalls {
  private static final Duration BOUND = Duration.ofMinutes(2);

  /** Not wrong, but worth a look. */
  private static final Duration LONG = Duration.ofSeconds(5);

  private final List<String> violations = new ArrayList<>();
  private final boolean strict;
  private boolean hung;

  /**
   * Begins without any call.
   *
   * @param strict whether nothing may throw, not even what is typed
   */
  ErrorCalls(boolean strict) {
    this.strict = strict;
  }

  /** Something that is done. */
  interface Step {
    void run() throws Exception;
  }

  List<String> violations() {
    return violations;
  }

  void violated(String what) {
    violations.add(what);
  }

  /** Returns the answer of a call, or null if it threw what is typed. */
  <T> @Nullable T may(String name, Callable<T> call) {
    return call(name, call, true);
  }

  void may(String name, Step step) {
    did(name, step);
  }

  /** Returns the answer of a call that has no reason to throw. */
  <T> @Nullable T must(String name, Callable<T> call) {
    return call(name, call, false);
  }

  /** Tells whether a call ended well. */
  boolean did(String name, Step step) {
    return call(
            name,
            () -> {
              step.run();
              return true;
            },
            true)
        != null;
  }

  private <T> @Nullable T call(String name, Callable<T> call, boolean typed) {
    if (hung) {
      return null; // what hangs once would hang again
    }
    FutureTask<T> task = new FutureTask<>(call);
    Thread caller = new Thread(task, "caller of " + name);
    caller.setDaemon(true);
    caller.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    caller.start();
    try {
      return within(name, task);
    } catch (TimeoutException e) {
      hung = true;
      violated(name + " does not end\n" + stacks());
    } catch (ExecutionException e) {
      if (strict || !typed || !(e.getCause() instanceof LifecycleException)) {
        violated(name + " throws " + shown(Objects.requireNonNull(e.getCause())));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return null;
  }

  private static <T> T within(String name, FutureTask<T> task)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return task.get(LONG.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      System.out.printf("%s takes more than %s%n%s%n", name, LONG, stacks());
      return task.get(BOUND.minus(LONG).toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static String shown(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      text.append(at).append(" at ");
      text.append(
          Arrays.stream(at.getStackTrace())
              .filter(f -> f.getClassName().contains("lifecycle4j"))
              .limit(8)
              .toList());
    }
    return text.toString();
  }

  /** Waits until something is so. */
  void eventually(String name, Duration bound, Callable<Boolean> condition) {
    long end = System.nanoTime() + bound.toNanos();
    while (!hung && !Boolean.TRUE.equals(call(name, condition, true))) {
      if (System.nanoTime() - end > 0) {
        violated(name + ": not in " + bound + "\n" + stacks());
        return;
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static String stacks() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(
            entry ->
                entry.getKey().getName().startsWith(ThrownErrors.THREADS)
                    || entry.getKey().getName().startsWith("caller of "))
        .map(ErrorCalls::stack)
        .collect(Collectors.joining("\n"));
  }

  private static String stack(Map.Entry<Thread, StackTraceElement[]> entry) {
    return "  "
        + entry.getKey().getName()
        + "\n    "
        + Arrays.stream(entry.getValue())
            .limit(14)
            .map(String::valueOf)
            .collect(Collectors.joining("\n    "));
  }
}
