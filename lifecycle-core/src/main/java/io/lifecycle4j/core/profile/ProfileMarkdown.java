package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.markdown.Markdown;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Lengths;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.Quantiles;
import io.lifecycle4j.profile.spi.ProfileWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a profile as a table: a row for each column.
 *
 * <p>The second cell of a number draws its distribution in bins of equal width, without the lowest
 * and the highest half percent; that of a text has its most frequent values.
 */
public final class ProfileMarkdown implements ProfileWriter {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final int WIDTH = 12;
  private static final int FREQUENT = 3;
  private static final int LONGEST = 30;
  private static final String NONE = "-";

  @Override
  public String markdown(Profile profile) {
    Markdown text = new Markdown();
    text.line("%,d rows", profile.rows());
    text.table(
        7, "Column", "Values", "Missing", "Distinct", "Min", "Median", "Max", "Mean", "Deviation");
    for (ColumnProfile column : profile.columns()) {
      text.row(cells(column));
    }
    return text.toString();
  }

  private static String[] cells(ColumnProfile column) {
    Moments moments = column.moments().orElse(null);
    Lengths lengths = column.lengths().orElse(null);
    Quantiles quantiles = column.quantiles().orElse(null);
    return new String[] {
      Markdown.escaped(column.name()),
      quantiles != null ? bars(quantiles) : frequent(column),
      column.missing() == 0 ? "0" : share(column.missing(), column.count()),
      distinct(column),
      moments != null ? number(moments.min()) : lengths != null ? lengths.min() + " ch" : NONE,
      quantiles != null ? number(quantiles.at(0.5)) : NONE,
      moments != null ? number(moments.max()) : lengths != null ? lengths.max() + " ch" : NONE,
      moments != null ? number(moments.mean()) : NONE,
      moments != null ? number(moments.deviation()) : NONE
    };
  }

  private static String distinct(ColumnProfile column) {
    return column
        .distinct()
        .map(all -> String.format(Locale.ROOT, "%s%,d", all.exact() ? "" : "~", all.count()))
        .orElse(NONE);
  }

  /** Counts the points in bins of equal width; each point stands for as many values. */
  private static String bars(Quantiles quantiles) {
    List<Double> points = quantiles.points();
    int cut = points.size() == Quantiles.POINTS ? 1 : 0;
    double low = points.get(cut);
    double high = points.get(points.size() - 1 - cut);
    if (low == high) {
      return "▁".repeat(WIDTH / 2) + "█" + "▁".repeat(WIDTH / 2);
    }
    int[] bins = new int[WIDTH];
    int most = 0;
    for (double point : points.subList(cut, points.size() - cut)) {
      int bin = Math.min(WIDTH - 1, (int) (WIDTH * share(low, point, high)));
      most = Math.max(most, ++bins[bin]);
    }
    StringBuilder text = new StringBuilder();
    for (int count : bins) {
      // a bin with anything in it is higher than an empty one
      text.append(BARS.charAt(count == 0 ? 0 : 1 + (count * (BARS.length() - 2)) / most));
    }
    return text.toString();
  }

  /** Returns where a point is between two others, whose distance may be beyond all numbers. */
  private static double share(double low, double point, double high) {
    double width = high - low;
    return Double.isInfinite(width)
        ? (point / 2 - low / 2) / (high / 2 - low / 2)
        : (point - low) / width;
  }

  private static String frequent(ColumnProfile column) {
    String values =
        column.categories().entrySet().stream()
            .filter(entry -> !entry.getKey().equals(ColumnProfile.OTHER))
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .limit(FREQUENT)
            .map(entry -> text(entry.getKey()) + " " + share(entry.getValue(), column.count()))
            .collect(Collectors.joining(", "));
    if (values.isEmpty()) {
      return NONE;
    }
    return column.categories().size() > FREQUENT ? values + ", …" : values;
  }

  private static String text(String value) {
    return Markdown.escaped(
        value.length() <= LONGEST ? value : value.substring(0, LONGEST - 1) + "…");
  }

  private static String share(long part, long all) {
    double percent = 100.0 * part / all;
    return percent > 0 && percent < 0.1 ? "<0.1 %" : String.format(Locale.ROOT, "%.1f %%", percent);
  }

  /** Four digits are enough to see by, and all of a whole number. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return NONE; // of a private column
    }
    double size = Math.abs(value);
    if (value == 0 || (size < 1e15 && value == Math.rint(value))) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    if (size >= 1e6 || size < 1e-3) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    int digits = (int) Math.max(0, 3 - Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
