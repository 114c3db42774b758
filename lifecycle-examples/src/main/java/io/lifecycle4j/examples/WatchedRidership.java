package io.lifecycle4j.examples;

import static io.lifecycle4j.condition.Conditions.drifted;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.preprocessing.Steps.dateParts;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.schema.Tasks.regression;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityWindow;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.RuleDecision;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Thirteen years of a model in production, served day by day at full speed: first its inputs drift,
 * years later its forecasts become worse, and only then is it trained anew.
 *
 * <p>The model is linear: the passengers at a station in Chicago by the weekday, the season, the
 * temperature, and the passengers at twenty stations 14 days before. A new version must be better
 * than the naive forecast that as many come as 14 days before.
 */
public final class WatchedRidership {
  private static final int FIRST_YEAR = 2004;
  private static final int LAST_YEAR = 2016;
  private static final int YEARS_OF_DATA = 3;
  private static final int YEAR = 365;
  private static final double RATE = 0.001;

  /** Held out are the last days of the data. */
  private static final int HELD_OUT = 160;

  /** The root mean squared error, in thousand passengers, that calls for a new version. */
  private static final double WORST = 3.2;

  /** A version serves for some years before the next one is trained. */
  private static final Duration COOL_DOWN = Duration.ofDays(1_000);

  /** The days of the shorter windows that are tried. */
  private static final int SHORT = 60;

  /** The error that no version that is right ever has. */
  private static final double ABSURD = 10;

  private static final int PLANTED = 2014;

  private static final String RMSE = "rmse";
  private static final String DATASET = "riders";

  private final List<RideDay> days;
  private final Narrator tell;
  private final BlockingQueue<DriftReport> judged = new LinkedBlockingQueue<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private Instant now = Instant.EPOCH;
  private String last = "";

  WatchedRidership(Path data, PrintStream out) throws IOException {
    this.days = RideDay.read(data);
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
   * @param drifted the columns that drifted in each year
   * @param errors the live error in each year
   * @param retrainings what was trained anew
   */
  record Findings(
      Map<Integer, List<String>> drifted,
      Map<Integer, Double> errors,
      List<Retraining> retrainings) {}

  Findings run(Path home) {
    try (Lifecycle lifecycle = Lifecycle.builder().directory(home).clock(() -> now).open();
        ManagedModel<RideDay, Double> model = open(lifecycle)) {
      tell.step("The years 2001 to 2003 train version 1, and are the reference of the monitor");
      release(lifecycle, model);

      tell.step("Each day is forecast the evening before; its passengers are known a month later");
      tell.say("The rule of retraining looks at the error of the last 90 days, each New Year.");
      Map<Integer, List<String>> drifted = new TreeMap<>();
      Map<Integer, Double> errors = new TreeMap<>();
      for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        now = begin(year);
        if (year == PLANTED) {
          plant(lifecycle, model);
        }
        serve(model, year);
        drifted.put(year, driftedColumns(model, year));
        WhatIsKept.acknowledge(model, tell, by("bob"), WatchedRidership::note);
        errors.put(year, quality(model, year));
        if (year == FIRST_YEAR) {
          rehearse(model);
        }
        if (year < LAST_YEAR) {
          retrain(lifecycle, model, year);
        }
      }

      tell.step("What the home keeps");
      WhatIsKept kept = new WhatIsKept(model, tell, begin(FIRST_YEAR), begin(LAST_YEAR + 2));
      kept.tell();
      kept.tellOf("temp");

      tell.step("Who changed what serves, as the audit trail has it");
      model.history().forEach(entry -> tell.say("%s", entry));
      return new Findings(drifted, errors, model.retrainings().all());
    }
  }

