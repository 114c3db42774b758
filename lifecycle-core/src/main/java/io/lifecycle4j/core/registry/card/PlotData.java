package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.markdown.CurvePicture;
import io.lifecycle4j.core.markdown.CurvePicture.Point;
import io.lifecycle4j.core.registry.card.CardSection.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What the script of a page draws.
 *
 * @param across what grows from left to right
 */
record PlotData(String title, String across, List<Curve> curves) {
  /** The least length of an axis, as a share of its greatest number. */
  private static final double NARROWEST = 1e-9;

  /**
   * A curve.
   *
   * @param dash the lengths of dashes and gaps; empty for a solid line
   * @param x ascending
   * @param y empty where a value is not finite
   */
  record Curve(
      String name, String colour, List<Integer> dash, List<Double> x, List<Optional<Double>> y) {}

  /**
   * Returns the data of a picture.
   *
   * @param visible makes a name one that can be shown
   */
  static PlotData of(Picture picture, UnaryOperator<String> visible) {
    List<Curve> curves = new ArrayList<>();
    picture
        .curves()
        .forEach((name, points) -> curves.add(curve(visible.apply(name), points, curves.size())));
    String title = CurvePicture.shortened(visible.apply(picture.title()));
    return new PlotData(title, picture.across(), curves);
  }

  private static Curve curve(String name, List<Point> points, int place) {
    Map<Double, Optional<Double>> values = new TreeMap<>();
    points.forEach(point -> values.put(point.x(), Optional.of(point.y()).filter(Double::isFinite)));
    List<Integer> dash =
        Arrays.stream(CurvePicture.dashes(place).split(" "))
            .filter(length -> !length.isEmpty())
            .map(Integer::valueOf)
            .toList();
    return new Curve(
        CurvePicture.shortened(name),
        CurvePicture.colour(place),
        dash,
        List.copyOf(values.keySet()),
        List.copyOf(values.values()));
  }

  /**
   * Returns whether an axis can be marked from left to right. Where all numbers are alike in their
   * first nine digits, uPlot may look for marks between them without end.
   */
  boolean isSpread() {
    DoubleSummaryStatistics numbers =
        curves.stream()
            .flatMap(curve -> curve.x().stream())
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    double length = numbers.getMax() - numbers.getMin();
    double greatest = Math.max(Math.abs(numbers.getMax()), Math.abs(numbers.getMin()));
    return length == 0 || length > NARROWEST * greatest;
  }

  /**
   * Writes the data as JSON that an element of HTML can contain: nothing in it ends the element.
   */
  String json() {
    return Json.PLAIN.text(this).replace("<", "\\u003c");
  }
}
