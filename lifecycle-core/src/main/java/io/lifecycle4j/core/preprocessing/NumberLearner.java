package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.core.profile.RunningMoments;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.UserStep;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.schema.Row;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Learns a step from the numbers of the previous steps.
 *
 * @param summary summarises the numbers of a block; its result merges the summary
 * @param fitted ends a pass
 */
record NumberLearner(
    NumberChain chain, Function<double[], Runnable> summary, Supplier<@Nullable FittedStep> fitted)
    implements StepLearner {
  static StepLearner of(Step step, NumberChain chain) {
    if (step instanceof Step.ImputeMean
        || step instanceof Step.Standardize
        || step instanceof Step.MinMax) {
      return moments(step, chain);
    }
    if (step instanceof Step.ImputeMedian
        || step instanceof Step.Robust
        || step instanceof Step.BucketizeQuantiles) {
      return quantiles(step, chain);
    }
    if (step instanceof Step.ImputeMostFrequent || step instanceof Step.OneHot) {
      return counts(step, chain);
    }
    if (step instanceof Step.User user) {
      return user(user, chain);
    }
    throw Chain.wrong(step);
  }

  @Override
  public Block block(int rows) {
    double[] numbers = new double[rows];
    return new Block() {
      private int count;

      @Override
      public void add(Row row) {
        numbers[count++] = chain.read(row);
      }

      @Override
      public Runnable summarize() {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
          values[i] = chain.apply(numbers[i]);
        }
        return summary.apply(values);
      }
    };
  }

  @Override
  public @Nullable FittedStep end() {
    return fitted.get();
  }

  private static StepLearner moments(Step step, NumberChain chain) {
    RunningMoments all = new RunningMoments();
    return new NumberLearner(
        chain,
        values -> {
          double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
          RunningMoments block = new RunningMoments();
          block.add(finite, 0, finite.length);
          return () -> all.merge(block);
        },
        () -> {
          StepLearner.needs(all.count() > 0, chain.column());
          return fitted(step, all.toMoments());
        });
  }

  private static FittedStep fitted(Step step, Moments of) {
    String column = step.column();
    if (step instanceof Step.ImputeMean) {
      return new FittedStep.Fill(column, of.mean());
    }
    return step instanceof Step.MinMax
        ? new FittedStep.Linear(column, of.min(), StepLearner.inverse(column, of.max() - of.min()))
        : new FittedStep.Linear(column, of.mean(), StepLearner.inverse(column, of.deviation()));
  }

  private static StepLearner quantiles(Step step, NumberChain chain) {
    double[] shares = shares(step);
    OrderStatistics order = new OrderStatistics(OrderStatistics.KEPT, shares);
    return new NumberLearner(
        chain,
        values -> () -> order.add(values),
        () -> {
          StepLearner.needs(order.count() > 0, chain.column());
          return order.end() ? fitted(step, order, shares.length) : null;
        });
  }

  private static double[] shares(Step step) {
    if (step instanceof Step.BucketizeQuantiles quantiles) {
      int buckets = quantiles.buckets();
      return IntStream.range(1, buckets).mapToDouble(i -> (double) i / buckets).toArray();
    }
    return step instanceof Step.Robust ? new double[] {0.5, 0.25, 0.75} : new double[] {0.5};
  }

  private static FittedStep fitted(Step step, OrderStatistics order, int shares) {
    if (step instanceof Step.ImputeMedian) {
      return new FittedStep.Fill(step.column(), order.quantile(0));
    }
    if (step instanceof Step.Robust) {
      double factor = StepLearner.inverse(step.column(), order.quantile(2) - order.quantile(1));
      return new FittedStep.Linear(step.column(), order.quantile(0), factor == 0 ? 1 : factor);
    }
    DoubleStream edges = IntStream.range(0, shares).mapToDouble(order::quantile).distinct();
    return new FittedStep.Buckets(step.column(), edges.boxed().toList());
  }

  private static StepLearner counts(Step step, NumberChain chain) {
    Counts<Double> counts = new Counts<>(chain.column());
    return new NumberLearner(
        chain,
        values ->
            () -> Arrays.stream(values).filter(Double::isFinite).forEach(x -> counts.add(x + 0.0)),
        () -> {
          if (step instanceof Step.OneHot oneHot) {
            List<String> categories = counts.sorted().stream().map(String::valueOf).toList();
            return new FittedStep.Encode(step.column(), categories, oneHot.unknown());
          }
          return new FittedStep.Fill(step.column(), counts.mostFrequent());
        });
  }

  private static StepLearner user(Step.User step, NumberChain chain) {
    UserStep found = Operations.userStep(step.id());
    UserStep.Learner learner = found.learner();
    return new NumberLearner(
        chain,
        values -> () -> Arrays.stream(values).forEach(learner::add),
        () -> new FittedStep.User(step.column(), step.id(), found.version(), learner.state()));
  }
}
