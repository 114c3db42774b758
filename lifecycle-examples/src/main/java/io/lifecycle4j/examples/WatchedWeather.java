package io.lifecycle4j.examples;

import static io.lifecycle4j.condition.Conditions.drifted;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.preprocessing.Steps.log;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.registry.Gates.betterThanProduction;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static io.lifecycle4j.schema.Tasks.classification;
import static java.util.Objects.requireNonNull;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.QualityWindow;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.serving.Prediction;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A model whose world drifts without harm: in Seattle it rains less each year, and the model is as
 * good as before.
 *
 * <p>Drift alone calls for a retraining, but promotes nothing: a candidate that is not better than
 * the version in production is refused by the gate, and after two of them a person is asked.
 */
public final class WatchedWeather {
  private static final int FIRST_YEAR = 2012;
  private static final int LAST_YEAR = 2015;
  private static final int YEAR = 365;
  private static final String ACCURACY = "accuracy";
  private static final String DATASET = "seattle";

  /** More days for the reference of the monitor than a model would need for validation. */
  private static final SplitPlan SPLIT = byHash(1).train(0.45).validation(0.4).holdout(0.15);

  private final List<Day> days;
  private final Narrator tell;
  private final BlockingQueue<DriftReport> judged = new LinkedBlockingQueue<>();
  private Instant now = Instant.EPOCH;

  WatchedWeather(Path data, PrintStream out) throws IOException {
    this.days =
        Files.readAllLines(data.resolve("weather.csv")).stream()
            .filter(line -> line.startsWith("Seattle"))
            .map(line -> Day.of(line.split(",", -1)))
            .toList();
    this.tell = new Narrator(out);
  }

  /** What the model sees of a day. */
  @SuppressWarnings({"checkstyle:RecordComponentName", "checkstyle:ParameterName"}) // as in file
  record Sky(double precipitation, double temp_max, double temp_min, double wind) {}

  /** A row of the dataset. */
  @SuppressWarnings({"checkstyle:RecordComponentName", "checkstyle:ParameterName"}) // as in file
  record Observed(
      double precipitation, double temp_max, double temp_min, double wind, String weather) {}

  /** A day and its weather. */
  private record Day(LocalDate date, Sky sky, String weather) {
    /** Reads the cells of a line: location, date, four numbers, weather. */
    static Day of(String[] cells) {
      double[] numbers = new double[4];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Double.parseDouble(cells[i + 2]);
      }
      return new Day(
          LocalDate.parse(cells[1].substring(0, 10)),
          new Sky(numbers[0], numbers[1], numbers[2], numbers[3]),
          cells[6]);
    }