  private ManagedModel<RideDay, Double> open(Lifecycle lifecycle) {
    return lifecycle
        .model("riders", RideDay.INPUT, regression(RideDay.LABEL))
        .preprocessing(
            dateParts("date", DatePart.MONTH_SIN, DatePart.MONTH_COS),
            oneHot("weekday"),
            standardize("temp"),
            standardize(column -> RideDay.STATIONS.contains(column.name())))
        .trainer(
            DjlTrainer.builder()
                .network(Network.builder().build()) // linear
                .learningRate(0.02)
                .batchSize(64)
                .epochs(25)
                .cosineDecay()
                .build())
        .gates(gate("better than as many as 14 days before", (candidate, old) -> beats(candidate)))
        .monitor(windows(YEAR))
        .onDrift(judged::add) // once its alerts are decided
        .rollbackWhen(metric(RMSE).above(ABSURD))
        .retraining(
            RetrainingPolicy.when(drifted().and(metric(RMSE).above(WORST)))
                .coolDown(COOL_DOWN)
                .build())
        .retrainFrom(DATASET)
        .split(byRole(RideDay.ROLE))
        .open();
  }

  private static String note(Alert alert) {
    if (alert.cause().kind() == AlertCause.Kind.RULE) {
      return "The version before serves again";
    }
    return alert.cause().subject().equals("temp")
        ? "A warm year"
        : "Passengers come and go, no fault of a source";
  }

  private static DriftMonitor windows(int days) {
    return drift().window(days).falseAlarmRate(RATE).build();
  }

  /** Tries shorter windows on what was served, before anybody is paged by them. */
  private void rehearse(ManagedModel<RideDay, Double> model) {
    DriftBacktest tried = model.backtest(windows(SHORT)).between(begin(FIRST_YEAR), now);
    long ofTemp =
        tried.reports().stream().filter(it -> it.driftedColumns().contains("temp")).count();
    tell.say(
        "      tried on the log: with windows of %d days, the temperature would be in %d of %d"
            + " alarms, since no window has all seasons; so a window stays a year",
        SHORT, ofTemp, tried.drifted());
  }

  private void release(Lifecycle lifecycle, ManagedModel<RideDay, Double> model) {
    now = begin(FIRST_YEAR);
    DatasetVersion data = snapshot(lifecycle, FIRST_YEAR);
    ModelVersion first = model.train(data.split(byRole(RideDay.ROLE)));
    model.promote(first, by("alice"), "First release");
  }

  /** Commits the days of the years before; what each of them is for depends on its place. */
  private DatasetVersion snapshot(Lifecycle lifecycle, int before) {
    return snapshot(lifecycle, DATASET, before, UnaryOperator.identity());
  }

  private DatasetVersion snapshot(
      Lifecycle lifecycle, String dataset, int before, UnaryOperator<RideDay> fault) {
    LocalDate end = LocalDate.of(before, 1, 1);
    List<RideDay> last =
        days.stream()
            .filter(day -> day.date().isBefore(end))
            .filter(day -> !day.date().isBefore(end.minusYears(YEARS_OF_DATA)))
            .map(fault)
            .toList();
    return lifecycle
        .datasets()
        .dataset(dataset)
        .snapshot(Sources.records(RideDay.rows(day -> role(day, end)), last::forEach))
        .commit();
  }

  /** Spreads the validation days, which are the reference of the monitor, over all seasons. */
  private static String role(RideDay day, LocalDate end) {
    if (!day.date().isBefore(end.minusDays(HELD_OUT))) {
      return SplitRole.HOLDOUT.name();
    }
    boolean third = day.date().toEpochDay() % 3 == 0;
    return third ? SplitRole.VALIDATION.name() : SplitRole.TRAIN.name();
  }

