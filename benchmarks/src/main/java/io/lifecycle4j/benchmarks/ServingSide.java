package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.model.ModelEngines.java;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.serving.Batching;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The library's sides of {@link ServingComparisons}: each engine on each network. */
final class ServingSide {
  /** How many rows the batches have. */
  static final int BATCH = 128;

  /** What the names of sides end with whose callers share runs. */
  static final String BATCHED = "-batched";

  private static final int PIXELS = 28;
  private static final int IMAGES = 256;

  /** Set before the only side of this process is opened. */
  private static volatile boolean isBatched;

  private ServingSide() {}

  private record Labelled(GrayImage image, String label) {}

  /** Opens one of our sides whose callers share runs. */
  static Side batched(String name) {
    isBatched = true;
    return Side.open(name);
  }

  /** Lets callers share runs if the side is to do so. */
  static <I, O> ManagedModelBuilder<I, O> shared(ManagedModelBuilder<I, O> builder) {
    return isBatched ? builder.batching(Batching.upTo(32)) : builder;
  }

  /** Opens a side by its name. */
  static Side open(String name) {
    return switch (name) {
      case "java" -> dense(true);
      case "djl" -> dense(false);
      case "java-128" -> batches();
      case "java-shadow" -> shadowed();
      case "fashion-java" -> images(true);
      case "fashion-djl" -> images(false);
      default ->
          throw new IllegalArgumentException(
              "Invalid side: "
                  + name
                  + " (must be ours, default, tuned, program, raw-program, tuned-program, java,"
                  + " djl, java-128, java-shadow, fashion-java or fashion-djl, or one of ours with"
                  + " -batched)");
    };
  }

  /** Opens the network of {@link OurModel}, with request checks on. */
  static OurModel dense(boolean inJava) {
    return inJava ? OurModel.with(java(), new DjlEngine()) : OurModel.with(new DjlEngine());
  }

  /** Opens the same with calls of {@link #BATCH} rows. */
  static Side batches() {
    OurModel model = dense(true);
    return new Side() {
      @Override
      public Caller caller() {
        return model.batches(BATCH);
      }

      @Override
      public void close() {
        model.close();
      }
    };
  }

  /** Opens the same with a shadow that repeats all predictions. */
  static Side shadowed() {
    OurModel model = dense(true);
    model.release();
    model
        .model()
        .shadow(model.lifecycle().models().version(OurModel.MODEL, 1))
        .start(by("bench"), "To be measured");
    return model;
  }

  /** Opens the convolutional network of the guide, trained on a few random images. */
  static Side images(boolean inJava) {
    try {
      Path directory = TemporaryDirectory.create();
      LifecycleBuilder builder = Lifecycle.builder().directory(directory.resolve("home"));
      if (inJava) {
        builder.engine(java());
      }
      Lifecycle lifecycle = builder.engine(new DjlEngine()).open();
      ManagedModel<GrayImage, String> model =
          shared(lifecycle.model("fashion", Images.gray(PIXELS, PIXELS), classification("label")))
              .preprocessing(scale("image", 1 / 255.0))
              .trainer(trainer())
              .open();
      List<GrayImage> images = images();
      release(lifecycle, model, images);
      return new Side() {
        @Override
        public Caller caller() {
          return row -> model.predict(images.get(row % IMAGES));
        }

        @Override
        public void close() {
          model.close();
          lifecycle.close();
          try {
            TemporaryDirectory.delete(directory);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DjlTrainer trainer() {
    String layers = "conv(16,5) relu maxPool(2) flatten dropout(0.3) dense(64) relu";
    return DjlTrainer.builder().network(Network.parse(layers)).epochs(1).build();
  }

  private static List<GrayImage> images() {
    Random random = new Random(20_261_129);
    List<GrayImage> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      byte[] pixels = new byte[PIXELS * PIXELS];
      random.nextBytes(pixels);
      images.add(new GrayImage(PIXELS, PIXELS, pixels));
    }
    return images;
  }

  private static void release(
      Lifecycle lifecycle, ManagedModel<GrayImage, String> model, List<GrayImage> images) {
    List<Labelled> labelled =
        images.stream()
            .map(image -> new Labelled(image, "class" + image.pixel(0, 0) % 10))
            .toList();
    Columns<Labelled> columns =
        Columns.of(Labelled.class, Column.tensor("image", 1, PIXELS, PIXELS));
    DatasetVersion data =
        lifecycle
            .datasets()
            .dataset("images")
            .snapshot(Sources.records(columns, labelled::forEach))
            .commit();
    model.promote(
        model.train(data.split(Splits.byHash(1).train(0.8).validation(0).holdout(0.2))),
        by("bench"),
        "To be measured");
  }
}
