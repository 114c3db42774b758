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

  /** Null if no tensor is sampled. */
  private final @Nullable TensorRecorders tensors;

  private StratumRecorders(
      DriftRecorder[] recorders, @Nullable StrataSummary form, @Nullable TensorRecorders tensors) {
    this.recorders = recorders;
    this.form = form;
    this.tensors = tensors;
  }

  /**
   * Creates recorders; {@code form} is null if there is one stratum, whose summary is that of all,
   * and {@code tensors} unless there are tensors to be sampled.
   */
  static StratumRecorders of(
      DriftRecorder first,
      int strata,
      @Nullable StrataSummary form,
      @Nullable TensorRecorders tensors) {
    DriftRecorder[] recorders = new DriftRecorder[strata];
    recorders[0] = first;
    for (int i = 1; i < strata; i++) {
      recorders[i] = first.another();
    }
    return new StratumRecorders(recorders, form, tensors);
  }

  /** Returns the recorder of a stratum. */
  public DriftRecorder of(int stratum) {
    return recorders[stratum];
  }

  /**
   * Records a tensor, given by the first numbers of an array.
   *
   * @param place the place of its mean, or that after all columns for embeddings
   */
  public void record(int place, float[] tensor, int numbers) {
    if (tensors != null) {
      tensors.record(place, tensor, numbers);
    }
  }

  /** Returns a summary of what was recorded. */
  public DriftSummary snapshot() {
    return tensors == null ? counted() : SampledTensors.write(counted(), tensors.samples());
  }

  private DriftSummary counted() {
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
    return of(
        recorders[0].another(), recorders.length, form, tensors == null ? null : tensors.another());
  }
}
