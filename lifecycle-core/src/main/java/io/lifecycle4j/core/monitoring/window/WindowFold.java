package io.lifecycle4j.core.monitoring.window;

import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Adds slices to the open window of a version, and closes it when it is full or its time is over.
 *
 * <p>Periods of time begin at multiples of their length since 1970, so that all processes have the
 * same ones. A slice is in the period that it began in. Windows that slide share parts: each part
 * that closes ends a window of the last parts. Immutable.
 *
 * @param merge adds summaries of the version
 */
record WindowFold(WindowPlan plan, BinaryOperator<DriftSummary> merge) {
  /** The open window after a step, and the windows that it closed. */
  record Step(OpenWindow open, List<ClosedWindow> closed) {
    private static Step of(OpenWindow open) {
      return new Step(open, List.of());
    }

    private Step after(Step before) {
      List<ClosedWindow> all = new ArrayList<>(before.closed);
      all.addAll(closed);
      return new Step(open, all);
    }
  }

  /** Adds a slice, and closes the window if it is full. */
  Step add(OpenWindow window, Slice slice) {
    Step merged = merge(window, slice);
    return fill(merged.open()).after(merged);
  }

  /** Adds a slice to a window that stays open, even if it is full, unless its time is over. */
  Step merge(OpenWindow window, Slice slice) {
    Step passed = Step.of(window);
    if (plan.isTimed() && window.part().filter(open -> isBefore(open, slice)).isPresent()) {
      passed = closeByTime(window);
    }
    WindowPart part =
        passed.open().part().map(open -> merged(open, slice.part())).orElseGet(slice::part);
    return Step.of(passed.open().with(part)).after(passed);
  }

  /** Closes a window if it is full. */
  Step fill(OpenWindow window) {
    WindowPart part = window.open();
    return part != null && plan.isFull(part) ? close(window, part.to(), false) : Step.of(window);
  }

  private boolean isBefore(WindowPart open, Slice slice) {
    return plan.period(open.from()) < plan.period(slice.from());
  }

  private WindowPart merged(WindowPart one, WindowPart two) {
    return new WindowPart(
        one.from().isBefore(two.from()) ? one.from() : two.from(),
        one.to().isAfter(two.to()) ? one.to() : two.to(),
        merge.apply(one.summary(), two.summary()),
        one.traffic().plus(two.traffic()));
  }

  /** Closes a window if its time was over at a time up to which all slices were added. */
  Step pass(OpenWindow window, Instant until) {
    boolean isOver =
        plan.isTimed()
            && window.part().filter(open -> !plan.end(open.from()).isAfter(until)).isPresent();
    return isOver ? closeByTime(window) : Step.of(window);
  }

  private Step closeByTime(OpenWindow window) {
    return close(window, plan.end(window.part().orElseThrow().from()), true);
  }

  private Step close(OpenWindow window, Instant end, boolean isByTime) {
    List<WindowPart> parts = new ArrayList<>(window.full());
    WindowPart last = window.part().orElseThrow();
    parts.add(last);
    if (plan.isTimed()) {
      long oldest = plan.period(last.from()) - plan.parts();
      parts.removeIf(part -> plan.period(part.from()) <= oldest);
    }
    while (parts.size() > plan.parts()) {
      parts.remove(0);
    }
    List<WindowPart> kept =
        parts.subList(Math.max(0, parts.size() - plan.parts() + 1), parts.size());
    OpenWindow rest = new OpenWindow(window.label(), List.copyOf(kept), null);
    if (parts.size() < plan.parts() && !isByTime) {
      return Step.of(rest); // the first parts of the first window
    }
    return new Step(rest, List.of(closed(window.label(), parts, end, isByTime)));
  }

  private ClosedWindow closed(String label, List<WindowPart> parts, Instant end, boolean isByTime) {
    WindowPart all = parts.stream().reduce(this::merged).orElseThrow();
    boolean early = isByTime && plan.isEarly(all.rows());
    Slice newest = parts.get(parts.size() - 1).slice(label);
    return new ClosedWindow(label, all.from(), end, all.summary(), all.traffic(), early, newest);
  }
}
