package io.lifecycle4j.crashkit;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A fault that comes after the operation was done, or after part of it. */
public final class LateFault extends IOException {
  private static final long serialVersionUID = 1L;

  private final double share;

  /** What is thrown in its place. */
  private final @Nullable Error error;

  /**
   * Creates a fault that comes after the operation was done.
   *
   * @param message the message
   */
  public LateFault(String message) {
    this(message, 1);
  }

  /**
   * Creates a fault that comes after part of a write, as on a full disk.
   *
   * @param message the message
   * @param share which share of the bytes is written, 0 to 1; only writes are done in part
   */
  public LateFault(String message, double share) {
    super(message);
    this.share = share;
    this.error = null;
  }

  /**
   * Creates a fault of the virtual machine that comes after the operation was done.
   *
   * @param error what is thrown
   */
  public LateFault(Error error) {
    super(error);
    this.share = 1;
    this.error = error;
  }

  /** Returns a fault, or throws what is to be thrown in its place. */
  static IOException raised(IOException fault) {
    if (fault instanceof LateFault late && late.error != null) {
      throw late.error;
    }
    return fault;
  }

  int bytes(int wanted) {
    return (int) (wanted * share);
  }
}
