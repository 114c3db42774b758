package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.FaultyFileSystem.Rule;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The nine ways in which an operation of a file system fails; first the failed forces, which are
 * few and show most.
 */
public enum DiskFault {
  /** A force that failed, and lost what it should have kept. */
  FORCE_LOST,
  /** A force that failed, after which the data can be read as before, until the power fails. */
  FORCE_KEPT,
  /** A force that said nothing; the next one of that file says it. */
  FORCE_TOLD_LATER,
  /** An error of the device before anything was done. */
  BROKEN,
  /** An error of the device though all was done. */
  BROKEN_AFTERWARDS,
  /** A full disk: half of a write is there. */
  FULL,
  /** A process that has too many files open. */
  TOO_MANY_FILES,
  /** A channel closed by the interrupt of a thread. */
  INTERRUPTED,
  /** A deletion or a move that is refused. */
  DENIED;

  private static final Set<Operation> GROWS =
      Set.of(Operation.WRITE, Operation.CREATE, Operation.LINK, Operation.MOVE);
  private static final Set<Operation> OF_CHANNELS =
      Set.of(Operation.READ, Operation.WRITE, Operation.TRUNCATE, Operation.FORCE, Operation.LOCK);

  /**
   * Tells whether the fault can strike an operation.
   *
   * @param operation the operation
   * @return whether it counts
   */
  boolean strikes(Operation operation) {
    return switch (this) {
      case BROKEN, BROKEN_AFTERWARDS, TOO_MANY_FILES -> true;
      case FULL -> GROWS.contains(operation);
      case FORCE_LOST, FORCE_KEPT, FORCE_TOLD_LATER -> operation == Operation.FORCE;
      case INTERRUPTED -> OF_CHANNELS.contains(operation);
      case DENIED -> operation == Operation.DELETE || operation == Operation.MOVE;
    };
  }

  /** Tells whether what was acknowledged without a force may be gone. */
  boolean losesData() {
    return this == FORCE_LOST;
  }

  /** Tells whether a power cut takes what could be read, though a later force said nothing. */
  boolean losesPages() {
    return this == FORCE_KEPT;
  }

  /**
   * Fails the k-th operation that the fault can strike.
   *
   * @param k which one, from 1
   * @param forGood whether all later ones fail too
   * @param files where
   */
  Plan plan(int k, boolean forGood, MemoryFileSystem files) {
    Rule rule =
        this == FORCE_TOLD_LATER ? new ToldLater() : (asked, path) -> make(asked, path, files);
    boolean lasts = forGood || this == FORCE_TOLD_LATER;
    KthFault fault =
        lasts
            ? KthFault.from(k, rule, (operation, path) -> strikes(operation))
            : KthFault.once(k, rule, (operation, path) -> strikes(operation));
    return new Plan(this, fault);
  }

  private IOException make(Operation operation, Path path, MemoryFileSystem files) {
    return switch (this) {
      case BROKEN_AFTERWARDS -> new LateFault("Input/output error");
      case FULL -> full(operation);
      case FORCE_LOST -> failed(path, files.disk(), files.disk()::loseUnforced);
      case FORCE_KEPT -> failed(path, files.disk(), files.disk()::failForce);
      case TOO_MANY_FILES -> new FileSystemException(path.toString(), null, "Too many open files");
      case INTERRUPTED -> new ClosedByInterruptException();
      case DENIED -> new AccessDeniedException(path.toString());
      default -> new IOException("Input/output error");
    };
  }

  private static IOException full(Operation operation) {
    String message = "No space left on device";
    return operation == Operation.WRITE ? new LateFault(message, 0.5) : new IOException(message);
  }

  /** Has a disk do with a file what a failed force does; names are in the care of a log. */
  static IOException failed(Path path, Disk disk, Consumer<Inode> effect) {
    Inode inode = disk.find(MemoryPath.of(FaultyPath.unwrap(path)).names());
    if (inode != null && !inode.directory) {
      effect.accept(inode);
    }
    return new IOException("Input/output error");
  }

  /** Lets a force pass and fails the next one of the same file. */
  private static final class ToldLater implements Rule {
    private final Set<String> silent = ConcurrentHashMap.newKeySet();

    @Override
    public @Nullable IOException fault(Operation operation, Path path) {
      return silent.add(path.toString()) ? null : new IOException("Input/output error");
    }
  }

  /**
   * A fault that waits for its operation.
   *
   * @param kind the fault
   * @param kth counts
   */
  record Plan(DiskFault kind, KthFault kth) implements Rule {
    @Override
    public @Nullable IOException fault(Operation operation, Path path) {
      return kind == TOO_MANY_FILES ? null : kth.fault(operation, path);
    }

    @Override
    public @Nullable IOException opening(Operation operation, Path path) {
      return kind == INTERRUPTED ? null : kth.fault(operation, path);
    }
  }
}
