package io.lifecycle4j.core.markdown;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Draws curves as self-contained SVG: no script, no font, no external reference.
 *
 * <p>The colours are those of Okabe and Ito, which remain distinct in colour-blind vision. With
 * more curves than colours, the lines differ in their dashes.
 */
public final class CurvePicture {
  private static final List<String> COLOURS =
      List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000");

  private static final List<String> DASHES = List.of("", "7 3", "2 3", "9 3 2 3");

  private static final int LEFT = 80;
  private static final int TOP = 40;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int LINE = 18;
  private static final int LEGEND = 70;
  private static final int LONGEST_NAME = 80;

  private final String title;
  private final String across;
  private final Map<String, List<Point>> curves;
  private final AxisTicks steps;
  private final AxisTicks values;
  private final StringBuilder out = new StringBuilder();

  /**
   * Creates a picture.
   *
   * @param title what is drawn
   * @param across what grows from left to right
   * @param curves the points of each curve in the order in which a line joins them, by its name
   */
  public CurvePicture(String title, String across, Map<String, List<Point>> curves) {
    this.title = title;
    this.across = across;
    this.curves = curves;
    this.steps = axis(Point::x, true);
    this.values = axis(Point::y, false);
  }

  /**
   * A point of a curve.
   *
   * @param x finite
   * @param y interrupts the curve where it is not finite
   */
  public record Point(double x, double y) {}

  /**
   * Finds an axis.
   *
   * @param counts whether only whole numbers are marked if all points are at such
   */
  private AxisTicks axis(ToDoubleFunction<Point> number, boolean counts) {
    DoubleSummaryStatistics finite =
        curves.values().stream()
            .flatMap(List::stream)
            .filter(point -> Double.isFinite(point.y()))
            .mapToDouble(number)
            .summaryStatistics();
    boolean whole =
        counts
            && curves.values().stream()
                .flatMap(List::stream)
                .mapToDouble(number)
                .allMatch(value -> value == Math.rint(value));
    return finite.getCount() == 0
        ? AxisTicks.of(0, 1, whole)
        : AxisTicks.of(finite.getMin(), finite.getMax(), whole);
  }

