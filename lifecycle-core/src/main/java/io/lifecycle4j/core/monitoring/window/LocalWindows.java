package io.lifecycle4j.core.monitoring.window;

import java.util.ArrayList;
import java.util.List;

/** Keeps slices in memory until they are in a window, where nothing can be stored. */
public final class LocalWindows implements WindowStore {
  private static final String HERE = "memory";

  private final List<Placed> slices = new ArrayList<>();
  private WindowState state = WindowState.NONE;
  private long sequence;

  /** Begins without slices. */
  public LocalWindows() {}

  @Override
  public void write(Slice slice) {
    slices.add(new Placed(HERE, ++sequence, slice));
  }

  @Override
  public boolean leads() {
    return true;
  }

  @Override
  public void resign() {
    // there is no other
  }

  @Override
  public WindowState state() {
    return state;
  }

  @Override
  public Unread unread(WindowState before) {
    List<Placed> unread =
        slices.stream().filter(slice -> slice.sequence() > before.consumed(HERE)).toList();
    return new Unread(unread, true);
  }

  @Override
  public void append(List<Reported> reports, WindowState after) {
    state = after;
    trim(after);
  }

  @Override
  public void checkpoint(WindowState now) {
    state = now;
    trim(now);
  }

  @Override
  public void trim(WindowState stored) {
    slices.removeIf(slice -> slice.sequence() <= stored.consumed(HERE));
  }

  @Override
  public void close() {
    slices.clear();
  }
}
