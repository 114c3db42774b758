package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.preprocessing.Steps.hash;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.DriftMonitorBuilder;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shifts of texts that are nearly all different, so that counting each sees nothing. */
class FreeTextDriftTest {
  private static final int WINDOW = 100;
  private static final int BUCKETS = 4;

  private record Note(String comment) {}

  private record Labelled(String comment, double stars) {}

  private final Lifecycle home = Flowers.inMemory();
  private final Random random = new Random(3);

  @AfterEach
  void close() {
    home.close();
  }

  /** Returns a comment of so many words out of 500. */
  private String comment(int words, String prefix) {
    return IntStream.range(0, words)
        .mapToObj(i -> prefix + random.nextInt(500))
        .collect(Collectors.joining(" "));
  }

  private Split split(UnaryOperator<ColumnBuilder> change) {
    return version("notes", change).split(Splits.byHash(1).train(0.6).validation(0.4).holdout(0));
  }

  private DatasetVersion version(String name, UnaryOperator<ColumnBuilder> change) {
    String csv =
        IntStream.range(0, 4_000)
            .mapToObj(i -> comment(8, "Word") + "," + random.nextInt(5))
            .collect(Collectors.joining("\n", "comment,stars\n", "\n"));
    return home.datasets()
        .dataset(name)
        .snapshot(Sources.csv("notes.csv", Content.of(csv)))
        .schema(Schema.of(Labelled.class).change("comment", change))
        .commit();
  }

  private ManagedModel<Note, Double> model(UnaryOperator<ColumnBuilder> change) {
    return model(change, drift());
  }

  private ManagedModel<Note, Double> model(
      UnaryOperator<ColumnBuilder> change, DriftMonitorBuilder monitor) {
    ManagedModel<Note, Double> model =
        home.model("notes", Note.class, regression("stars"))
            .preprocessing(hash("comment", BUCKETS))
            .trainer(
                context ->
                    new TrainedModel(
                        LinearEngine.FORMAT,
                        LinearEngine.architecture(BUCKETS, 1),
                        List.of(
                            new NamedContent(
                                LinearEngine.FILE,
                                Content.of(
                                    LinearEngine.file(new float[][] {new float[BUCKETS + 1]}))))))
            .monitor(monitor.window(WINDOW).falseAlarmRate(0.001))
            .open();
    model.promote(model.train(split(change)), ALICE, "For the test");
    return model;
  }

  private DriftReport window(ManagedModel<Note, Double> model, int words, String prefix) {
    for (int i = 0; i < WINDOW; i++) {
      model.predict(new Note(comment(words, i % 3 == 0 ? prefix : "word"))); // whatever the case
    }
    return model.monitoring().findDrift().orElseThrow();
  }

  @Test
  void isSeenInTheirLengthOrInNewWords() {
    try (ManagedModel<Note, Double> model = model(column -> column)) {
      DriftReport quiet = window(model, 8, "WORD");

      assertThat(quiet.columns())
          .extracting(ColumnDrift::name)
          .containsExactlyInAnyOrder("comment", "comment.length", "comment.unseen", "prediction");
      assertThat(quiet.drifted()).isFalse();
      assertThat(window(model, 8, "neww").driftedColumns()).containsExactly("comment.unseen");
      assertThat(window(model, 10, "word").driftedColumns()).containsExactly("comment.length");
    }
  }

  /** The words are still those of the rows that the trainer learned from. */
  @Test
  void isSeenBesideANamedReferenceAsWell() {
    DatasetVersion named = version("named", column -> column);
    try (ManagedModel<Note, Double> model = model(column -> column, drift().reference(named))) {
      DriftReport quiet = window(model, 8, "WORD");

      assertThat(quiet.columns())
          .extracting(ColumnDrift::name)
          .containsExactlyInAnyOrder("comment", "comment.length", "comment.unseen", "prediction");
      assertThat(quiet.drifted()).isFalse();
      assertThat(quiet.reference().rows()).isBetween(3_000L, 3_400L); // a fifth chose the cells
      assertThat(window(model, 8, "neww").driftedColumns()).containsExactly("comment.unseen");
    }
    DatasetVersion hidden = version("hidden", ColumnBuilder::asPrivate);
    try (ManagedModel<Note, Double> model = model(column -> column, drift().reference(hidden))) {
      assertThat(window(model, 8, "neww").columns())
          .extracting(ColumnDrift::name)
          .containsExactlyInAnyOrder("comment", "prediction");
    }
  }

  @Test
  void isNotLookedForInPrivateTexts() {
    try (ManagedModel<Note, Double> model = model(ColumnBuilder::asPrivate)) {
      assertThat(window(model, 8, "neww").columns())
          .extracting(ColumnDrift::name)
          .containsExactlyInAnyOrder("comment", "prediction");
    }
  }
}