    Observed observed() {
      return new Observed(sky.precipitation, sky.temp_max, sky.temp_min, sky.wind, weather);
    }
  }

  /**
   * The results of the example.
   *
   * @param drifted the columns that drifted in any year
   * @param accuracies the live accuracy in each year
   * @param retrainings what was trained anew
   * @param last what was decided last
   * @param serving the number of the version that serves at the end
   */
  record Findings(
      Set<String> drifted,
      Map<Integer, Double> accuracies,
      List<Retraining> retrainings,
      RetrainingDecision last,
      int serving) {}

  /**
   * Runs the example in a new home.
   *
   * @param args the directory of the data; optional
   * @throws IOException if the data cannot be read
   */
  public static void main(String[] args) throws IOException {
    Path home = Files.createTempDirectory("watched-weather-home-");
    new WatchedWeather(Path.of(args.length > 0 ? args[0] : "data"), System.out).run(home);
  }

  Findings run(Path home) {
    try (Lifecycle lifecycle = Lifecycle.builder().directory(home).clock(() -> now).open();
        ManagedModel<Sky, String> model = open(lifecycle)) {
      tell.step("The year 2012 trains version 1");
      now = begin(FIRST_YEAR + 1);
      DatasetVersion first = snapshot(lifecycle);
      model.promote(model.train(first.split(SPLIT)), by("alice"), "First release");
      tell.say("labels of 2012: %s", labels(FIRST_YEAR));

      tell.step("Each day is predicted, and its weather is known at the end of the year");
      Set<String> drifted = new TreeSet<>();
      Map<Integer, Double> accuracies = new TreeMap<>();
      for (int year = FIRST_YEAR + 1; year <= LAST_YEAR; year++) {
        serve(model, year);
        tell.say("%d: labels %s", year, labels(year));
        DriftReport report = awaitReport(model);
        drifted.addAll(report.driftedColumns());
        tell.say(
            "      inputs: %s",
            report.drifted() ? "drift of " + report.driftedColumns() : "no drift");
        WhatIsKept.acknowledge(model, tell, by("bob"), alert -> "Another year, the sensor is fine");
        accuracies.put(year, accuracy(model, year));
        snapshot(lifecycle);
        RetrainingDecision decision = model.runDue(now);
        tell.say("      %s: %s", decision.outcome(), decision.reason());
      }

      tell.step("What became of the retrainings");
      model.retrainings().all().forEach(this::tellSteps);

      tell.step("What the home keeps");
      new WhatIsKept(model, tell, begin(FIRST_YEAR), begin(LAST_YEAR + 2)).tell();
      model.history().forEach(entry -> tell.say("%s", entry));
      RetrainingDecision last = model.retrainings().findDecision().orElseThrow();
      int serving = model.predict(days.get(0).sky()).version().orElseThrow();
      tell.say("version %d serves", serving);
      return new Findings(drifted, accuracies, model.retrainings().all(), last, serving);
    }
  }

  private ManagedModel<Sky, String> open(Lifecycle lifecycle) {
    return lifecycle
        .model("weather", Sky.class, classification("weather"))
        .preprocessing(
            log("precipitation"),
            standardize("precipitation"),
            standardize("temp_max"),
            standardize("temp_min"),
            standardize("wind"))
        .trainer(
            DjlTrainer.builder()
                .network(Network.builder().build()) // linear
                .learningRate(0.02)
                .batchSize(64)
                .epochs(60)
                .schedule(Schedule.cosine())
                .build())
        .gates(betterThanProduction(ACCURACY), withoutBaseline("It is linear"))
        .monitor(drift().window(YEAR))
        .onDrift(judged::add)
        .retrainWhen(drifted())
        .retrainFrom(DATASET)
        .split(SPLIT)
        .open();
  }

  /** Commits all days that have passed. */
  private DatasetVersion snapshot(Lifecycle lifecycle) {
    return lifecycle
        .datasets()
        .dataset(DATASET)
        .snapshot(
            Sources.records(
                Observed.class,
                days.stream().filter(day -> at(day.date).isBefore(now)).map(Day::observed)))
        .commit();
  }

  private void serve(ManagedModel<Sky, String> model, int year) {
    Map<String, String> seen = new LinkedHashMap<>();
    for (Day day : days) {
      if (day.date.getYear() == year) {
        now = at(day.date);
        Prediction<String> answer = model.predict(day.sky);
        seen.put(answer.id(), day.weather);
      }
    }
    now = begin(year + 1);
    model.recordGroundTruth(seen);
  }

  /** Judges the window of the year; its alerts are decided before the listener is called. */
  private DriftReport awaitReport(ManagedModel<Sky, String> model) {
    model.monitoring().findDrift(); // judges now, and not in some seconds
    try {
      return requireNonNull(judged.poll(1, TimeUnit.MINUTES), "no report within a minute");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private double accuracy(ManagedModel<Sky, String> model, int year) {
    List<QualityWindow> windows =
        model.quality().between(begin(year), now).metrics(ACCURACY).measure().windows();
    QualityWindow window = windows.get(windows.size() - 1);
    tell.say("      %s", window);
    return window.metric(ACCURACY).value();
  }

  private void tellSteps(Retraining retraining) {
    retraining.steps().forEach(step -> tell.say("%s", step));
  }

  private String labels(int year) {
    List<String> seen =
        days.stream().filter(day -> day.date.getYear() == year).map(Day::weather).toList();
    Map<String, Long> counts = new TreeMap<>();
    seen.forEach(label -> counts.merge(label, 1L, Long::sum));
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (label, count) ->
            text.append(
                String.format(Locale.ROOT, " %s %.0f %%", label, 100.0 * count / seen.size())));
    return text.toString().strip();
  }

  private static Instant begin(int year) {
    return at(LocalDate.of(year, 1, 1));
  }

  private static Instant at(LocalDate date) {
    return date.atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
