package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.NotWorseThanProduction;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.training.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures how often the gate {@code notWorseThanProduction} passes a candidate that is worse by
 * exactly the margin, which is wrong, and one that is as good.
 *
 * <p>The scores of the candidate and of production are two columns of each row; each model is a
 * layer that picks its own. The samples are slices of the held-out rows, each judged by a gate of
 * its own.
 */
final class GatePasses {
  private static final int SAMPLES = 1_000;
  private static final List<Integer> SIZES = List.of(40, 100, 400);

  /** A one-sided test of 95 % passes a candidate at the margin this often, at most. */
  private static final double LEVEL = 0.05;

  private static final double SHARE = 0.3;
  private static final Network PICK = Network.builder().build();
  private static final Columns<Scored> INPUT =
      Columns.from(Scored.class)
          .float64("candidate", Scored::candidate)
          .float64("production", Scored::production)
          .build();

  /** A row, with the score that each model puts out. */
  private record Scored(
      double candidate, double production, double number, String role, String sample) {
    String label() {
      return number > 0 ? "yes" : "no";
    }
  }

  /** How often a classifier says yes: of the rows that are, and of those that are not. */
  private record Rates(double right, double wrong) {
    double score(boolean positive, Random random) {
      return random.nextDouble() < (positive ? right : wrong) ? 1 : -1;
    }

    double accuracy() {
      return SHARE * right + (1 - SHARE) * (1 - wrong);
    }

    double f1() {
      return 2 * SHARE * right / (SHARE * right + (1 - SHARE) * wrong + SHARE);
    }
  }

  private static final Rates PRODUCTION = new Rates(0.9, 0.05);
  private static final Rates WORSE = new Rates(0.85, 0.08);
  private static final double WORSE_ERROR = 1.15;

  /** The share of the rows on which a candidate errs tenfold, and its root mean squared error. */
  private static final double RARE = 0.02;

  private static final double RARE_ERROR = Math.sqrt(1 - RARE + RARE * 100);

  private GatePasses() {}

  /** Prints a line for each metric, size and candidate. */
  static void run() {
    for (int size : SIZES) {
      Task<String> task = classification("label", "no", "yes");
      double accuracy = PRODUCTION.accuracy() - WORSE.accuracy();
      double f1 = PRODUCTION.f1() - WORSE.f1();
      for (Rates candidate : List.of(WORSE, PRODUCTION)) {
        String kind = candidate.equals(WORSE) ? "at-the-margin" : "as-good";
        List<Scored> rows = rows(size, random -> classified(candidate, random));
        print("accuracy", kind, size, passes(task, rows, "accuracy", accuracy));
        print("f1", kind, size, passes(task, rows, "f1", f1));
      }
      for (double error : new double[] {WORSE_ERROR, 1}) {
        String kind = error == 1 ? "as-good" : "at-the-margin";
        List<Scored> rows = rows(size, random -> estimated(error, random));
        print("rmse", kind, size, passes(regression("number"), rows, "rmse", WORSE_ERROR - 1));
      }
      List<Scored> rare =
          rows(size, random -> estimated(random.nextDouble() < RARE ? 10 : 1, random));
      double passed = passes(regression("number"), rare, "rmse", RARE_ERROR - 1);
      print("rmse-rare-errors", "at-the-margin", size, passed);
    }
  }

  private static void print(String metric, String candidate, int rows, double passes) {
    System.out.printf(
        Locale.ROOT,
        "gate-%s-%s-%d-rows passes %.3f of %d samples%s%n",
        metric,
        candidate,
        rows,
        passes,
        SAMPLES,
        candidate.equals("as-good") ? "" : ", nominal at most " + LEVEL);
  }

  /** Draws the scores of a row; its role and sample come later. */
  private interface Draw {
    Scored row(Random random);
  }

  private static Scored classified(Rates candidate, Random random) {
    boolean positive = random.nextDouble() < SHARE;
    return new Scored(
        candidate.score(positive, random),
        PRODUCTION.score(positive, random),
        positive ? 1 : -1,
        "",
        "");
  }

  private static Scored estimated(double error, Random random) {
    double number = random.nextGaussian();
    return new Scored(
        number + error * random.nextGaussian(), number + random.nextGaussian(), number, "", "");
  }

  private static List<Scored> rows(int size, Draw draw) {
    Random random = new Random(1);
    List<Scored> rows = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      rows.add(placed(draw.row(random), "TRAIN", "none"));
    }
    for (int i = 0; i < SAMPLES * size; i++) {
      rows.add(placed(draw.row(random), "HOLDOUT", "s" + i / size));
    }
    return rows;
  }

  private static Scored placed(Scored row, String role, String sample) {
    return new Scored(row.candidate, row.production, row.number, role, sample);
  }

  /** Returns the share of the samples that pass. */
  private static <O> double passes(Task<O> task, List<Scored> rows, String metric, double margin) {
    try (Lifecycle home = Lifecycle.inMemory()) {
      Split split = split(home, rows);
      try (ManagedModel<Scored, O> model = model(home, task, 1).open()) {
        model.promote(model.train(split), by("bench"), "To be compared with");
      }
      NotWorseThanProduction gate = notWorseThanProduction(metric).within(margin);
      Gate[] gates =
          Stream.concat(
                  Stream.of(withoutBaseline("Scores are drawn")),
                  IntStream.range(0, SAMPLES)
                      .mapToObj(sample -> gate.where("sample", "s" + sample)))
              .toArray(Gate[]::new);
      try (ManagedModel<Scored, O> model = model(home, task, 0).gates(gates).open()) {
        ModelVersion candidate = model.train(split);
        List<GateVerdict> verdicts = model.judge(candidate);
        long passed = verdicts.stream().filter(one -> one.verdict() == Verdict.PASS).count();
        if (verdicts.stream().anyMatch(one -> one.verdict() == Verdict.ERROR)) {
          throw new IllegalStateException("Not judged: " + verdicts.get(0));
        }
        return (double) passed / verdicts.size();
      }
    }
  }

  private static Split split(Lifecycle home, List<Scored> rows) {
    Columns<Scored> columns =
        Columns.from(Scored.class)
            .float64("candidate", Scored::candidate)
            .float64("production", Scored::production)
            .float64("number", Scored::number)
            .string("label", Scored::label)
            .string("role", Scored::role)
            .string("sample", Scored::sample)
            .build();
    return home.datasets()
        .dataset("scores")
        .snapshot(Sources.records(columns, rows::forEach))
        .commit()
        .split(Splits.byRole("role"));
  }

  private static <O> ManagedModelBuilder<Scored, O> model(
      Lifecycle home, Task<O> task, int column) {
    return home.model("scores", INPUT, task).trainer(picking(column));
  }

  /** Makes a network whose last output is an input as it is, and the others 0. */
  private static Trainer picking(int column) {
    return context -> {
      int outputs = context.signature().outputs().get(0).numbers();
      float[] weight = new float[2 * outputs];
      weight[2 * (outputs - 1) + column] = 1;
      byte[] bytes =
          WeightsFile.write(
              List.of(
                  Tensor.of("output.weight", weight, outputs, 2),
                  Tensor.of("output.bias", new float[outputs], outputs)));
      return new TrainedModel(
          DjlEngine.FORMAT,
          PICK.architecture(),
          List.of(new NamedContent(WeightsFile.NAME, out -> out.write(bytes))));
    };
  }
}
