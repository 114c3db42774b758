package io.lifecycle4j.examples;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.data.Splits.byColumn;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.ModelCard;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.training.ConsoleProgress;
import io.lifecycle4j.training.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The whole life cycle of a model on real images, in less than a minute.
 *
 * <p>Run: {@code mvn -q -Pquickstart -DskipTests verify}
 */
public final class QuickStart {
  private static final long SEED = 42;
  private static final int IMAGES = 500;
  private static final int LIGHT = 51;
  private static final double ACCURACY = 0.72;

  /** The share of the training images that the first release learns from. */
  private static final double RELEASED = 0.5;

  private final Path data;
  private final Path home;
  private final PrintStream out;
  private final Narrator tell;

  QuickStart(Path data, Path home, PrintStream out) {
    this.data = data;
    this.home = home;
    this.out = out;
    this.tell = new Narrator(out);
  }

  /**
   * Runs the example.
   *
   * @param args the directory of the images, and the directory of the home; both optional
   * @throws IOException if the images cannot be read
   */
  public static void main(String[] args) throws IOException {
    Path data = Path.of(args.length > 0 ? args[0] : "data");
    Path home = args.length > 1 ? Path.of(args[1]) : unused(Path.of("target"));
    new QuickStart(data, home, System.out).run();
  }

  private static Path unused(Path directory) {
    int number = 1;
    while (Files.exists(directory.resolve("model-home-" + number))) {
      number++;
    }
    return directory.resolve("model-home-" + number);
  }

  /** Returns the hash of the weights that serve at the end. */
  String run() throws IOException {
    tell.title(
        "Lifecycle4j: the life of a model that classifies ten kinds of clothes, seed " + SEED);
    try (Lifecycle lifecycle = Lifecycle.open(home);
        ManagedModel<GrayImage, String> fashion = open(lifecycle)) {
      DatasetVersion images = snapshot(lifecycle);
      refuseTooLittle(fashion, images);
      ModelVersion first = release(fashion, images);
      predict(fashion);
      watch(fashion);
      improve(fashion, images);
      String weights = rollBack(fashion, first);
      audit(fashion);
      writeCard(lifecycle, first);
      tell.step("Where everything is");
      tell.say("%s: every byte of data, runs, weights and decisions", home.toAbsolutePath());
      tell.say("weights of seed %d: %s", SEED, weights);
      tell.say("done in %.1f s", tell.seconds());
      return weights;
    }
  }

  /** Returns the hash of the weights of the first release, which it only trains. */
  String train() throws IOException {
    try (Lifecycle lifecycle = Lifecycle.open(home);
        ManagedModel<GrayImage, String> fashion = open(lifecycle)) {
      return weights(fashion.train(snapshot(lifecycle).split(plan(RELEASED))));
    }
  }

  private static String weights(ModelVersion version) {
    return version.manifest().artifact().files().get(0).blob().sha256();
  }

  private ManagedModel<GrayImage, String> open(Lifecycle lifecycle) {
    Network network =
        Network.parse(
            "conv(16,5) relu maxPool(2) conv(32,5) relu maxPool(2) flatten dropout(0.3) dense(128) relu");
    Trainer trainer =
        DjlTrainer.builder()
            .network(network)
            .epochs(12)
            .learningRate(0.002)
            .schedule(Schedule.cosine())
            .seed(SEED)
            .build();
    return lifecycle
        .model(
            "fashion",
            Images.gray(FashionImages.SIDE, FashionImages.SIDE),
            classification("label", FashionImages.CLASSES.toArray(String[]::new)))
        .preprocessing(scale("image", 1 / 255.0))
        .trainer(trainer)
        .gates(metric("accuracy").atLeast(ACCURACY), notWorseThanProduction("accuracy"))
        .monitor(DriftMonitor.builder().window(50).falseAlarmRate(0.001).build())
        .onProgress(ConsoleProgress.to(out))
        .open();
  }

  private DatasetVersion snapshot(Lifecycle lifecycle) {
    tell.step("Data: snapshot the files as an immutable version");
    DatasetVersion images =
        lifecycle
            .datasets()
            .dataset("fashion-mnist")
            .snapshot(
                Sources.idx(FashionImages.SIDE, FashionImages.SIDE, FashionImages.CLASSES)
                    .part("train", data.resolve("train-images.gz"), data.resolve("train-labels.gz"))
                    .part("test", data.resolve("test-images.gz"), data.resolve("test-labels.gz"))
                    .build())
            .message("Fashion-MNIST, 3,000 + 1,000 images")
            .commit();
    long bytes = images.manifest().files().stream().mapToLong(StoredFile::size).sum();
    tell.say(
        "%s:%d, %,d images in %d files, %.1f MB, hash %s",
        images.dataset(),
        images.number(),
        images.manifest().profile().rows(),
        images.manifest().files().size(),
        bytes / 1e6,
        images.id().sha256().substring(0, 12));
    return images;
  }

  private static SplitPlan plan(double share) {
    return byColumn("part").share(share).validation(0.35).seed(SEED).holdout("test");
  }

  private void refuseTooLittle(ManagedModel<GrayImage, String> fashion, DatasetVersion images) {
    tell.step("Gates: a model that saw 200 images does not get through");
    Split little = images.split(plan(200.0 / 3_000));
    ModelVersion weak = fashion.train(little);
    tell.say("%s trained on %,d images", weak.label(), little.count(SplitRole.TRAIN));
    try {
      fashion.promote(weak, by("quickstart"), "Trying with few images");
      throw new IllegalStateException("The gates let a model through that saw too little");
    } catch (GateFailedException refused) {
      tell.say("refused: %s", String.join("; ", refused.failures()));
    }
  }

