package io.lifecycle4j.core.registry.gates;

import io.lifecycle4j.error.NotFoundException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one gate may see, until it returns. Remembers whether it opened rows. Thread-safe.
 *
 * <p>The views of a gate name what they show by its place here, so that a gate that keeps a view
 * keeps nothing else.
 */
final class GateLook implements AutoCloseable {
  private final String gate;
  private final HeldOutSlices slices;
  private final Level level;
  private final boolean isAskedAgain;

  /** Null once the gate has returned. */
  private volatile @Nullable List<GateSubject> subjects = new CopyOnWriteArrayList<>();

  private volatile boolean rowsRead;

  /** Why the last slice that was asked for does not exist. */
  private volatile @Nullable NotFoundException missing;

  /**
   * Begins.
   *
   * @param isAskedAgain whether the gate said that its verdict rests on more than held-out rows
   */
  GateLook(String gate, HeldOutSlices slices, Level level, boolean isAskedAgain) {
    this.gate = gate;
    this.slices = slices;
    this.level = level;
    this.isAskedAgain = isAskedAgain;
  }

  /** Returns that of comparisons of two versions. */
  Level level() {
    return level;
  }

  /** Shows a version to the gate. */
  GateView view(GateSubject subject) {
    List<GateSubject> open = open();
    synchronized (open) {
      open.add(subject);
      return new GateView(this, open.size() - 1);
    }
  }

  private List<GateSubject> open() {
    List<GateSubject> open = subjects;
    if (open == null) {
      throw new IllegalStateException("The check of gate " + gate + " has ended");
    }
    return open;
  }

  GateSubject subject(int place) {
    return open().get(place);
  }

  /** Returns a version to a gate that opens its rows, labels, outputs or predictions. */
  GateSubject opened(int place) {
    subject(place).rows(); // throws if the gate said that it needs none
    rowsRead = true; // before the next check: who then finds the subject opened it in time
    return subject(place);
  }

  /**
   * Returns a version to a gate that runs it on rows of its own, which the next promotion cannot
   * know unless it asks the gate again.
   *
   * @throws NotFoundException if its verdict would stand
   */
  GateSubject run(int place) {
    GateSubject whole = subject(place).whole();
    if (whole.scored().isPresent() && !isAskedAgain) {
      throw new NotFoundException(
          "Predictions of "
              + whole.label()
              + " for rows of a gate are not known to one whose verdict rests on held-out rows only"
              + " (add GateNeed.MORE_THAN_ROWS to what the gate needs)");
    }
    return whole;
  }

  /** Returns the name of a version, whatever was closed. */
  String shown(int place) {
    List<GateSubject> open = subjects;
    return open == null ? "a version, for a check that has ended" : open.get(place).label();
  }

  /**
   * Finds rows by the values of their columns.
   *
   * @throws NotFoundException if there are none, which {@link #isMissing} knows
   */
  <T> T find(Function<HeldOutSlices, T> selecting) {
    open();
    try {
      return selecting.apply(slices);
    } catch (NotFoundException e) {
      missing = e;
      throw e;
    }
  }

  /** Returns whether a gate throws that rows are missing, as it says to whoever named them. */
  @SuppressWarnings("ReferenceEquality") // it may throw one of its own that is equal
  boolean isMissing(Throwable thrown) {
    return thrown == missing;
  }

  /** Returns whether the gate opened rows, labels, outputs or predictions. */
  boolean rowsRead() {
    return rowsRead;
  }

  @Override
  public void close() {
    subjects = null;
  }
}
