package io.lifecycle4j.core.monitoring.window;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.monitoring.window.WindowState.Spent;
import io.lifecycle4j.core.monitoring.window.WindowStore.Placed;
import io.lifecycle4j.core.monitoring.window.WindowStore.Reported;
import io.lifecycle4j.core.monitoring.window.WindowStore.Unread;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes windows of the slices of all processes and has them judged, if no other process does.
 *
 * <p>A window and its report are one entry, with the positions up to which slices were read. After
 * any failure this process resigns, and whoever leads next begins at the last entry. Confined to
 * one thread at a time.
 */
public final class WindowLeader {
  private static final Logger LOG = LoggerFactory.getLogger(WindowLeader.class);

  /** So long after the end of a period, slices of it may still come from other processes. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  /** So long, slices that are in an open window stay in their journals at most. */
  private static final Duration SAVE_AFTER = Duration.ofMinutes(1);

  private static final int SAVE_SLICES = 256;

  private final WindowPlan plan;
  private final WindowStore store;
  private final Versions versions;
  private @Nullable WindowState state;
  private Instant saved = Instant.MIN;
  private int unsaved;

  /** What is known of the versions of a model. */
  public interface Versions {
    /** Returns whether the reference of a version is known. */
    boolean knows(String label);

    /**
     * Adds summaries of a version.
     *
     * @throws InvalidValueException if one does not fit the reference
     */
    DriftSummary merge(String label, List<DriftSummary> summaries);

    /** Returns whether slices of a label that is not known are expected, and not worth a word. */
    default boolean isOver(String label) {
      return false;
    }

    /**
     * Returns when the windows of a version are full.
     *
     * @param usual the plan of the monitor
     */
    default WindowPlan plan(String label, WindowPlan usual) {
      return usual;
    }

    /** This process begins to judge: whoever judged before may have died at any step. */
    default void led() {}

    /** Judges a window; returns null if it needs no report. */
    @Nullable Judged judge(ClosedWindow window, @Nullable Spent before);
  }

  /**
   * A judged window.
   *
   * @param spent what was spent of the promise of false alarms after it
   */
  public record Judged(DriftReport report, @Nullable Spent spent) {}

  /** Leads once it is asked for a round. */
  public WindowLeader(WindowPlan plan, WindowStore store, Versions versions) {
    this.plan = plan;
    this.store = store;
    this.versions = versions;
  }

  /**
   * Reads what is new, and judges the windows that are full or over, if this process leads.
   *
   * @param late whether there is no time to judge each full window by itself: then all slices of a
   *     version that were read are one window, except those of another time
   * @param told receives each report after it was stored
   * @return whether this process leads
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // after an Error, too, others must be able to lead
  public boolean round(Instant now, BooleanSupplier late, Consumer<DriftReport> told) {
    try {
      if (!store.leads()) {
        state = null;
        return false;
      }
      lead(now, late, told);
      return true;
    } catch (RuntimeException | Error e) {
      resign(e);
      throw e;
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // see round
  private void resign(Throwable cause) {
    state = null;
    try {
      store.resign();
    } catch (RuntimeException | Error e) {
      Closing.suppress(cause, e);
    }
  }

  private void lead(Instant now, BooleanSupplier late, Consumer<DriftReport> told) {
    if (state == null) {
      state = store.state();
      saved = now;
      unsaved = 0;
      versions.led();
    }
    Unread unread = store.unread(current());
    for (Placed placed : unread.slices()) {
      unsaved++;
      add(placed, late.getAsBoolean(), told);
    }
    for (OpenWindow open : current().windows()) {
      if (versions.isOver(open.label())) {
        state = current().with(OpenWindow.of(open.label()));
      } else if (plan(open.label()).isFull(open.open())) {
        advance(current(), (fold, window) -> fold.fill(window), open.label(), told);
      }
    }
    if (plan.isTimed()) {
      Instant until = unread.complete() ? now : now.minus(GRACE);
      for (OpenWindow open : current().windows()) {
        advance(current(), (fold, window) -> fold.pass(window, until), open.label(), told);
      }
    }
    save(now);
  }

  private void add(Placed placed, boolean late, Consumer<DriftReport> told) {
    WindowState consumed = current().consumed(placed.journal(), placed.sequence());
    Slice slice = placed.slice();
    Stepping adding =
        late
            ? (fold, window) -> fold.merge(window, slice)
            : (fold, window) -> fold.add(window, slice);
    advance(consumed, adding, slice.label(), told);
  }

  private WindowState current() {
    WindowState now = state;
    return now == null ? WindowState.NONE : now;
  }

  private WindowPlan plan(String label) {
    return versions.plan(label, plan);
  }

  private WindowFold fold(String label) {
    return new WindowFold(plan(label), (one, two) -> versions.merge(label, List.of(one, two)));
  }

  /** A step of the open window of a version. */
  private interface Stepping {
    WindowFold.Step of(WindowFold fold, OpenWindow window);
  }

  /** Does a step, and stores the reports of the windows that it closes. */
  private void advance(
      WindowState before, Stepping stepping, String label, Consumer<DriftReport> told) {
    WindowFold.Step step = step(before, stepping, label);
    WindowState after = before.with(step.open());
    List<Reported> reports = new ArrayList<>();
    for (ClosedWindow closed : step.closed()) {
      Judged judged = judge(closed, after.spent());
      if (judged != null) {
        reports.add(new Reported(judged.report(), closed.newest()));
        after = after.spent(judged.spent());
      }
    }
    if (!reports.isEmpty()) {
      after = after.next();
      store.append(reports, after);
      stored(after);
    }
    state = after;
    reports.forEach(reported -> told.accept(reported.report()));
  }

  /** Leaves out a slice that cannot be merged: its version is unknown, or has another reference. */
  private WindowFold.Step step(WindowState before, Stepping stepping, String label) {
    OpenWindow window = before.window(label);
    if (!versions.knows(label)) {
      if (!versions.isOver(label)) {
        LOG.warn("The reference of {} is not known: its rows are in no window", label);
      }
      return new WindowFold.Step(OpenWindow.of(label), List.of());
    }
    try {
      return stepping.of(fold(label), window);
    } catch (InvalidValueException e) {
      LOG.warn("Rows of {} were counted for another reference: they are in no window", label, e);
      return new WindowFold.Step(OpenWindow.of(label), List.of());
    }
  }

  /** Returns null for a window that cannot be judged, so that the next ones are. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever a detector throws
  private @Nullable Judged judge(ClosedWindow window, @Nullable Spent before) {
    try {
      return versions.judge(window, before);
    } catch (StorageFailedException | UnknownOutcomeException e) {
      throw e; // the window is judged at the next try
    } catch (RuntimeException | Error e) {
      LOG.error("Cannot judge a window of {}", window.label(), e);
      return null;
    }
  }

  private void stored(WindowState now) {
    unsaved = 0;
    saved = Instant.MIN;
    store.trim(now);
  }

  /** Stores the state if no report did for a while, so that slices can be erased. */
  private void save(Instant now) {
    if (unsaved == 0 || saved.equals(Instant.MIN)) {
      saved = now;
    }
    if (unsaved >= SAVE_SLICES
        || (unsaved > 0 && Duration.between(saved, now).compareTo(SAVE_AFTER) >= 0)) {
      WindowState next = current().next();
      store.checkpoint(next);
      state = next;
      unsaved = 0;
      saved = now;
      store.trim(next);
    }
  }

  /** Counts the rows of the part that is open, as of the last round; 0 if another process leads. */
  public long openRows(String label) {
    return current().window(label).openRows();
  }
}