  private ModelVersion release(ManagedModel<GrayImage, String> fashion, DatasetVersion images) {
    tell.step("Train, register, judge on the sealed holdout, promote");
    Split split = images.split(plan(RELEASED));
    tell.say(
        "train %,d, validation %,d, held out %,d (sealed: training cannot open it)",
        split.count(SplitRole.TRAIN),
        split.count(SplitRole.VALIDATION),
        split.count(SplitRole.HOLDOUT));
    ModelVersion first = fashion.train(split);
    promote(fashion, first, "First release");
    return first;
  }

  private void promote(
      ManagedModel<GrayImage, String> fashion, ModelVersion version, String reason) {
    AuditRecord record = fashion.promote(version, by("quickstart"), reason);
    for (GateVerdict verdict : record.transition().verdicts()) {
      tell.say("%s  %s", verdict.verdict(), verdict.explanation());
    }
    Evaluation holdout = fashion.evaluate(version);
    tell.say(
        "%s is in production: accuracy %.3f on held-out images (always guessing one class: %.3f)",
        version.label(), holdout.metric("accuracy"), holdout.metric("baseline_accuracy"));
  }

  private void predict(ManagedModel<GrayImage, String> fashion) throws IOException {
    tell.step("Predict, in process");
    List<GrayImage> images = FashionImages.read(data.resolve("test-images.gz"));
    List<String> labels = FashionImages.labels(data.resolve("test-labels.gz"));
    for (int i = 0; i < 3; i++) {
      Prediction<String> prediction = fashion.predict(images.get(i));
      tell.say(
          "%s with probability %.2f (it is: %s), by version %d, logged as %s",
          prediction.value(),
          prediction.probability().orElseThrow(),
          labels.get(i),
          prediction.version().orElseThrow(),
          prediction.id());
    }
  }

  private void watch(ManagedModel<GrayImage, String> fashion) throws IOException {
    tell.step("Watch: a window like the training images, then one with too much light");
    List<GrayImage> images = FashionImages.read(data.resolve("test-images.gz"));
    List<String> labels = FashionImages.labels(data.resolve("test-labels.gz"));
    // Three were predicted before; these fill the window.
    window(fashion, images.subList(3, IMAGES), labels.subList(3, IMAGES), false);
    List<GrayImage> bright =
        images.subList(IMAGES, 2 * IMAGES).stream()
            .map(image -> FashionImages.brighter(image, LIGHT))
            .toList();
    window(fashion, bright, labels.subList(IMAGES, 2 * IMAGES), true);
  }

  private void window(
      ManagedModel<GrayImage, String> fashion,
      List<GrayImage> images,
      List<String> truths,
      boolean drifts) {
    List<Prediction<String>> predictions = fashion.predict(images);
    long right =
        IntStream.range(0, truths.size())
            .filter(i -> predictions.get(i).value().equals(truths.get(i)))
            .count();
    DriftReport report = fashion.monitoring().findDrift().orElseThrow();
    report.summary().lines().forEach(line -> tell.say("%s", line));
    tell.say("accuracy on these images: %.3f", right / (double) truths.size());
    if (report.drifted() != drifts) {
      throw new IllegalStateException("Expected drift: " + drifts);
    }
  }

  private void improve(ManagedModel<GrayImage, String> fashion, DatasetVersion images) {
    tell.step("Train a second version on all training images, and promote it");
    ModelVersion second = fashion.train(images.split(plan(1)));
    promote(fashion, second, "Trained on all images");
  }

  private String rollBack(ManagedModel<GrayImage, String> fashion, ModelVersion first) {
    tell.step("Roll back, in one call");
    AuditRecord record = fashion.rollback(by("quickstart"), "Shirts look wrong to customers");
    tell.say("%s", record);
    ModelVersion serving = fashion.findProduction().orElseThrow();
    if (serving.number() != first.number()) {
      throw new IllegalStateException("Expected " + first.label() + " in production");
    }
    tell.say("%s serves again", serving.label());
    return weights(serving);
  }

  private void writeCard(Lifecycle lifecycle, ModelVersion version) throws IOException {
    tell.step("A card for people: one page, which opens from a folder");
    lifecycle
        .models()
        .describe(version)
        .description("Tells ten kinds of clothes apart")
        .intendedUse("To try Lifecycle4j")
        .limitations("Gray images of 28 x 28 pixels, one piece of clothing on black")
        .knownFailures("Takes shirts for T-shirts, pullovers and coats")
        .contact("quickstart@example.org")
        .owner("quickstart")
        .license("mit")
        .by(by("quickstart"))
        .reason("For its card")
        .commit();
    ModelCard card = lifecycle.models().card(version);
    Path page = home.resolveSibling(home.getFileName() + "-card.html");
    Files.writeString(page, card.html());
    tell.say("%s, missing: %s", page.toAbsolutePath(), card.missing());
    lifecycle.models().suspicions(version).forEach(doubt -> tell.say("suspicious: %s", doubt));
  }

  private void audit(ManagedModel<GrayImage, String> fashion) {
    tell.step("The audit trail: who did what, and why");
    for (AuditRecord record : fashion.history()) {
      tell.say("%2d  %s", record.sequence(), record);
    }
  }
}
