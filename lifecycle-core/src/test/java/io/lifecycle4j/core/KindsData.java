package io.lifecycle4j.core;

import static io.lifecycle4j.data.Splits.byColumn;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.data.Splits.byKey;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.data.Splits.byTime;
import static io.lifecycle4j.data.Splits.stratified;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.validation.Rules.column;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.core.data.SampleLocations;
import io.lifecycle4j.core.preprocessing.StepFitting;
import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitPlan.DuplicateRows;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Rules;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Datasets in every format and of every keeping, and whatever can happen to one. */
final class KindsData {
  /** What stands at {@link SampleLocations#AT}, which is on no path of any machine. */
  static final String ELSEWHERE = "temp\n1\n2\n";

  /** Enough to be a tree, and its one folder in parts. */
  static final int FILES = 1_010;

  /** Every plan that is kept. */
  static final List<SplitPlan> PLANS =
      List.of(
          byHash(3).train(0.6).validation(0.2).holdout(0.2).golden(0.3),
          byKey("rider").seed(1).train(0.5).validation(0).holdout(0.5),
          byColumn("part").train("TRAIN").holdout("HOLDOUT").duplicates(DuplicateRows.REFUSE),
          byRole("part"),
          byTime("day").validationFrom("2026-01-11").holdoutFrom("2026-01-16"),
          stratified("sort").seed(2).train(0.5).validation(0.25).holdout(0.25));

  private static final Schema RIDES =
      new Schema(
          List.of(
              Column.builder("id", DataType.INT64).role(ColumnRole.ID).build(),
              Column.builder("day", DataType.TIMESTAMP).role(ColumnRole.TIME).build(),
              Column.builder("temp", DataType.FLOAT64).nullable().unit("°C").build(),
              Column.builder("felt", DataType.FLOAT64).description("As people say").build(),
              Column.builder("sort", DataType.CATEGORICAL)
                  .categories(List.of("long", "short"))
                  .build(),
              Column.builder("rain", DataType.BOOLEAN).build(),
              Column.builder("rider", DataType.STRING).asPrivate().build(),
              Column.builder("part", DataType.STRING).build(),
              Column.builder("rides", DataType.FLOAT64).role(ColumnRole.LABEL).build()));

  private static final Schema TEMP = Schema.builder().column("temp", DataType.FLOAT64).build();
  private static final List<String> PARTS = List.of("TRAIN", "TRAIN", "VALIDATION", "HOLDOUT");
  private static final int ROWS = 20;
  private static final long SEED = 20_260_228;

  private final Lifecycle home;
  private final Path scratch;

  private KindsData(Lifecycle home, Path scratch) {
    this.home = home;
    this.scratch = scratch;
  }

  /** A record that becomes a JSON line. */
  record Station(String name, @Nullable Double latitude, boolean open, LocalDate since) {}

  static void live(Lifecycle home, Path scratch) throws IOException {
    KindsData data = new KindsData(home, scratch);
    data.rides();
    data.lines();
    data.images();
    data.idx();
    data.folder();
    data.kept();
    data.prepared();
    data.purged();
  }

  private Dataset dataset(String name) {
    return home.datasets().dataset(name);
  }

  private Snapshot snapshot(String dataset, Source source) {
    return dataset(dataset).snapshot(source).message("As it was");
  }

  /** Commits two versions that were judged by every rule, and moves tags. */
  private void rides() {
    snapshot("earlier", csv("rides.csv", -1, 0)).schema(RIDES).commit();
    DatasetVersion first =
        snapshot("rides", csv("rides.csv", 0, ROWS - 1)).schema(RIDES).tag("good").commit();
    snapshot("rides", csv("rides.csv", 0, ROWS))
        .schema(RIDES)
        .requiring(rules())
        .by("alice")
        .metadata("source", "counter")
        .madeOf(first, "one day more")
        .tag("newest")
        .commit();
    Dataset rides = dataset("rides");
    rides.tag(2, "good", "bob");
    rides.tag(1, "gone", "bob");
    rides.untag("gone", "carol");
  }

  /** Every check; those that some row breaks warn. */
  private static Rule[] rules() {
    return new Rule[] {
      column("temp").notNull().warn(),
      column("felt").notNull(),
      column("felt").wellTyped(),
      Rules.wellTyped(),
      column("felt").between(-2, 15).mostly(0.5).as("felt.usual"),
      column("sort").in("long", "short"),
      column("id").in(0.0, 1.0).warn(),
      column("rider").matches("rider [0-9]+"),
      column("part").length(5, 10),
      column("felt").lessThan("temp").warn(),
      column("felt").notAbove("temp").warn(),
      Rules.rows("even", row -> row.number(0) % 2 == 0).warn(),
      column("rides").mean().atMost(1_000),
      column("rides").quantile(0.9).atLeast(1),
      Rules.unique("id"),
      Rules.noOverlap("part"),
      Rules.rowCount().between(10, 100),
      Rules.rowCount().changeAtMost(0.5),
      Rules.freshness("day", Duration.ofDays(60)),
      column("sort").containedIn("earlier", "sort").warn(),
      Rules.noRowOf("earlier")
    };
  }

