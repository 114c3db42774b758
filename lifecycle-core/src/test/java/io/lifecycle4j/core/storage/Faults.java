package io.lifecycle4j.core.storage;

import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.crashkit.LateFault;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * The ways in which a disk fails.
 *
 * @param name says which
 * @param kth makes the rule that fails the k-th operation
 */
public record Faults(String name, IntFunction<KthFault> kth) {
  @Override
  public String toString() {
    return name;
  }

  /** Each kind once and for good, on every operation that changes something. */
  public static List<Faults> changing() {
    return of((operation, path) -> operation.changes());
  }

  /** Each kind once and for good, on every operation. */
  public static List<Faults> any() {
    return of((operation, path) -> true);
  }

  private static List<Faults> of(BiPredicate<Operation, Path> counts) {
    return List.of(
        once("broken once", () -> new IOException("Input/output error"), counts),
        once("broken once, afterwards", () -> new LateFault("Input/output error"), counts),
        once("full once", () -> new LateFault("No space left on device", 0.5), counts),
        once("refused once", () -> new AccessDeniedException("here"), counts),
        from("broken for good", () -> new IOException("Input/output error"), counts),
        from("full for good", () -> new LateFault("No space left on device", 0.5), counts));
  }

  private static Faults once(
      String name, Supplier<IOException> fault, BiPredicate<Operation, Path> counts) {
    return new Faults(name, k -> KthFault.once(k, fault, counts));
  }

  private static Faults from(
      String name, Supplier<IOException> fault, BiPredicate<Operation, Path> counts) {
    return new Faults(name, k -> KthFault.from(k, fault, counts));
  }
}
