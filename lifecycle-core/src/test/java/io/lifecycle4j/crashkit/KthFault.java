package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.FaultyFileSystem.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fails the k-th of the operations it is told to count, or that one and all after it.
 *
 * <p>Run the same work for k = 1, 2, … until {@link #fired()} is false: then every operation has
 * failed once. Thread-safe.
 */
public final class KthFault implements Rule {
  private final int k;
  private final Rule fault;
  private final boolean sticky;
  private final BiPredicate<Operation, Path> counts;
  private final AtomicInteger seen = new AtomicInteger();
  private volatile @Nullable Operation failed;

  private KthFault(int k, Rule fault, boolean sticky, BiPredicate<Operation, Path> counts) {
    this.k = k;
    this.fault = fault;
    this.sticky = sticky;
    this.counts = counts;
  }

  /**
   * Fails one operation and lets later ones pass.
   *
   * @param k which one, from 1
   * @param fault makes what is thrown
   * @param counts which operations count
   * @return the rule
   */
  public static KthFault once(
      int k, Supplier<IOException> fault, BiPredicate<Operation, Path> counts) {
    return once(k, (operation, path) -> fault.get(), counts);
  }

  /**
   * Fails one operation and all that come after it.
   *
   * @param k which one is the first, from 1
   * @param fault makes what is thrown
   * @param counts which operations count
   * @return the rule
   */
  public static KthFault from(
      int k, Supplier<IOException> fault, BiPredicate<Operation, Path> counts) {
    return from(k, (operation, path) -> fault.get(), counts);
  }

  /**
   * Fails one operation and lets later ones pass.
   *
   * @param k which one, from 1
   * @param fault makes what is thrown
   * @param counts which operations count
   * @return the rule
   */
  public static KthFault once(int k, Rule fault, BiPredicate<Operation, Path> counts) {
    return new KthFault(k, fault, false, counts);
  }

  /**
   * Fails one operation and all that come after it.
   *
   * @param k which one is the first, from 1
   * @param fault makes what is thrown
   * @param counts which operations count
   * @return the rule
   */
  public static KthFault from(int k, Rule fault, BiPredicate<Operation, Path> counts) {
    return new KthFault(k, fault, true, counts);
  }

  @Override
  public @Nullable IOException fault(Operation operation, Path path) {
    if (!counts.test(operation, path)) {
      return null;
    }
    int number = seen.incrementAndGet();
    if (number == k) {
      failed = operation;
    }
    return number == k || (number > k && sticky) ? fault.fault(operation, path) : null;
  }

  /**
   * Tells whether the k-th operation came.
   *
   * @return whether anything failed
   */
  public boolean fired() {
    return failed != null;
  }

  /**
   * Tells how many operations there were.
   *
   * @return how many counted so far
   */
  public int counted() {
    return seen.get();
  }

  /**
   * Tells which operation was the k-th.
   *
   * @return the operation, or null if it did not come
   */
  public @Nullable Operation failed() {
    return failed;
  }
}
