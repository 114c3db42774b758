package io.lifecycle4j.examples;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.data.Splits.byTime;
import static io.lifecycle4j.preprocessing.Steps.dateParts;
import static io.lifecycle4j.preprocessing.Steps.log;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.robust;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static io.lifecycle4j.schema.Tasks.regression;
import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.rowCount;
import static io.lifecycle4j.validation.Rules.unique;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Preprocessing;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Environment;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.training.ConsoleProgress;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.ValidationFailedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * From a raw file to validated, versioned, split and preprocessed data, and a model trained on it:
 * the daily riders at a station in Chicago.
 */
public final class Ridership {
  private static final String FILE = "chicago-ridership.csv.gz";
  private static final int FIRST_YEARS = 3_000;
  private static final Day NEW_YEAR =
      new Day(LocalDate.of(2017, 1, 1), 4.2, 1.1, 1.9, 21, 28, 36, 64, 9, 17, 0);

  private final Path data;
  private final PrintStream out;
  private final Narrator tell;

  Ridership(Path data, PrintStream out) {
    this.data = data;
    this.out = out;
    this.tell = new Narrator(out);
  }

  /**
   * Runs the example in a new home.
   *
   * @param args the directory of the data; optional
   * @throws IOException if the data cannot be read
   */
  public static void main(String[] args) throws IOException {
    Path home = Files.createTempDirectory("ridership-home-");
    new Ridership(Path.of(args.length > 0 ? args[0] : "data"), System.out).run(home);
  }

  /**
   * The results of the example.
   *
   * @param refused the message for each planted fault
   * @param error the root mean squared error on the holdout days, in thousand riders
   * @param versions the number of versions at the end
   * @param prepared the preprocessed days
   * @param weather the preprocessing fitted to the weather up to 2013
   */
  record Findings(
      Map<PlantedFault, String> refused,
      double error,
      int versions,
      Split prepared,
      FittedPreprocessing weather) {}

  static Schema schema() {
    return Schema.of(Day.class)
        .change("date", date -> date.role(ColumnRole.TIME))
        .change("temp", temp -> temp.unit("degree Fahrenheit"))
        .label("ridership", DataType.FLOAT64);
  }

  /** Returns the rules for every version. */
  static List<Rule> rules() {
    return List.of(
        rowCount().atLeast(1_000),
        unique("date"),
        column("ridership").between(0, 30),
        column("temp_min").notAbove("temp"),
        column("temp").notAbove("temp_max"),
        column("temp").quantile(0.5).between(40, 65),
        column("humidity").notNull(),
        column("humidity").between(0, 100),
        column("wind").cardinality().atLeast(20),
        column("wind_max").between(0, 120).mostly(0.999));
  }

  /** Returns the preprocessing of a day. */
  static Step[] steps() {
    return new Step[] {
      dateParts("date", DatePart.DAY_OF_WEEK_SIN, DatePart.DAY_OF_WEEK_COS),
      standardize("Clark_Lake"),
      standardize("Austin"),
      standardize("Monroe"),
      standardize("temp_min"),
      standardize("temp"),
      standardize("temp_max"),
      standardize("humidity"),
      standardize("wind"),
      standardize("wind_max"),
      standardize("percip")
    };
  }

  Findings run(Path home) throws IOException {
    List<String> lines = lines();
    try (Lifecycle lifecycle = Lifecycle.open(home)) {
      Dataset riders = lifecycle.datasets().dataset("riders");

      tell.step("The first years become version 1");
      DatasetVersion first = snapshot(riders, lines.subList(0, FIRST_YEARS + 1)).commit();
      out.println(first.validation().orElseThrow().markdown());

      tell.step("Copies with faults are refused, each with its reason");
      Map<PlantedFault, String> refused = new EnumMap<>(PlantedFault.class);
      for (PlantedFault fault : PlantedFault.values()) {
        refused.put(fault, refusal(snapshot(riders, fault.plant(lines))));
        tell.say("%s: %s", fault.words(), refused.get(fault));
      }

      tell.step("All years become version 2, cut by time");
      DatasetVersion all = snapshot(riders, lines).message("To 2016").commit();
      Split split = all.split(byTime("date").train(0.7).validation(0.15).holdout(0.15));
      out.println(split.report().markdown());

      tell.step("The prepared days become a version of their own");
      Split prepared = prepare(lifecycle, split, NEW_YEAR);

      tell.step("A model learns from the prepared days");
      double error = train(lifecycle, split);
      tell.say("error on held-out days: %.2f thousand riders", error);

      tell.step("The weather of two cities, cut at fixed days");
      Split years =
          weather(lifecycle)
              .split(byTime("date").validationFrom("2014-01-01").holdoutFrom("2015-01-01"));
      out.println(years.report().markdown());
      FittedPreprocessing weather = fitWeather(years);
      tell.say("what a day of weather becomes: %s", weather.names());
      return new Findings(refused, error, riders.versions().size(), prepared, weather);
    }
  }

