package io.lifecycle4j.examples;

import static io.lifecycle4j.condition.Conditions.drift;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.examples.RideForecast.RMSE;
import static io.lifecycle4j.examples.RideHistory.begin;
import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.monitoring.Drift.psi;
import static io.lifecycle4j.registry.Actor.by;
import static java.util.Objects.requireNonNull;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftMonitorBuilder;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityWindow;
import io.lifecycle4j.monitoring.Season;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.RuleDecision;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Thirteen years of a model in production, served day by day at full speed: first its inputs drift,
 * years later its forecasts become worse, and only then is it trained anew.
 *
 * <p>{@link RideForecast} is the model, {@link RideHistory} its data. Days are compared with those
 * of the same weekday and month of the years before, so that neither summer nor Sunday is drift.
 */
public final class WatchedRidership {
  private static final int FIRST_YEAR = 2004;
  private static final int LAST_YEAR = 2016;
  private static final int PLANTED = 2014;

  /**
   * The days of half a year: within a quarter, the reports say of some columns that there is not
   * enough data.
   */
  private static final int WINDOW = 182;

  /** The weather of a month hangs together, and so do the passengers. */
  private static final Duration ALIKE = Duration.ofDays(30);

  private static final String TEMP = "temp";

  private final RideHistory history;
  private final Narrator tell;
  private final BlockingQueue<DriftReport> judged = new LinkedBlockingQueue<>();
  private Instant now = Instant.EPOCH;

  /** The days that are in no judged window yet, by the version that forecast them. */
  private final Map<String, Long> open = new TreeMap<>();

  WatchedRidership(Path data, PrintStream out) throws IOException {
    this.history = new RideHistory(data);
    this.tell = new Narrator(out);
  }

  /**
   * Runs the example in a new home.
   *
   * @param args the directory of the data; optional
   * @throws IOException if the data cannot be read
   */
  public static void main(String[] args) throws IOException {
    Path home = Files.createTempDirectory("watched-ridership-home-");
    new WatchedRidership(Path.of(args.length > 0 ? args[0] : "data"), System.out).run(home);
  }

  /**
   * The results of the example.
   *
   * @param drifted the columns that drifted in each window, by the year of its end
   * @param errors the live error in each year
   * @param retrainings what was trained anew
   */
  record Findings(
      Map<Integer, List<List<String>>> drifted,
      Map<Integer, Double> errors,
      List<Retraining> retrainings) {}

  Findings run(Path home) {
    double naive = Math.rint(100 * history.naiveError(FIRST_YEAR - 1)) / 100;
    try (Lifecycle lifecycle = Lifecycle.builder().directory(home).clock(() -> now).open()) {
      now = begin(FIRST_YEAR);
      DatasetVersion reference = history.commit(lifecycle, FIRST_YEAR);
      DriftMonitor monitor = bySeason(reference);
      try (ManagedModel<RideDay, Double> model =
          new RideForecast(naive, tell).open(lifecycle, monitor, judged::add)) {
        tell.step("The years 2001 to 2003 train version 1, and are the reference of the monitor");
        tell.say("monitor: %s", monitor);
        tell.say(
            "a version is trained anew if inputs drift and its error is above %.2f, that of the"
                + " naive forecast in 2003: as many as 14 days before",
            naive);
        model.promote(
            model.train(reference.split(byRole(RideDay.ROLE))), by("alice"), "First release");
        return years(lifecycle, model, reference);
      }
    }
  }

  /** Compares half a year with the same weekdays and months; one false alarm in 90 days at most. */
  private static DriftMonitor bySeason(DatasetVersion reference) {
    return halfYears(reference).sameSeason("date", Season.WEEKDAY, Season.MONTH).build();
  }

  private static DriftMonitorBuilder halfYears(DatasetVersion reference) {
    return drift().window(WINDOW).reference(reference).dependentWithin(ALIKE).inputsOnly();
  }

