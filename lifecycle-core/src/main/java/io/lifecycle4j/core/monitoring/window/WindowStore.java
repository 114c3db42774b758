package io.lifecycle4j.core.monitoring.window;

import io.lifecycle4j.monitoring.DriftReport;
import java.util.List;

/**
 * Where the slices of all processes, and the reports of the one that judges, are. Confined to one
 * thread at a time.
 */
public interface WindowStore extends AutoCloseable {
  /**
   * Adds a slice of this process, which survives the death of the process. If it throws, call it
   * again with the same object, which adds it once.
   */
  void write(Slice slice);

  /** Returns whether this process judges; it does so until it resigns or dies. */
  boolean leads();

  /** Lets another process judge. */
  void resign();

  /** Returns the last state that was stored, by whichever process. */
  WindowState state();

  /**
   * Reads the slices that are in no window yet, in the order of time.
   *
   * @param before the state whose positions tell which ones are
   */
  Unread unread(WindowState before);

  /**
   * Adds reports and the state after them, in one step; this process must lead. If it throws, they
   * are added or not: resign, and read the state again.
   */
  void append(List<Reported> reports, WindowState after);

  /** Stores a state without a report; this process must lead. */
  void checkpoint(WindowState state);

  /** Erases the slices of this process that are in a stored window. */
  void trim(WindowState stored);

  @Override
  void close();

  /**
   * A report with rows of its window, so that they can be judged again.
   *
   * @param rows the newest part of its window
   */
  record Reported(DriftReport report, Slice rows) {}

  /**
   * Slices that were read.
   *
   * @param complete whether no other process can have older slices
   */
  record Unread(List<Placed> slices, boolean complete) {}

  /** A slice, and where it was read. */
  record Placed(String journal, long sequence, Slice slice) {}
}