  /** The gate: a candidate that loses to the naive forecast is of no use. */
  private boolean beats(JudgedVersion candidate) {
    int before = candidate.rows().schema().indexOf(RideDay.OWN);
    int came = candidate.rows().schema().indexOf(RideDay.LABEL);
    double[] squares = new double[1];
    candidate
        .rows()
        .forEach(day -> squares[0] += Math.pow(day.number(before) - day.number(came), 2));
    double naive = Math.sqrt(squares[0] / candidate.size());
    double error = candidate.metric(RMSE);
    if (told.add(candidate.label())) { // a retraining asks before it promotes, and once more then
      tell.say(
          "the gate: %s has an error of %.2f on held-out days, the naive forecast %.2f: %s",
          candidate.label(), error, naive, error < naive ? "passes" : "refused");
    }
    return error < naive;
  }

  /** Promotes a version whose gate cannot see its fault, since the held-out days have it too. */
  private void plant(Lifecycle lifecycle, ManagedModel<RideDay, Double> model) {
    tell.say("      somebody trains a version on passengers by the hundred, and promotes it");
    DatasetVersion data = snapshot(lifecycle, "riders-by-the-hundred", PLANTED, RideDay::tenfold);
    model.promote(model.train(data.split(byRole(RideDay.ROLE))), by("mallory"), "Newest numbers");
  }

  /** Judges the rollback rule, as a thread of the library does several times a second. */
  private void judge(ManagedModel<RideDay, Double> model, int year, int month) {
    model
        .judgeRule()
        .filter(decision -> decision.outcome() == RuleDecision.Outcome.ROLLED_BACK)
        .ifPresent(decision -> tell.say("      %d-%02d: %s", year, month, decision.reason()));
  }

  private void serve(ManagedModel<RideDay, Double> model, int year) {
    Map<String, Double> counted = new LinkedHashMap<>();
    int month = 1;
    for (RideDay day : days) {
      if (day.date().getYear() == year) {
        if (day.date().getMonthValue() != month) {
          model.recordGroundTruth(counted);
          counted.clear();
          month = day.date().getMonthValue();
          now = day.begin();
          if (year == PLANTED && month == 2) {
            judge(model, year, month);
          }
        }
        now = day.begin();
        Prediction<Double> forecast = model.predict(day);
        counted.put(forecast.id(), day.ridership());
      }
    }
    model.recordGroundTruth(counted);
    now = begin(year + 1);
  }

  /** Returns the columns that drifted in the last window, the greatest drift first. */
  private List<String> driftedColumns(ManagedModel<RideDay, Double> model, int year) {
    Optional<DriftReport> report = model.monitoring().findDrift();
    if (report.isEmpty()) {
      tell.say("%d: the version has not yet served as many days as a window has", year);
      return List.of();
    }
    awaitAlerts(report.get());
    List<String> columns = report.get().driftedColumns();
    List<String> stations = columns.stream().filter(RideDay.STATIONS::contains).toList();
    tell.say(
        "%d: %d stations of %d drifted%s; temperature: %s",
        year,
        stations.size(),
        RideDay.STATIONS.size(),
        stations.isEmpty() ? "" : ", most " + stations.get(0),
        columns.contains("temp") ? "drifted" : "as before");
    return columns;
  }

  /** Alerts are decided on a thread of the model, which then calls the listener. */
  private void awaitAlerts(DriftReport report) {
    try {
      DriftReport next = report;
      while (!report.id().equals(last) && next != null) {
        next = judged.poll(1, TimeUnit.MINUTES);
        last = next == null ? last : next.id();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private double quality(ManagedModel<RideDay, Double> model, int year) {
    double naive =
        Math.sqrt(
            days.stream()
                .filter(day -> day.date().getYear() == year)
                .mapToDouble(day -> Math.pow(day.naive() - day.ridership(), 2))
                .average()
                .orElseThrow());
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
        naive,
        String.format(
            Locale.ROOT, ", labels of %.0f %% of its days", 100 * window.coverage().share()));
    return error.value();
  }

  /** Commits the days of the last years, and does what is due. */
  private void retrain(Lifecycle lifecycle, ManagedModel<RideDay, Double> model, int year) {
    snapshot(lifecycle, year + 1);
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

  private static Instant begin(int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
