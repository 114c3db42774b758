package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.monitoring.CountedVersion.Counts;
import io.lifecycle4j.core.monitoring.statistics.ClassifierTest;
import io.lifecycle4j.core.monitoring.statistics.MultipleTests;
import io.lifecycle4j.core.monitoring.statistics.Significance.Basis;
import io.lifecycle4j.core.monitoring.strata.Compared;
import io.lifecycle4j.core.monitoring.verdict.WindowVerdict;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DatasetDrift;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares the rows of a dataset version with those of another.
 *
 * <p>Bins and texts are chosen on some rows of the reference, which then do not count. So the rows
 * that count are exchangeable without drift, and the tests are exact whatever the sizes. The
 * reference is read twice and the version once; memory does not depend on the rows.
 */
public final class DatasetComparison {
  private static final long SEED = 20_260_101;
  private static final double SUSPECT = 0.05;
  private static final String TOGETHER = "all columns";

  private final DatasetVersion reference;
  private final DatasetVersion version;
  private final double level;
  private final double minimalEffect;

  private DatasetComparison(
      DatasetVersion reference, DatasetVersion version, DriftMonitor settings) {
    this.reference = reference;
    this.version = version;
    check(
        settings.falseAlarmRate().isPresent(),
        "Cannot compare datasets: the drift monitor promises %s (needs falseAlarmRate)",
        settings.falseAlarms().map(Object::toString).orElse("nothing"));
    check(
        settings.by().isEmpty() && settings.sameSeason().isEmpty(),
        "Cannot compare datasets: %s has segments or seasons (only live rows are compared by them)",
        settings);
    level = settings.falseAlarmRate().getAsDouble();
    minimalEffect = settings.minimalEffect();
    for (DatasetVersion one : List.of(reference, version)) {
      check(
          one.summary().rows() >= DriftMonitor.MIN_WINDOW,
          "Cannot compare %s: it has %s rows (needs at least %s)",
          one.ref(),
          one.summary().rows(),
          DriftMonitor.MIN_WINDOW);
    }
  }

  /** Compares by the rate of false alarms and the minimal effect of the settings. */
  public static DatasetDrift of(
      DatasetVersion reference, DatasetVersion version, DriftMonitor settings) {
    return new DatasetComparison(reference, version, settings).drift();
  }

  private DatasetDrift drift() {
    ComparedColumns columns =
        ComparedColumns.of(reference.manifest().schema(), version.manifest().schema());
    if (columns.schema().columns().isEmpty()) {
      return result(0, version.summary().rows()).uncompared(columns.others()).build();
    }
    CountedVersion before = new CountedVersion(reference, columns.schema());
    CountedVersion after = new CountedVersion(version, columns.schema());
    LongPredicate choosing = before.choosing();
    Profile cells = before.profile(choosing);
    Counts of = before.count(cells, choosing.negate());
    Counts now = after.count(cells, at -> true);
    List<Divergence> found =
        new HistogramDriftDetector().compare(withAllTexts(of.counts(), cells), now.counts());
    DatasetDrift.Builder result = result(of.counts().rows(), now.counts().rows());
    add(result, found, together(of.sample(), now.sample()), of.counts().rows());
    List<String> others = new ArrayList<>(columns.others());
    others.addAll(withoutValues(cells, found));
    return result.uncompared(others).build();
  }

  private DatasetDrift.Builder result(long referenceRows, long rows) {
    return DatasetDrift.builder(reference.ref(), referenceRows, version.ref(), rows, level);
  }

  /** Adds the texts of the cells that do not occur in the rows that count. */
  private static Profile withAllTexts(Profile counts, Profile cells) {
    List<ColumnProfile> columns = new ArrayList<>();
    for (int i = 0; i < cells.columns().size(); i++) {
      ColumnProfile column = counts.columns().get(i);
      Map<String, Long> texts = new HashMap<>(column.categories());
      cells.columns().get(i).categories().keySet().forEach(text -> texts.putIfAbsent(text, 0L));
      columns.add(
          new ColumnProfile(
              column.name(),
              column.count(),
              column.missing(),
              column.moments().orElse(null),
              column.histogram().orElse(null),
              texts));
    }
    return new Profile(counts.rows(), columns);
  }

  private static List<String> withoutValues(Profile cells, List<Divergence> found) {
    List<String> compared = found.stream().map(Divergence::column).toList();
    return cells.columns().stream()
        .map(ColumnProfile::name)
        .filter(name -> !compared.contains(name))
        .toList();
  }

  private static Optional<Divergence> together(double[][] reference, double[][] window) {
    if (reference.length == 0 || reference[0].length < 2) {
      return Optional.empty();
    }
    ClassifierTest.Result result = ClassifierTest.test(reference, window, SEED);
    if (result.significance().basis() == Basis.NOT_ENOUGH_DATA) {
      return Optional.empty();
    }
    String words =
        String.format(
            Locale.ROOT,
            "a classifier tells which version a row is of in %.0f %% of pairs",
            100 * result.significance().statistic());
    return Optional.of(
        Divergence.builder(TOGETHER, result.significance().pValue(), words)
            .effect(result.effect().value(), result.effect().low(), result.effect().high())
            .build());
  }

  private void add(
      DatasetDrift.Builder result,
      List<Divergence> columns,
      Optional<Divergence> together,
      long referenceRows) {
    long rows = version.summary().rows();
    List<Compared> compared =
        Stream.concat(columns.stream(), together.stream())
            .map(found -> new Compared(found, null, referenceRows, rows))
            .toList();
    List<ColumnDrift> judged = new WindowVerdict(level, minimalEffect).of(compared);
    List<ColumnDrift> drifts = new ArrayList<>(judged.subList(0, columns.size()));
    drifts.sort(
        Comparator.comparing(ColumnDrift::drifted)
            .thenComparingDouble(column -> column.divergence().effect())
            .reversed());
    result.columns(drifts).suspects(suspects(drifts));
    together.ifPresent(all -> result.together(judged.get(columns.size())));
  }

  private static List<String> suspects(List<ColumnDrift> drifts) {
    double[] rates =
        MultipleTests.benjaminiHochberg(
            drifts.stream().mapToDouble(column -> column.divergence().pValue()).toArray());
    return IntStream.range(0, rates.length)
        .filter(i -> rates[i] <= SUSPECT)
        .mapToObj(i -> drifts.get(i).name())
        .toList();
  }
}
