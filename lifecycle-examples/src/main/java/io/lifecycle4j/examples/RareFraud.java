package io.lifecycle4j.examples;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.data.Splits.stratified;
import static io.lifecycle4j.preprocessing.Steps.log;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.serving.Prediction;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A model that finds frauds, which are one of a hundred payments.
 *
 * <p>A gate on accuracy lets a model through that finds none. A gate on recall does not; the
 * threshold of the probability is chosen on validation rows, for a precision.
 */
public final class RareFraud {
  private static final int PAYMENTS = 10_000;
  private static final double PRECISION = 0.8;

  /** So few that the network only learns that nearly all payments are none. */
  private static final int FEW_EPOCHS = 3;

  private static final int EPOCHS = 15;
  private static final Payment EVIDENT = new Payment(9_000, "abroad", "shop");

  private final Narrator tell;

  RareFraud(PrintStream out) {
    this.tell = new Narrator(out);
  }

  /** The input of the model. */
  record Payment(double amount, String country, String channel) {}

  /** A row of the dataset. */
  record Judged(double amount, String country, String channel, String fraud) {}

  /**
   * The results of the example.
   *
   * @param blind how the model that passes the gate on accuracy is measured
   * @param refusal why the gate on recall refuses it
   * @param threshold the probability from which on a payment is predicted to be a fraud
   * @param good how the model that passes the gate on recall is measured
   */
  record Findings(Evaluation blind, String refusal, double threshold, Evaluation good) {}

  /**
   * Runs the example in a new home.
   *
   * @param args not used
   * @throws IOException if no directory can be created
   */
  public static void main(String[] args) throws IOException {
    new RareFraud(System.out).run(Files.createTempDirectory("fraud-home-"));
  }

  /** Makes payments: most frauds are large ones from abroad, and some are like any other. */
  private static Stream<Judged> payments() {
    Random random = new Random(42);
    return IntStream.range(0, PAYMENTS)
        .mapToObj(
            i -> {
              boolean fraud = i % 100 == 0;
              boolean plain = random.nextInt(5) > 0;
              double size = 3 + random.nextGaussian() + (fraud && plain ? 4 : 0);
              boolean abroad = random.nextInt(10) < (fraud && plain ? 9 : 2);
              return new Judged(
                  Math.exp(size),
                  abroad ? "abroad" : "home",
                  random.nextInt(3) == 0 ? "shop" : "web",
                  fraud ? "yes" : "no");
            });
  }

  Findings run(Path home) {
    try (Lifecycle lifecycle = Lifecycle.open(home)) {
      Split split =
          lifecycle
              .datasets()
              .dataset("payments")
              .snapshot(Sources.records(Judged.class, payments()))
              .commit()
              .split(stratified("fraud").seed(1).train(0.6).validation(0.2).holdout(0.2));
      tell.step("Data: " + PAYMENTS + " payments, of which one in a hundred is a fraud");
      tell.say(
          "train %,d, validation %,d, held out %,d, each with the same share of frauds",
          split.count(SplitRole.TRAIN),
          split.count(SplitRole.VALIDATION),
          split.count(SplitRole.HOLDOUT));

      tell.step("A gate on accuracy is blind");
      Classification fraud = classification("fraud").positive("yes");
      Evaluation blind = release(lifecycle, split, fraud, metric("accuracy").atLeast(0.98));

      tell.step("A gate on recall is not");
      String refusal = "";
      try {
        release(lifecycle, split, fraud, metric("recall").atLeast(0.5));
      } catch (GateFailedException refused) {
        refusal = String.join("; ", refused.failures());
        tell.say("refused: %s", refusal);
      }

      tell.step("Balanced classes, and a threshold at a precision of " + PRECISION);
      return good(lifecycle, split, blind, refusal);
    }
  }

  private static ManagedModel<Payment, String> open(
      Lifecycle lifecycle, Classification task, int epochs, Requirement... gates) {
    return lifecycle
        .model("fraud", Payment.class, task)
        .preprocessing(log("amount"), standardize("amount"), oneHot("country"), oneHot("channel"))
        .trainer(
            DjlTrainer.builder()
                .network(Network.parse("dense(16) relu"))
                .epochs(epochs)
                .batchSize(128)
                .learningRate(0.005)
                .schedule(Schedule.cosine())
                .build())
        .gates(gates)
        .open();
  }

  private Evaluation release(
      Lifecycle lifecycle, Split split, Classification task, Requirement gate) {
    try (ManagedModel<Payment, String> model =
        open(lifecycle, task, FEW_EPOCHS, gate, withoutBaseline("To show this gate alone"))) {
      ModelVersion version = model.train(split);
      model.promote(version, by("alice"), "Passes its gate");
      return measured(model, version);
    }
  }

  private Findings good(Lifecycle lifecycle, Split split, Evaluation blind, String refusal) {
    Classification task =
        classification("fraud")
            .positive("yes")
            .balancedClassWeights()
            .thresholdAtPrecision(PRECISION);
    try (ManagedModel<Payment, String> model =
        open(
            lifecycle,
            task,
            EPOCHS,
            metric("recall").atLeast(0.5),
            metric("precision").atLeast(PRECISION - 0.2),
            withoutBaseline("A linear model finds as many"))) {
      ModelVersion version = model.train(split);
      model.promote(version, by("alice"), "Finds most frauds");
      Evaluation evaluation = measured(model, version);
      evaluation.markdown().lines().forEach(line -> tell.say("%s", line));
      Prediction<String> prediction = model.predict(EVIDENT);
      double threshold = prediction.threshold().orElseThrow();
      tell.say(
          "of the payments that it holds for frauds, %.0f %% are",
          100 * evaluation.metric("precision"));
      tell.say(
          "%s: fraud %s, with probability %.3f (threshold %.3f, chosen on validation rows)",
          EVIDENT, prediction.value(), prediction.probability("yes").orElseThrow(), threshold);
      return new Findings(blind, refusal, threshold, evaluation);
    }
  }

  private Evaluation measured(ManagedModel<Payment, String> model, ModelVersion version) {
    Evaluation evaluation = model.evaluate(version);
    tell.say(
        "%s is in production: accuracy %.3f, recall %.2f on held-out payments",
        version.label(), evaluation.metric("accuracy"), evaluation.metric("recall"));
    return evaluation;
  }
}