  /** Returns the picture as an SVG document. */
  public String draw() {
    int height = TOP + HEIGHT + LEGEND + LINE * curves.size();
    int width = LEFT + WIDTH + 20;
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\"", width, height);
    add(" viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"sans-serif\"", width, height);
    add(" font-size=\"12\">\n<title>%s</title>\n", escaped(title));
    add("<rect width=\"100%%\" height=\"100%%\" fill=\"#FFFFFF\"/>\n");
    add("<text x=\"%d\" y=\"24\" font-size=\"16\">%s</text>\n", LEFT, escaped(title));
    drawAxes();
    int place = 0;
    for (Map.Entry<String, List<Point>> curve : curves.entrySet()) {
      draw(curve.getKey(), curve.getValue(), place++);
    }
    return out.append("</svg>\n").toString();
  }

  private void drawAxes() {
    for (BigDecimal tick : steps.ticks()) {
      double x = x(tick.doubleValue());
      line(x, TOP, x, TOP + HEIGHT);
      text(x, TOP + HEIGHT + 16, "middle", AxisTicks.text(tick));
    }
    for (BigDecimal tick : values.ticks()) {
      double y = y(tick.doubleValue());
      line(LEFT, y, LEFT + WIDTH, y);
      text(LEFT - 6, y + 4, "end", AxisTicks.text(tick));
    }
    add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"", LEFT, TOP, WIDTH, HEIGHT);
    add(" fill=\"none\" stroke=\"#555555\"/>\n");
    text(LEFT + WIDTH / 2.0, TOP + HEIGHT + 34, "middle", escaped(across));
  }

  private void line(double x1, double y1, double x2, double y2) {
    add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"", x1, y1, x2, y2);
    add(" stroke=\"#DDDDDD\"/>\n");
  }

  private void text(double x, double y, String anchor, String text) {
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, text);
  }

  private void draw(String name, List<Point> points, int place) {
    String colour = colour(place);
    String dash = dashes(place);
    String broken = dash.isEmpty() ? "" : " stroke-dasharray=\"" + dash + "\"";
    for (List<Point> piece : pieces(points)) {
      if (piece.size() == 1) {
        Point only = piece.get(0);
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2\"", x(only.x()), y(only.y()));
        add(" fill=\"%s\"/>\n", colour);
      } else {
        add(
            "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"%s points=\"",
            colour, broken);
        piece.forEach(point -> add("%.1f,%.1f ", x(point.x()), y(point.y())));
        out.setLength(out.length() - 1);
        add("\"/>\n");
      }
    }
    int y = TOP + HEIGHT + LEGEND + LINE * place - 8;
    add("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"", LEFT, y, LEFT + 30, y);
    add(" stroke=\"%s\" stroke-width=\"2\"%s/>\n", colour, broken);
    text(LEFT + 38, y + 4, "start", escaped(name));
  }

  /** Splits a curve where a value is not finite. */
  private static List<List<Point>> pieces(List<Point> points) {
    List<List<Point>> pieces = new ArrayList<>();
    List<Point> piece = new ArrayList<>();
    for (Point point : points) {
      if (Double.isFinite(point.y())) {
        piece.add(point);
      } else if (!piece.isEmpty()) {
        pieces.add(piece);
        piece = new ArrayList<>();
      }
    }
    if (!piece.isEmpty()) {
      pieces.add(piece);
    }
    return pieces;
  }

  private double x(double step) {
    return LEFT + WIDTH * steps.place(step);
  }

  private double y(double value) {
    return TOP + HEIGHT * (1 - values.place(value));
  }

  private void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values));
  }

  private static String escaped(String text) {
    return Markup.escaped(shortened(text));
  }

  /** Truncates a name that is too long for a legend. */
  public static String shortened(String name) {
    int length = name.codePointCount(0, name.length());
    return length > LONGEST_NAME
        ? name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME)) + "…"
        : name;
  }

  /**
   * Returns the colour of a curve, such as {@code #0072B2}.
   *
   * @param place the number of curves before it
   */
  public static String colour(int place) {
    return COLOURS.get(place % COLOURS.size());
  }

  /**
   * Returns the lengths of the dashes and gaps of a curve, as SVG writes them; empty for a solid
   * line.
   *
   * @param place the number of curves before it
   */
  public static String dashes(int place) {
    return DASHES.get(place / COLOURS.size() % DASHES.size());
  }

  /**
   * An axis with a few round numbers on it.
   *
   * @param ticks round numbers between {@code from} and {@code to}, ascending
   */
  private record AxisTicks(double from, double to, List<BigDecimal> ticks) {
    private static final int ABOUT = 5;
    private static final int MOST = 20;
    private static final int MAX_PLAIN = 6;

    /** Returns an axis; if both numbers are equal, it is made wider. */
    static AxisTicks of(double least, double greatest, boolean whole) {
      double from = least;
      double to = greatest;
      if (!(half(from, to) / ABOUT > Double.MIN_NORMAL)) {
        double more = Math.max(Math.abs(least) / 10, 1e-300);
        from = Math.max(-Double.MAX_VALUE, least - (least == 0 ? 1 : more));
        to = Math.min(Double.MAX_VALUE, greatest + (least == 0 ? 1 : more));
      }
      BigDecimal about = step(half(from, to) / ABOUT * 2);
      BigDecimal step = whole ? about.max(BigDecimal.ONE) : about; // there is no version 1.5
      return new AxisTicks(from, to, ticks(from, to, step));
    }

    /** Half the length of an axis, since the whole length may exceed {@link Double#MAX_VALUE}. */
    private static double half(double from, double to) {
      return to / 2 - from / 2;
    }

    /** Returns 1, 2 or 5 times a power of ten, at least {@code length}. */
    private static BigDecimal step(double length) {
      int exponent = (int) Math.floor(Math.log10(length));
      BigDecimal wanted = new BigDecimal(length);
      for (int mantissa : new int[] {1, 2, 5}) {
        BigDecimal step = BigDecimal.valueOf(mantissa, -exponent);
        if (step.compareTo(wanted) >= 0) {
          return step;
        }
      }
      return BigDecimal.valueOf(1, -exponent - 1);
    }

    private static List<BigDecimal> ticks(double from, double to, BigDecimal step) {
      BigDecimal last = new BigDecimal(to);
      BigDecimal begin = new BigDecimal(from).divide(step, 0, RoundingMode.CEILING).multiply(step);
      return Stream.iterate(begin, tick -> tick.compareTo(last) <= 0, tick -> tick.add(step))
          .limit(MOST)
          .toList();
    }

    /** Returns the relative position of a number: 0 at {@code from}, 1 at {@code to}. */
    double place(double value) {
      return (value / 2 - from / 2) / half(from, to);
    }

    /** Formats a tick without trailing zeros. */
    static String text(BigDecimal tick) {
      BigDecimal brief = tick.stripTrailingZeros();
      int digitsBefore = brief.precision() - brief.scale();
      boolean plain = Math.abs(digitsBefore) <= MAX_PLAIN && brief.scale() <= MAX_PLAIN;
      return brief.signum() == 0
          ? "0"
          : plain ? brief.toPlainString() : brief.toString().replace("E+", "e").replace("E", "e");
    }
  }
}
