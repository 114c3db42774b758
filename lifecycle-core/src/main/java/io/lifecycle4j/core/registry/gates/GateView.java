package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.evaluation.RunCost;
import io.lifecycle4j.core.evaluation.Stressed;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.Leakage;
import io.lifecycle4j.evaluation.PredictedRows;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.registry.Comparison;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.schema.Tensor;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A version as a gate sees it: only until the gate returns, and read-only. Thread-safe. */
record GateView(GateLook look, int place) implements JudgedVersion {
  private GateSubject subject() {
    return look.subject(place);
  }

  private GateSubject opened() {
    return look.opened(place);
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
  public String label() {
    return subject().label();
  }

  @Override
  public int size() {
    return subject().rows().rows();
  }

  @Override
  public JudgedVersion where(Subject.Slice slice) {
    required(slice, "slice");
    return look.view(look.find(slices -> subject().where(slice, slices)));
  }

  @Override
  public Map<String, JudgedVersion> by(String column) {
    required(column, "column");
    Map<String, JudgedVersion> groups = new TreeMap<>();
    look.find(slices -> subject().by(column, slices))
        .forEach((value, rows) -> groups.put(value, look.view(rows)));
    return Collections.unmodifiableMap(groups);
  }

  @Override
  public Interval interval(String metric) {
    metric(metric); // throws if it does not exist
    return Stressed.interval(subject().rows(), metric);
  }

  private RunCost cost() {
    return cost(subject());
  }

  private RunCost cost(GateSubject subject) {
    return subject
        .cost()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "Cost of " + label() + " does not exist (only of all held-out rows)"));
  }

  @Override
  public long fileBytes() {
    return cost().fileBytes();
  }

  @Override
  public Duration latency(double quantile) {
    check(quantile > 0 && quantile <= 1, "Invalid quantile: %s (must be in (0, 1])", quantile);
    return cost().latency(quantile);
  }

  @Override
  public long memoryBytes() {
    return cost().memoryBytes();
  }

  @Override
  public OptionalDouble findGoldenDifference() {
    return cost().goldenDifference();
  }

  @Override
  public Optional<String> findChildJvmProblem() {
    return cost().childJvmProblem();
  }

  @Override
  public AnswerChanges changesFrom(JudgedVersion before, double tolerance) {
    check(
        tolerance >= 0 && Double.isFinite(tolerance),
        "Invalid tolerance: %s (must be finite and at least 0)",
        tolerance);
    return cost().changesFrom(shown(before).cost(), tolerance);
  }

  @Override
  public PredictedRows predict(Rows rows) {
    required(rows, "rows");
    return cost(look.run(place)).predict(rows);
  }

  /** Returns another version that the same gate sees. */
  private GateView shown(JudgedVersion rival) {
    if (required(rival, "rival") instanceof GateView other && other.look == look) {
      return other;
    }
    throw new InvalidValueException(
        "Invalid rival of " + label() + ": " + rival + " (must be shown to the same gate)");
  }

  @Override
  public VersionNotes notes() {
    return subject().beside().notes().get();
  }

  @Override
  public Leakage leakage() {
    return subject().beside().leakage().get();
  }

  @Override
  public Optional<GateVerdict> findProblem(String metric) {
    return GateFigures.incomparable(subject().rows(), required(metric, "metric"));
  }

  @Override
  public GateVerdict judge(Condition condition) {
    required(condition, "condition");
    return look.find(slices -> GateComparisons.judge(condition, subject(), slices));
  }

  @Override
  public Comparison compare(String metric, JudgedVersion rival) {
    required(metric, "metric");
    return PairedComparison.of(metric, subject(), shown(rival).subject(), look.level());
  }

  @Override
  public Comparison compareWithBaselines(String metric) {
    return GateBaselines.compare(required(metric, "metric"), subject());
  }

  @Override
  public GateVerdict stress(StressTest test, String metric, double margin) {
    return new GateStress(label(), required(metric, "metric"), margin)
        .judge(subject(), required(test, "stress test"));
  }

  @Override
  public String toString() {
    return look.shown(place);
  }

  /** The held-out rows until the gate returns, even for a reader that is in the middle of them. */
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
