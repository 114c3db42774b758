package io.lifecycle4j.examples;

import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.preprocessing.Steps.index;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.schema.Tasks.regression;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A forecast of a series: how many passengers come to Clark/Lake, from the four weeks before, the
 * weekday and the date.
 *
 * <p>A convolution over the days finds what a week looks like, an embedding of dates what a holiday
 * looks like. The forecast of held-out months is better than the naive one, as many as seven or 14
 * days before, and than the linear baseline.
 */
public final class RideSeries {
  /** How many days the network sees. */
  private static final int DAYS = 28;

  /** How many ids there are for the dates of a year: one for each, padding, and unknown ones. */
  private static final int DATES = 368;

  private static final LocalDate VALIDATION = LocalDate.of(2014, 1, 1);
  private static final LocalDate HOLDOUT = LocalDate.of(2015, 1, 1);
  private static final int WEEK = 7;
  private static final String PAST = "past";

  private static final Column SERIES = Column.tensor(PAST, DAYS, 1);

  private final Narrator tell;

  RideSeries(PrintStream out) {
    this.tell = new Narrator(out);
  }

  /** The input of the model: the passengers of each day before, in thousands, and the day. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Before(float[] past, String weekday, String day) {}

  /** A row of the dataset. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Observed(float[] past, String weekday, String day, double rides, String role) {}

  /**
   * The errors on held-out days, in thousand passengers.
   *
   * @param network of the network
   * @param linear of the linear baseline
   * @param week of as many as seven days before
   * @param fortnight of as many as 14 days before
   */
  record Errors(double network, double linear, double week, double fortnight) {}

  /**
   * Runs the example in a new home.
   *
   * @param args the directory of the data
   * @throws IOException if the data cannot be read
   */
  public static void main(String[] args) throws IOException {
    Path home = Files.createTempDirectory("series-home-");
    new RideSeries(System.out).run(Path.of(args.length > 0 ? args[0] : "data"), home);
  }

  private static List<Observed> rows(List<RideDay> days) {
    List<Observed> rows = new ArrayList<>();
    for (int day = DAYS; day < days.size(); day++) {
      float[] past = new float[DAYS];
      for (int i = 0; i < DAYS; i++) {
        past[i] = (float) days.get(day - DAYS + i).ridership();
      }
      LocalDate date = days.get(day).date();
      SplitRole role =
          date.isBefore(VALIDATION)
              ? SplitRole.TRAIN
              : date.isBefore(HOLDOUT) ? SplitRole.VALIDATION : SplitRole.HOLDOUT;
      rows.add(
          new Observed(
              past,
              date.getDayOfWeek().name(),
              date.getMonthValue() + "-" + date.getDayOfMonth(),
              days.get(day).ridership(),
              role.name()));
    }
    return rows;
  }

  /** Returns the error of somebody who says that as many come as some days before. */
  private static double naive(List<Observed> rows, int daysBefore) {
    return Math.sqrt(
        rows.stream()
            .filter(row -> row.role().equals(SplitRole.HOLDOUT.name()))
            .mapToDouble(row -> Math.pow(row.past()[DAYS - daysBefore] - row.rides(), 2))
            .average()
            .orElseThrow());
  }

  /** Returns a metric of a baseline on the held-out rows. */
  static double baseline(Evaluation held, String name, String metric) {
    return Objects.requireNonNull(held.baselines().getOrDefault(name, Map.of()).get(metric), name);
  }

  private static DjlTrainer trainer() {
    Network network =
        Network.builder()
            .branch(PAST, past -> past.conv1d(8, WEEK).stride(WEEK).relu().flatten())
            .branch("day", day -> day.embedding(DATES, 4).flatten())
            .branch("features", weekday -> weekday)
            .concat()
            .dense(32)
            .relu()
            .build();
    return DjlTrainer.builder()
        .network(network)
        .epochs(15)
        .batchSize(32)
        .learningRate(0.003)
        .schedule(Schedule.cosine())
        .threads(1)
        .build();
  }

  Errors run(Path data, Path home) throws IOException {
    List<Observed> rows = rows(RideDay.read(data));
    try (Lifecycle lifecycle = Lifecycle.open(home);
        ManagedModel<Before, Double> model =
            lifecycle
                .model("rides", Columns.of(Before.class, SERIES), regression("rides"))
                .preprocessing(scale(PAST, 0.1), oneHot("weekday"), index("day", DATES))
                .trainer(trainer())
                .open()) {
      tell.step("Data: each day with the four weeks before it");
      Split split =
          lifecycle
              .datasets()
              .dataset("rides")
              .snapshot(Sources.records(Columns.of(Observed.class, SERIES), rows::forEach))
              .commit()
              .split(byRole("role"));
      tell.say(
          "train %,d days, held out %,d",
          split.count(SplitRole.TRAIN), split.count(SplitRole.HOLDOUT));
      tell.step("Train a network with convolutions over the days");
      Evaluation held = model.evaluate(model.train(split));
      Errors errors =
          new Errors(
              held.metric("rmse"),
              baseline(held, "linear", "rmse"),
              naive(rows, WEEK),
              naive(rows, 2 * WEEK));
      tell.say(
          "errors in thousand passengers: network %.2f, linear %.2f, as 7 days before %.2f, as 14"
              + " days before %.2f",
          errors.network, errors.linear, errors.week, errors.fortnight);
      return errors;
    }
  }
}
