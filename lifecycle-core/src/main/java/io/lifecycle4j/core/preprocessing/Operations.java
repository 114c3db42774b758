package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.preprocessing.DomainPolicy;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.UserStep;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.DoubleUnaryOperator;

/** Fitted steps as functions of one number, in 64 bits. NaN is a missing number. */
final class Operations {
  private Operations() {}

  static DoubleUnaryOperator of(FittedStep step) {
    if (step instanceof FittedStep.Fill fill) {
      double value = fill.value();
      return x -> Double.isFinite(x) ? x : value;
    }
    if (step instanceof FittedStep.Linear linear) {
      double shift = linear.shift();
      double factor = linear.factor();
      return x -> (x - shift) * factor;
    }
    if (step instanceof FittedStep.Clip clip) {
      double low = clip.low();
      double high = clip.high();
      return x -> Math.max(low, Math.min(high, x));
    }
    if (step instanceof FittedStep.Log log) {
      return log(log);
    }
    if (step instanceof FittedStep.Buckets buckets) {
      double[] edges = buckets.edges().stream().mapToDouble(Double::doubleValue).toArray();
      return x -> Double.isNaN(x) ? x : bucket(edges, x + 0.0);
    }
    if (step instanceof FittedStep.User user) {
      return userStep(user.id()).function(user.version(), user.state());
    }
    throw Chain.wrong(step);
  }

  /** Uses StrictMath, whose results have the same bits on every machine. */
  private static DoubleUnaryOperator log(FittedStep.Log step) {
    return x -> {
      if (x > -1 || Double.isNaN(x)) {
        return StrictMath.log1p(x);
      }
      if (step.outside() == DomainPolicy.MISSING) {
        return Double.NaN;
      }
      throw new InvalidValueException(
          "Invalid input: " + step.column() + " is " + x + " (must be above -1 for its logarithm)");
    };
  }

  private static int bucket(double[] edges, double x) {
    int place = Arrays.binarySearch(edges, x);
    return place >= 0 ? place + 1 : -place - 1;
  }

  /** Finds a step of the application by its id. */
  static UserStep userStep(String id) {
    List<UserStep> found =
        ServiceLoader.load(UserStep.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(step -> step.id().equals(id))
            .toList();
    check(found.size() < 2, "Invalid user steps: %s have the id %s (must be one)", found, id);
    return found.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "User step does not exist: " + id + " (add its service to the class path)"));
  }
}
