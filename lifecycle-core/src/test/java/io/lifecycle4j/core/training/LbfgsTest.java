package io.lifecycle4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.training.Lbfgs.Smooth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts is how often the function is called: each call reads all rows. */
class LbfgsTest {
  private static final int MOST_STEPS = 500;
  private static final int MOST_HALVINGS = 40;

  /** The points at which the function was called. */
  private final List<double[]> points = new ArrayList<>();

  private double[] minimize(Smooth function, double... start) {
    return Lbfgs.minimize(
        (point, gradient) -> {
          points.add(point.clone());
          return function.at(point, gradient);
        },
        start);
  }

  @Test
  void stepsTheLengthOneFirst() {
    Smooth steep =
        (point, gradient) -> {
          gradient[0] = 40 * point[0];
          return 20 * point[0] * point[0];
        };

    assertThat(minimize(steep, 1)).containsExactly(0);
    assertThat(points).containsExactly(new double[] {1}, new double[] {0});
  }

  @Test
  void minimizesAnEllipseInFewSteps() {
    Smooth ellipse =
        (point, gradient) -> {
          gradient[0] = 2 * (point[0] - 3);
          gradient[1] = 200 * (point[1] + 1);
          return Math.pow(point[0] - 3, 2) + 100 * Math.pow(point[1] + 1, 2);
        };

    double[] found = minimize(ellipse, 9, 2);

    assertThat(found[0]).isCloseTo(3, within(1e-6));
    assertThat(found[1]).isCloseTo(-1, within(1e-6));
    assertThat(points).hasSizeLessThan(10);
  }

  /** A step must gain 1e-4 of what the slope promises. */
  @Test
  void halvesAStepUntilItGainsEnough() {
    Smooth scripted =
        (point, gradient) -> {
          gradient[0] = point[0] == 0 ? -2 : 0;
          return point[0] == 1 ? -1.9e-4 : -1e-4 * point[0] * 2;
        };

    assertThat(minimize(scripted, 0)).containsExactly(0.5);
    assertThat(points).containsExactly(new double[] {0}, new double[] {1}, new double[] {0.5});
  }

  @Test
  void staysWhereNothingIsGained() {
    Smooth level =
        (point, gradient) -> {
          gradient[0] = -1;
          return 0;
        };

    assertThat(minimize(level, 5)).containsExactly(5);
    assertThat(points).hasSize(1 + MOST_HALVINGS);
  }

  @Test
  void endsWhereTheFunctionIsFlatBesideItsValue() {
    assertThat(minimize(constant(0.5, 1e-9), 2)).containsExactly(2);
    assertThat(minimize(constant(1e5, -0.5e-4), 2)).containsExactly(2);
    assertThat(points).hasSize(2);
    minimize(constant(0.5, 1.1e-9), 2);
    assertThat(points).hasSizeGreaterThan(3);
  }

  private static Smooth constant(double value, double slope) {
    return (point, gradient) -> {
      gradient[0] = slope;
      return value;
    };
  }

  /** A line has no minimum, and no curvature to learn from. */
  @Test
  void endsAfterTheMostSteps() {
    Smooth line =
        (point, gradient) -> {
          gradient[0] = -1;
          return -point[0];
        };

    assertThat(minimize(line, 0)).containsExactly(MOST_STEPS);
    assertThat(points).hasSize(1 + MOST_STEPS);
  }
}
