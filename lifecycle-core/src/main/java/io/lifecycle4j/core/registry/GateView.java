package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.evaluation.EvaluatedVersion;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A version as the check of a gate sees it: only while the check runs, and read-only. Remembers
 * whether rows were opened. Thread-safe.
 */
final class GateView implements EvaluatedVersion, AutoCloseable {
  private final String gate;

  /** Null once the check has ended, so that a check that keeps the view keeps nothing else. */
  private volatile @Nullable GateSubject subject;

  private volatile boolean rowsRead;

  GateView(String gate, GateSubject subject) {
    this.gate = gate;
    this.subject = subject;
  }

  private GateSubject subject() {
    GateSubject open = subject;
    if (open == null) {
      throw new IllegalStateException("The check of gate " + gate + " has ended");
    }
    return open;
  }

  private GateSubject opened() {
    rowsRead = true; // first: who then finds the subject opened it before the verdict
    return subject();
  }

  /** Returns whether the check opened rows, labels, outputs or predictions. */
  boolean rowsRead() {
    return rowsRead;
  }

  @Override
  public Evaluation evaluation() {
    return subject().evaluation();
  }

  @Override
  public double metric(String name) {
    return subject().rows().metric(required(name, "metric"));
  }

  @Override
  public Rows rows() {
    opened();
    return new OpenRows();
  }

  @Override
  public List<Tensor> labels() {
    return opened().rows().labels().stream().map(Tensor::readOnly).toList();
  }

  @Override
  public List<Tensor> outputs() {
    return opened().rows().outputs().stream().map(Tensor::readOnly).toList();
  }

  @Override
  public Object prediction(int row) {
    return opened().rows().prediction(row);
  }

  @Override
  public void close() {
    subject = null;
  }

  @Override
  public String toString() {
    GateSubject open = subject;
    return open == null ? "a version, for a check that has ended" : open.label();
  }

  /** The held-out rows until the check ends, even for a reader that is in the middle of them. */
  private final class OpenRows implements Rows {
    @Override
    public Schema schema() {
      return subject().holdout().schema();
    }

    @Override
    public void forEach(Consumer<? super Row> action) {
      required(action, "action");
      subject()
          .holdout()
          .forEach(
              row -> {
                subject();
                action.accept(row);
              });
    }

    @Override
    public Row row(long number) {
      return subject().holdout().row(number);
    }
  }
}
