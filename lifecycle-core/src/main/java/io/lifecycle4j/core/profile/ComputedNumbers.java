package io.lifecycle4j.core.profile;

import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * Bins of numbers that a network computes.
 *
 * <p>The same row has slightly different numbers on another processor, by another engine, or in a
 * batch of another size. So no edge may be at a number that comes often: a bin that has one number
 * only reaches from a little below it to a little above it.
 */
public final class ComputedNumbers {
  /** The difference that is expected, as a share of the number. */
  private static final double RELATIVE = 1e-5;

  /** The same, as a share of the greatest edge: sums near 0 are as inexact as their parts. */
  private static final double OF_GREATEST = 1e-6;

  private ComputedNumbers() {}

  /**
   * Returns the cells that rows are counted in.
   *
   * @param profile the rows that choose them
   * @param computed which columns have computed numbers, by name
   */
  public static Profile cells(Profile profile, Predicate<String> computed) {
    List<ColumnProfile> columns = new ArrayList<>();
    for (ColumnProfile column : profile.columns()) {
      Histogram histogram = column.histogram().orElse(null);
      columns.add(
          histogram == null || !computed.test(column.name())
              ? column
              : ColumnProfile.builder(column.name(), column.count(), column.missing())
                  .histogram(empty(edges(histogram.edges())))
                  .build());
    }
    return new Profile(profile.rows(), columns);
  }

  private static Histogram empty(List<Double> edges) {
    return new Histogram(edges, Collections.nCopies(edges.size() + 1, 0L));
  }

  /** Moves edges away from the numbers that chose them; those that are too close become one. */
  static List<Double> edges(List<Double> exact) {
    double greatest = exact.stream().mapToDouble(Math::abs).max().orElse(0);
    List<Double> edges = new ArrayList<>();
    boolean ended = false; // whether the last edge is the end of a bin of one number
    for (int i = 0; i < exact.size(); i++) {
      double edge = exact.get(i);
      boolean ends = i > 0 && edge == Math.nextUp(exact.get(i - 1));
      if (ends) {
        double number = exact.get(i - 1);
        add(edges, Math.max(edge, number + error(number, greatest)));
      } else if (edges.isEmpty() || edge - error(edge, greatest) > edges.get(edges.size() - 1)) {
        add(edges, edge - error(edge, greatest));
      } else if (ended) { // one bin has both numbers
        edges.remove(edges.size() - 1);
      }
      ended = ends;
    }
    return edges;
  }

  private static double error(double number, double greatest) {
    return RELATIVE * Math.abs(number) + OF_GREATEST * greatest;
  }

  private static void add(List<Double> edges, double edge) {
    if (Double.isFinite(edge)) {
      edges.add(edge);
    }
  }
}