  private Split prepare(Lifecycle lifecycle, Split split, Day day) {
    // guide begins
    FittedPreprocessing fitted = Preprocessing.of(Schema.of(Day.class), steps()).fit(split);
    String json = fitted.json(); // the fitted state

    FittedPreprocessing same = FittedPreprocessing.read(json); // in another process, for example
    float[] numbers = same.numbers(same.input()).apply(Columns.of(Day.class).row(day));

    Dataset dataset = lifecycle.datasets().dataset("riders-prepared");
    DatasetVersion prepared = fitted.materialize(split, dataset); // computed once
    Split days = prepared.split(byRole("split.role")); // the same roles, the holdout still sealed
    // guide ends
    tell.say("a day as numbers: %s", Arrays.toString(numbers));
    out.println(lifecycle.lineage(prepared));
    return days;
  }

  private List<String> lines() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(data.resolve(FILE))),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  private static Snapshot snapshot(Dataset riders, List<String> lines) {
    Content csv = Content.of(String.join("\n", lines) + "\n");
    return riders
        .snapshot(Sources.csv("riders.csv", csv))
        .schema(schema())
        .requiring(rules().toArray(Rule[]::new));
  }

  /** Returns why a snapshot is rejected, or an empty text if it is not. */
  private static String refusal(Snapshot snapshot) {
    try {
      snapshot.commit();
      return "";
    } catch (ValidationFailedException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private DatasetVersion weather(Lifecycle lifecycle) {
    return lifecycle
        .datasets()
        .dataset("weather")
        .snapshot(Sources.csv(data.resolve("weather.csv")))
        .schema(
            Schema.builder()
                .column(Column.builder("date", DataType.TIMESTAMP).role(ColumnRole.TIME).build())
                .column(categories("location", "Seattle", "New York"))
                .column(Column.builder("precipitation", DataType.FLOAT64).unit("mm").build())
                .column("temp_max", DataType.FLOAT64)
                .column("temp_min", DataType.FLOAT64)
                .column("wind", DataType.FLOAT64)
                .column(categories("weather", "drizzle", "fog", "rain", "snow", "sun"))
                .build()
                .change("weather", label -> label.role(ColumnRole.LABEL)))
        .requiring(
            unique("location", "date"),
            column("temp_min").notAbove("temp_max"),
            column("precipitation").atLeast(0),
            column("weather").largestClass().atMost(0.6))
        .commit();
  }

  /**
   * Fits the preprocessing to the training days of both cities, where most days have no rain and
   * some have much.
   */
  private FittedPreprocessing fitWeather(Split years) {
    Schema input = years.version().manifest().schema().in(Environment.SERVING); // no label
    return Preprocessing.of(
            input,
            dateParts("date", DatePart.MONTH_SIN, DatePart.MONTH_COS),
            oneHot("location"),
            log("precipitation"),
            standardize("precipitation"),
            standardize("temp_max"),
            standardize("temp_min"),
            robust("wind"))
        .onProgress(ConsoleProgress.lines(out))
        .fit(years);
  }

  private static Column categories(String name, String... texts) {
    return Column.builder(name, DataType.CATEGORICAL).categories(List.of(texts)).build();
  }

  private static double train(Lifecycle lifecycle, Split split) throws IOException {
    DjlTrainer trainer =
        DjlTrainer.builder()
            .network(Network.parse("dense(32) relu dense(16) relu"))
            .epochs(30)
            .schedule(Schedule.cosine())
            .build();
    try (ManagedModel<Day, Double> model =
        lifecycle
            .model("riders", Columns.of(Day.class), regression("ridership"))
            .preprocessing(steps())
            .trainer(trainer)
            .gates(
                metric("rmse").atMost(3.5),
                withoutBaseline("A linear model is as good on these days"))
            .open()) {
      ModelVersion version = model.train(split);
      model.promote(version, by("alice"), "First release");
      return Objects.requireNonNull(model.evaluate(version).metrics().get("rmse"));
    }
  }
}
