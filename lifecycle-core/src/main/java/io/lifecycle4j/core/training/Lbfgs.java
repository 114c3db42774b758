package io.lifecycle4j.core.training;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimizes a smooth convex function: Nocedal and Wright, Numerical Optimization, 2006, algorithms
 * 7.4 and 3.1. Uses no random numbers.
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final int MOST_STEPS = 500;
  private static final int MOST_HALVINGS = 40;
  private static final double ENOUGH = 1e-4;

  /** The greatest slope at which a point is the minimum, relative to the value there. */
  private static final double FLAT = 1e-9;

  /** A function with its gradient. */
  @FunctionalInterface
  interface Smooth {
    /** Returns the value at a point, and writes the gradient there. */
    double at(double[] point, double[] gradient);
  }

  /** The last change of the point, and that of the gradient. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Change(double[] point, double[] gradient, double product) {}

  private final Deque<Change> changes = new ArrayDeque<>();

  private Lbfgs() {}

  /** Returns the minimum, as near as doubles and the number of steps allow. */
  static double[] minimize(Smooth function, double[] start) {
    return new Lbfgs().run(function, start.clone());
  }

  private double[] run(Smooth function, double[] start) {
    double[] point = start;
    double[] gradient = new double[point.length];
    double value = function.at(point, gradient);
    for (int step = 0; step < MOST_STEPS && !isFlat(gradient, value); step++) {
      double[] direction = direction(gradient);
      double slope = dot(direction, gradient);
      double[] next = new double[point.length];
      double[] slopes = new double[point.length];
      double length = changes.isEmpty() ? 1 / Math.sqrt(dot(gradient, gradient)) : 1;
      double found = Double.NaN;
      int halvings = 0;
      do {
        for (int i = 0; i < next.length; i++) {
          next[i] = point[i] + length * direction[i];
        }
        found = function.at(next, slopes);
        length /= 2;
      } while (!(found <= value + ENOUGH * 2 * length * slope) && ++halvings < MOST_HALVINGS);
      if (!(found < value)) {
        return point; // rounding hides what is left to gain
      }
      remember(point, next, gradient, slopes);
      point = next;
      gradient = slopes;
      value = found;
    }
    return point;
  }

  private static boolean isFlat(double[] gradient, double value) {
    double greatest = 0;
    for (double slope : gradient) {
      greatest = Math.max(greatest, Math.abs(slope));
    }
    return greatest <= FLAT * Math.max(1, Math.abs(value));
  }

  private void remember(double[] point, double[] next, double[] gradient, double[] slopes) {
    double[] moved = difference(next, point);
    double[] turned = difference(slopes, gradient);
    double product = dot(moved, turned);
    if (product > 0) {
      changes.addFirst(new Change(moved, turned, product));
      if (changes.size() > MEMORY) {
        changes.removeLast();
      }
    }
  }

  /** The two-loop recursion. */
  private double[] direction(double[] gradient) {
    double[] direction = gradient.clone();
    double[] shares = new double[changes.size()];
    int place = 0;
    for (Change change : changes) {
      shares[place] = dot(change.point, direction) / change.product;
      add(direction, -shares[place++], change.gradient);
    }
    Change newest = changes.peekFirst();
    double scale = newest == null ? 1 : newest.product / dot(newest.gradient, newest.gradient);
    for (int i = 0; i < direction.length; i++) {
      direction[i] *= -scale;
    }
    Iterator<Change> oldestFirst = changes.descendingIterator();
    while (oldestFirst.hasNext()) {
      Change change = oldestFirst.next();
      double other = dot(change.gradient, direction) / change.product;
      add(direction, -shares[--place] - other, change.point);
    }
    return direction;
  }

  private static void add(double[] to, double factor, double[] numbers) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * numbers[i];
    }
  }

  private static double[] difference(double[] left, double[] right) {
    double[] difference = left.clone();
    add(difference, -1, right);
    return difference;
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }
}
