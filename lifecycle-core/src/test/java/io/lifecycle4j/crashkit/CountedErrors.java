package io.lifecycle4j.crashkit;

import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.DynamicType;

/**
 * Throws one {@code Error} where a thread that writes a home enters or leaves a method: as if there
 * were no memory there, no stack, or a class that cannot be loaded. Used by one test at a time.
 */
public final class CountedErrors {
  private static final String WRITING = "lifecycle4j-home-";
  private static final AtomicInteger LEFT = new AtomicInteger();

  private CountedErrors() {}

  /**
   * Changes a class, so that errors can be thrown in its methods.
   *
   * @param code the class
   * @param spared methods that neither call nor create anything, so that nothing fails in them
   * @return the same, changed
   */
  public static DynamicType.Builder<?> in(DynamicType.Builder<?> code, String... spared) {
    return code.visit(
            Advice.to(Both.class)
                .on(isMethod().and(not(isAbstract())).and(not(namedOneOf(spared)))))
        .visit(Advice.to(Entering.class).on(isConstructor()));
  }

  /** Has the n-th place throw that is passed from now on, from 1. */
  static void at(int n) {
    LEFT.set(n);
  }

  /** Throws nothing more; tells how many places there were left until it would have. */
  static int end() {
    return LEFT.getAndSet(0);
  }

  /** Makes the error for the n-th place. */
  static Error error(int n) {
    List<Error> kinds =
        List.of(
            new OutOfMemoryError("on purpose"),
            new StackOverflowError("on purpose"),
            new NoClassDefFoundError("on purpose"));
    return kinds.get(n % kinds.size());
  }

  /** Tells whether this thread writes a home. */
  static boolean isHere() {
    return Thread.currentThread().getName().startsWith(WRITING);
  }

  /** Is passed. */
  public static void pass() {
    if (LEFT.get() > 0 && isHere() && LEFT.getAndDecrement() == 1) {
      throw error((int) System.nanoTime() & 0xff);
    }
  }

  /** What is put around a method. */
  static final class Both {
    private Both() {}

    @Advice.OnMethodEnter
    static void enter() {
      pass();
    }

    @Advice.OnMethodExit
    static void exit() {
      pass();
    }
  }

  /** What is put before a constructor. */
  static final class Entering {
    private Entering() {}

    @Advice.OnMethodEnter
    static void enter() {
      pass();
    }
  }
}
