package io.lifecycle4j.core.monitoring.strata;

import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records one window, stratum by stratum. Thread-safe and lock-free. */
public final class StratumRecorders {
  private final DriftRecorder[] recorders;
  private final @Nullable StrataSummary form;

  private StratumRecorders(DriftRecorder[] recorders, @Nullable StrataSummary form) {
    this.recorders = recorders;
    this.form = form;
  }

  /**
   * Creates recorders; {@code form} is null if there is one stratum, whose summary is that of all.
   */
  static StratumRecorders of(DriftRecorder first, int strata, @Nullable StrataSummary form) {
    DriftRecorder[] recorders = new DriftRecorder[strata];
    recorders[0] = first;
    for (int i = 1; i < strata; i++) {
      recorders[i] = first.another();
    }
    return new StratumRecorders(recorders, form);
  }

  /** Returns the recorder of a stratum. */
  public DriftRecorder of(int stratum) {
    return recorders[stratum];
  }

  /** Returns a summary of what was recorded. */
  public DriftSummary snapshot() {
    if (form == null) {
      return recorders[0].snapshot();
    }
    Map<Integer, DriftSummary> summaries = new TreeMap<>();
    for (int i = 0; i < recorders.length; i++) {
      summaries.put(i, recorders[i].snapshot());
    }
    return form.write(summaries);
  }

  /** Creates empty recorders of the next window. */
  public StratumRecorders another() {
    return of(recorders[0].another(), recorders.length, form);
  }
}
