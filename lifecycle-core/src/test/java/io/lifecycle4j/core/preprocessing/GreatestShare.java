package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.preprocessing.UserStep;
import java.util.function.DoubleUnaryOperator;

/** A step as an application has it: divides by the greatest number of the training rows. */
public final class GreatestShare implements UserStep {
  static final String ID = "test.greatest-share";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public Learner learner() {
    return new Learner() {
      private double greatest = Double.NEGATIVE_INFINITY;

      @Override
      public void add(double value) {
        greatest = value > greatest ? value : greatest;
      }

      @Override
      public String state() {
        return String.valueOf(greatest);
      }
    };
  }

  @Override
  public DoubleUnaryOperator function(int version, String state) {
    Preconditions.check(version == 2, "Invalid form of %s: %s", ID, version);
    double greatest = Double.parseDouble(state);
    return x -> x / greatest;
  }
}
