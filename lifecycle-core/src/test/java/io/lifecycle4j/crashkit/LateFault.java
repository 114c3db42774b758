package io.lifecycle4j.crashkit;

import java.io.IOException;

/** A fault that comes after the operation was done, or after part of it. */
public final class LateFault extends IOException {
  private static final long serialVersionUID = 1L;

  private final double share;

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
  }

  int bytes(int wanted) {
    return (int) (wanted * share);
  }
}
