package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.param;
import static io.lifecycle4j.condition.Conditions.tag;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of evaluating a condition of three clauses on a run, for many runs in turn.
 *
 * <p>Claim under test: below 150 nanoseconds and without allocation for metrics, so that 100,000
 * runs are searched in 15 milliseconds.
 *
 * <p>Run: {@code benchmarks/run.sh jmh ConditionSearch -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ConditionSearch {
  private static final int RUNS = 1_024;

  private final Condition metrics =
      metric("accuracy").above(0.5).and(metric("loss").below(2)).and(metric("epochs").atLeast(3));
  private final Condition mixed =
      metric("accuracy").above(0.5).and(param("lr").below(0.1)).and(tag("team").like("%fraud%"));
  private final Known[] runs = new Known[RUNS];
  private int next;

  /** Creates the runs; half of them match. */
  public ConditionSearch() {
    for (int i = 0; i < RUNS; i++) {
      double accuracy = i % 2 == 0 ? 0.9 : 0.1;
      runs[i] =
          new Known(
              Map.of("accuracy", accuracy, "loss", 1.5 - i / 1e4, "epochs", 3.0 + i, "mae", 0.5),
              Map.of("lr", List.of("0.0" + (i + 1))),
              Map.of("team", List.of("the fraud team " + i)));
    }
  }

  private record Known(
      Map<String, Double> metrics, Map<String, List<String>> params, Map<String, List<String>> tags)
      implements Facts {
    @Override
    public OptionalDouble number(Subject subject) {
      Double value = metrics.get(subject.key());
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    @Override
    public List<String> texts(Subject subject) {
      Map<String, List<String>> texts = subject instanceof Subject.Param ? params : tags;
      return texts.getOrDefault(subject.key(), List.of());
    }
  }

  private Known next() {
    next = (next + 1) % RUNS;
    return runs[next];
  }

  /**
   * Evaluates conditions on three metrics.
   *
   * @return whether the run matches
   */
  @Benchmark
  public boolean metrics() {
    return metrics.holds(next());
  }

  /**
   * Evaluates conditions on a metric, a parameter as a number, and a tag by a pattern.
   *
   * @return whether the run matches
   */
  @Benchmark
  public boolean mixed() {
    return mixed.holds(next());
  }
}