  private static Source csv(String name, int from, int to) {
    StringBuilder text = new StringBuilder("id,day,temp,felt,sort,rain,rider,part,rides\n");
    for (int i = from; i < to; i++) {
      text.append(i).append(',').append(LocalDate.of(2026, 1, 1).plusDays(i)).append(',');
      text.append(i % 7 == 0 ? "" : i * 0.5).append(',').append(i * 0.5 - 1).append(',');
      text.append(i % 2 == 0 ? "long" : "short").append(',').append(i % 3 == 0).append(',');
      text.append("rider ").append(i + 1).append(',').append(PARTS.get((i + 4) % 4)).append(',');
      text.append(i * 1.1 + 3).append('\n');
    }
    return Sources.csv(name, Content.of(text.toString()));
  }

  private void lines() {
    LocalDate since = LocalDate.of(1996, 2, 29);
    snapshot(
            "stations",
            Sources.records(
                Station.class,
                Stream.of(
                    new Station("Größe \"7\"", 52.5, true, since),
                    new Station("Süd", null, false, since.plusDays(1)))))
        .commit();
  }

  private void images() throws IOException {
    Path folder = scratch.resolve("images");
    for (String label : List.of("cat", "dog")) {
      BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
      for (int pixel = 0; pixel < 6; pixel++) {
        image.getRaster().setSample(pixel % 3, pixel / 3, 0, 40 * pixel + label.length());
      }
      Files.createDirectories(folder.resolve(label));
      ImageIO.write(image, "png", folder.resolve(label).resolve("1.png").toFile());
    }
    snapshot("pets", Sources.images(folder, 1, 2, 3)).commit();
  }

  private void idx() {
    byte[] pixels = new byte[24];
    new Random(SEED).nextBytes(pixels);
    ByteBuffer images = ByteBuffer.allocate(16 + pixels.length);
    images.putInt(0x803).putInt(4).putInt(2).putInt(3).put(pixels);
    ByteBuffer labels = ByteBuffer.allocate(12).putInt(0x801).putInt(4);
    labels.put(new byte[] {0, 1, 2, 0});
    snapshot(
            "clothes",
            Sources.idx(2, 3, List.of("shirt", "shoe", "bag"))
                .part(
                    "train",
                    new NamedContent("images", Content.of(images.array())),
                    new NamedContent("labels", Content.of(labels.array())))
                .build())
        .commit();
  }

  private void folder() throws IOException {
    Path folder = scratch.resolve("folder");
    Files.createDirectories(folder.resolve("many"));
    for (int i = 0; i < FILES - 1; i++) {
      Files.writeString(folder.resolve("many").resolve("f" + i), "x".repeat(i % 3));
    }
    Files.writeString(folder.resolve("read me.txt"), "Many files");
    snapshot("folder", Sources.folder(folder)).commit();
  }

  /** Files that are not kept as one blob, one that is packed and one in a dialect. */
  private void kept() {
    StringBuilder text = new StringBuilder("temp\n");
    for (int i = 0; i < 6_000; i++) { // so that the first chunk ends behind 16,862 bytes
      text.append(i * 16 * 7_919 % 10_007).append('\n');
    }
    snapshot("chunked", Sources.csv("long.csv", Content.of(text.toString())))
        .schema(TEMP)
        .chunked()
        .commit();
    SampleLocations bucket = new SampleLocations(ELSEWHERE);
    snapshot("elsewhere", Sources.csv("far.csv", Content.at(SampleLocations.AT, bucket)))
        .schema(TEMP)
        .byReference()
        .commit();
    byte[] packed = SampleHome.gzip(ELSEWHERE.getBytes(StandardCharsets.UTF_8));
    snapshot("packed", Sources.csv("near.csv.gz", Content.of(packed))).schema(TEMP).commit();
    NamedContent german = new NamedContent("wetter.csv", Content.of("Grad\n1,5\n-\n"));
    CsvDialect dialect =
        CsvDialect.builder()
            .separator(';')
            .decimalComma()
            .columns("temp")
            .missing("-")
            .skipLines(1)
            .build();
    Schema temp = TEMP.change("temp", ColumnBuilder::nullable);
    snapshot("dialect", Sources.csv(List.of(german), dialect)).schema(temp).commit();
  }

  /** Purges a version that was judged. */
  private void purged() {
    snapshot("purged", Sources.csv("gone.csv", Content.of("temp\n3\n4\n")))
        .schema(TEMP)
        .requiring(column("temp").atLeast(3))
        .commit();
    dataset("purged").purge(1, "alice", "Asked to");
  }

  /** Prepares the rows of a split of every plan. */
  private void prepared() {
    Schema input =
        Schema.builder().column("temp", DataType.FLOAT64).column("felt", DataType.FLOAT64).build();
    StepFitting steps =
        StepFitting.of(
            input.change("temp", ColumnBuilder::nullable),
            impute("temp").mean(),
            standardize("felt"));
    DatasetVersion rides = dataset("rides").version(2);
    for (SplitPlan plan : PLANS) {
      Split split = rides.split(plan);
      steps.fit(split).materialize(split, dataset("prepared"));
    }
  }
}
