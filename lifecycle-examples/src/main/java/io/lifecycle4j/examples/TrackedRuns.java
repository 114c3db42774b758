package io.lifecycle4j.examples;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.param;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Experiments on how much regularization 200 days of riders need. No engine is started.
 *
 * <p>Shows runs with everything they can record, a sweep, following, searching, histories, and
 * resuming after a failure.
 */
public final class TrackedRuns {
  private static final List<Double> LAMBDAS = List.of(0.0, 0.1, 1.0, 3.0, 10.0);
  private static final int EPOCHS = 300;

  private final Ridge.Days days;
  private final Narrator tell;

  TrackedRuns(Path data, PrintStream out) throws IOException {
    this.days = Ridge.Days.read(data.resolve("chicago-ridership.csv.gz"), 200, 365);
    this.tell = new Narrator(out);
  }

  /**
   * Runs the example in a new home.
   *
   * @param args the directory of the data; optional
   * @throws IOException if the data cannot be read
   */
  public static void main(String[] args) throws IOException {
    Path home = Files.createTempDirectory("tracking-home-");
    new TrackedRuns(Path.of(args.length > 0 ? args[0] : "data"), System.out).run(home);
  }

  /**
   * The results of the example.
   *
   * @param runs the run of the sweep, and one for each lambda
   * @param found the runs that a condition found
   * @param same the runs that the text form of the same condition found
   * @param heard the number of points of a run that a listener received
   * @param resumed the run that failed and was resumed
   */
  record Findings(
      List<RunRecord> runs,
      List<RunRecord> found,
      List<RunRecord> same,
      int heard,
      RunRecord resumed) {}

  Findings run(Path home) throws IOException {
    try (Lifecycle lifecycle = Lifecycle.open(home)) {
      Experiments experiments = lifecycle.experiments();

      tell.step("A run in a line");
      tell.say("%s", experiments.run("hello", run -> run.param("lr", 0.01).log("loss", 0.31)));

      tell.step("A sweep: a run for each lambda, below one that describes them");
      List<RunRecord> found = sweep(experiments);
      List<RunRecord> same =
          experiments.search(
              "riders", Conditions.parse("metrics.rmse < 3.2 AND params.lambda < 5"));

      tell.step("A run that is followed while it is recorded");
      int heard = follow(experiments);

      tell.step("A run that fails, and goes on after its checkpoint");
      RunRecord resumed = resume(experiments);
      return new Findings(experiments.runs("riders"), found, same, heard, resumed);
    }
  }

  private List<RunRecord> sweep(Experiments experiments) {
    // guide begins
    try (Run sweep = experiments.newRun("riders").name("lambdas").tag("team", "blue").start()) {
      for (double lambda : LAMBDAS) {
        NewRun child = experiments.newRun("riders").name("lambda " + lambda).parent(sweep.id());
        child.run(
            run -> {
              run.param("lambda", lambda);
              Ridge model = new Ridge(days, lambda);
              for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                run.log("rmse", model.epoch(), epoch); // recorded in the background
              }
              run.artifact("weights", Content.of(model.weights()));
            });
      }
      sweep.note("200 days need some regularization").finish(); // else it ends as FAILED
    }
    Condition good = metric("rmse").below(3.2).and(param("lambda").below(5));
    List<RunRecord> found = experiments.search("riders", good);
    MetricHistory curve = experiments.history(found.get(0).id(), "rmse").downsampled(24);
    // guide ends
    List<RunRecord> runs = experiments.runs("riders");
    runs.subList(1, runs.size()).forEach(this::show);
    tell.say("%s: %s", runs.get(0).info().name(), runs.get(0).note());
    tell.step("What a search found in it");
    found.forEach(run -> tell.say("%s", run));
    tell.step("The history of the first of them, thinned for a plot from 3 on");
    for (MetricPoint point : curve.points()) {
      String bar = "#".repeat((int) Math.round((point.value() - 3) * 50));
      tell.say("epoch %3d  %.3f %s", point.step(), point.value(), bar);
    }
    return found;
  }

  private void show(RunRecord run) {
    MetricSummary rmse = rmse(run);
    MetricPoint least = rmse.min().orElseThrow();
    tell.say(
        "%-12s rmse %.3f (%.3f in epoch %d)",
        run.info().name(), rmse.last().value(), least.value(), least.step());
  }

  private static MetricSummary rmse(RunRecord run) {
    return Objects.requireNonNull(run.metrics().get("rmse"));
  }

  /** Counts the points that a listener received before the run ended. */
  private int follow(Experiments experiments) {
    AtomicInteger heard = new AtomicInteger();
    try (Run run = experiments.start("followed");
        Experiments.Following following =
            experiments.follow(run.id(), batch -> heard.addAndGet(batch.points().size()))) {
      Ridge model = new Ridge(days, 1);
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        run.log("rmse", model.epoch(), epoch);
      }
      run.finish();
      following.await(Duration.ofSeconds(30));
    }
    tell.say("%d points were heard of", heard.get());
    return heard.get();
  }

  private RunRecord resume(Experiments experiments) throws IOException {
    Run run = experiments.start("broken");
    try (run) {
      Ridge model = new Ridge(days, 1);
      for (int epoch = 1; epoch <= 240; epoch++) {
        run.log("rmse", model.epoch(), epoch);
        if (epoch % 100 == 0) {
          run.checkpoint("weights", epoch, Content.of(model.weights()));
        }
      }
    } // Without finish, it ends as FAILED; if the process died, it would be CRASHED.
    RunRecord broken = experiments.find(run.id()).orElseThrow();
    Checkpoint last = broken.checkpoints().get(broken.checkpoints().size() - 1);
    tell.say("%s after epoch 240, last checkpoint %d", broken.status(), last.step());

    try (InputStream weights = experiments.checkpoint(last);
        Run resumed = experiments.resume(run.id(), last.step() + 1)) {
      Ridge model = new Ridge(days, 1).from(weights.readAllBytes());
      for (long epoch = last.step() + 1; epoch <= EPOCHS; epoch++) {
        resumed.log("rmse", model.epoch(), epoch);
      }
      resumed.finish();
    }
    RunRecord whole = experiments.find(run.id()).orElseThrow();
    tell.say("%s", whole);
    return whole;
  }
}