  private Findings years(
      Lifecycle lifecycle, ManagedModel<RideDay, Double> model, DatasetVersion reference) {
    tell.step("Each day is forecast the evening before; its passengers are known a month later");
    tell.say("The rule of retraining looks at the error of the last 90 days, each New Year.");
    Map<Integer, List<List<String>>> drifted = new TreeMap<>();
    Map<Integer, Double> errors = new TreeMap<>();
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
      now = begin(year);
      if (year == PLANTED) {
        plant(lifecycle, model);
      }
      serve(model, year);
      drifted.put(year, driftedColumns(model, year));
      errors.put(year, quality(model, year));
      model.judgeQuality(); // as a thread of the library does
      acknowledge(model);
      if (year == FIRST_YEAR) {
        rehearse(model, reference);
      }
      if (year < LAST_YEAR) {
        retrain(lifecycle, model, year);
      }
    }
    tell.step("What the home keeps");
    WhatIsKept kept = new WhatIsKept(model, tell, begin(FIRST_YEAR), begin(LAST_YEAR + 2));
    kept.tell();
    kept.tellOf(TEMP);

    tell.step("Who changed what serves, as the audit trail has it");
    model.history().forEach(entry -> tell.say("%s", entry));
    return new Findings(drifted, errors, model.retrainings().all());
  }

  private static String note(Alert alert) {
    return switch (alert.cause().kind()) {
      case RULE -> "The version before serves again";
      case QUALITY -> "Somebody looks at the version";
      case DRIFT, THRESHOLD, RETRAINING ->
          alert.cause().subject().equals(TEMP)
              ? "The weather"
              : "Passengers come and go, no fault of a source";
    };
  }

  /** Tries a simpler monitor on what was served, before anybody is paged by it. */
  private void rehearse(ManagedModel<RideDay, Double> model, DatasetVersion reference) {
    DriftMonitor simple =
        drift().window(91).reference(reference).alarmWhen(drift(TEMP, psi()).above(0.25)).build();
    DriftBacktest tried = model.backtest(simple).between(begin(FIRST_YEAR), now);
    DriftBacktest.Threshold audited = tried.thresholds().get(0);
    tell.say(
        "      tried on the log: quarters without seasons would find drift of temperature in %d of"
            + " %d",
        tried.reports().stream().filter(it -> it.driftedColumns().contains(TEMP)).count(),
        tried.windows());
    tell.say(
        "      an auditor's threshold, %s, would hold in %d (%.3f expected without drift)",
        audited.condition().words(), audited.windows(), audited.expected().orElseThrow());
  }

  /** Promotes a version whose gate cannot see its fault, since the held-out days have it too. */
  private void plant(Lifecycle lifecycle, ManagedModel<RideDay, Double> model) {
    tell.say("      somebody trains a version on passengers by the hundred, and promotes it");
    DatasetVersion data =
        history.commit(lifecycle, "riders-by-the-hundred", PLANTED, RideDay::tenfold);
    model.promote(model.train(data.split(byRole(RideDay.ROLE))), by("mallory"), "Newest numbers");
  }

  /** Judges quality and the rollback rule, as threads of the library do all the time. */
  private void judge(ManagedModel<RideDay, Double> model, int year, int month) {
    tell.say("%d-%02d: the passengers of the first month are known", year, month);
    model.judgeQuality();
    acknowledge(model);
    model
        .judgeRule()
        .filter(decision -> decision.outcome() == RuleDecision.Outcome.ROLLED_BACK)
        .ifPresent(decision -> tell.say("      rolled back: %s", decision.reason()));
    acknowledge(model);
  }

  private void acknowledge(ManagedModel<RideDay, Double> model) {
    WhatIsKept.acknowledge(model, tell, by("bob"), WatchedRidership::note);
  }

  private void serve(ManagedModel<RideDay, Double> model, int year) {
    Map<String, Double> counted = new LinkedHashMap<>();
    int month = 1;
    for (RideDay day : history.of(year)) {
      if (day.date().getMonthValue() != month) {
        model.recordGroundTruth(counted);
        counted.clear();
        model.monitoring().findDrift(); // a window that is full, however fast days pass
        month = day.date().getMonthValue();
        now = day.begin();
        if (year == PLANTED && month == 2) {
          judge(model, year, month);
        }
      }
      now = day.begin();
      Prediction<Double> forecast = model.predict(day);
      open.merge(RideForecast.MODEL + ":" + forecast.version().orElseThrow(), 1L, Long::sum);
      counted.put(forecast.id(), day.ridership());
    }
    model.recordGroundTruth(counted);
    now = begin(year + 1);
  }

  /** Returns the columns that drifted in each window of a year, the greatest drift first. */
  private List<List<String>> driftedColumns(ManagedModel<RideDay, Double> model, int year) {
    List<DriftReport> windows = reports(model);
    List<List<String>> columns = windows.stream().map(DriftReport::driftedColumns).toList();
    if (columns.isEmpty()) {
      tell.say("%d: no window became full", year);
      return columns;
    }
    List<String> last = columns.get(columns.size() - 1);
    List<String> stations = last.stream().filter(RideDay.STATIONS::contains).toList();
    tell.say(
        "%d: in the last half year, %d of %d stations drifted%s; temperature, all year: %s",
        year,
        stations.size(),
        RideDay.STATIONS.size(),
        stations.isEmpty() ? "" : ", " + stations.get(0) + " most",
        columns.stream().anyMatch(window -> window.contains(TEMP)) ? "drifted" : "as before");
    return columns;
  }

  /**
   * Awaits the reports of all windows that are full. Alerts are decided on a thread of the model,
   * which then calls the listener.
   */
  private List<DriftReport> reports(ManagedModel<RideDay, Double> model) {
    List<DriftReport> reports = new ArrayList<>();
    try {
      while (open.values().stream().anyMatch(days -> days >= WINDOW)) {
        model.monitoring().findDrift(); // judges now, and not in some seconds
        DriftReport next = requireNonNull(judged.poll(1, TimeUnit.MINUTES), "a report");
        open.merge(next.version(), -next.rows(), Long::sum);
        reports.add(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return reports;
  }

  private double quality(ManagedModel<RideDay, Double> model, int year) {
    List<QualityWindow> windows =
        model.quality().between(begin(year), begin(year + 1)).metrics(RMSE).measure().windows();
    QualityWindow window = // of two versions, the one that served longer
        Collections.max(windows, Comparator.comparing(one -> one.coverage().labelled()));
    QualityMetric error = window.metric(RMSE);
    tell.say(
        "      %s: error %.2f%s thousand passengers (naive forecast %.2f)%s",
        window.version(),
        error.value(),
        error
            .interval()
            .map(i -> String.format(Locale.ROOT, " [%.2f, %.2f]", i.lower(), i.upper()))
            .orElse(""),
        history.naiveError(year),
        String.format(
            Locale.ROOT, ", labels of %.0f %% of its days", 100 * window.coverage().share()));
    return error.value();
  }

  /** Commits the days of the last years, and does what is due. */
  private void retrain(Lifecycle lifecycle, ManagedModel<RideDay, Double> model, int year) {
    history.commit(lifecycle, year + 1);
    RetrainingDecision decision = model.runDue(now);
    if (decision.outcome() == RetrainingDecision.Outcome.IN_PROGRESS) { // ends to be watched
      decision = model.runDue(now);
    }
    tell.say("      %s: %s", decision.outcome(), decision.reason());
    if (decision.outcome() == RetrainingDecision.Outcome.BEGUN) {
      Retraining last = model.retrainings().findLatest().orElseThrow();
      tell.say("      %s", last.steps().get(last.steps().size() - 1));
    }
  }
}
