package io.lifecycle4j.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.mlflow.ImportReport.Kind;
import io.lifecycle4j.mlflow.ImportReport.Remark;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that are allowed in MLflow: each has one of its own here, and the report tells which. */
class MlflowNamesTest {
  private static final String FIRST = "mlflow.dataset.1.";

  private final Medium medium = Media.memory();
  private final HomeExperiments experiments =
      Tracking.experiments(Tracking.over(medium), run -> false, InstantSource.fixed(Fixtures.TIME));

  @TempDir Path folder;
  private Path experiment;

  @BeforeEach
  void make() throws IOException {
    experiment = Mlruns.experiment(folder);
    Path data = Files.createDirectories(experiment.resolve("datasets/d1"));
    Files.writeString(
        data.resolve("meta.yaml"), "digest: d\nname: rides\nsource: '{}'\nsource_type: local\n");
  }

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private Path used(String run, String... tags) throws IOException {
    Path made = Mlruns.run(experiment, run);
    StringBuilder meta = new StringBuilder("source_id: d1\nsource_type: DATASET\ntags:\n");
    for (int i = 0; i < tags.length; i++) {
      meta.append("  ").append(tags[i]).append(": v").append(i).append('\n');
    }
    Path input = Files.createDirectories(made.resolve("inputs/i"));
    Files.writeString(input.resolve("meta.yaml"), meta);
    return made;
  }

  private RunRecord get(String id) {
    return experiments.find(id).orElseThrow();
  }

  private ImportReport run() {
    return MlflowImport.from(folder).into(experiments).run();
  }

  @Test
  void keepsNamesWithColonsAndThePlaceOfTheFiles() throws IOException {
    Path run = Mlruns.run(experiment, "a");
    Files.writeString(run.resolve("metrics/a:b"), "1700000000004 0.5 2\n");
    Files.writeString(run.resolve("params/c:d"), "C:\\");
    Files.writeString(run.resolve("tags/e:f"), "g");
    String place = "s3://bucket/1/a/artifacts";
    Path meta = run.resolve("meta.yaml");
    Files.writeString(meta, Files.readString(meta) + "artifact_uri: " + place + "\n");

    assertThat(run().remarks()).isEmpty();
    assertThat(experiments.search("fraud", "metrics.`a:b` = 0.5 AND params.`c:d` = 'C:\\'"))
        .isEqualTo(experiments.search("fraud", "tags.`e:f` = 'g'"))
        .isEqualTo(experiments.search("fraud", "artifact_uri LIKE 's3://%/artifacts'"))
        .hasSize(1);
  }

  @Test
  void shortensATagOfADataSetThatIsTooLongWithItsPrefix() throws IOException {
    Mlruns.run(experiment, "a");
    used("b", "k".repeat(233), "k".repeat(234), "k".repeat(249) + "x", "k".repeat(249) + "y");
    Mlruns.run(experiment, "c");

    ImportReport report = run();

    assertThat(report.imported().runs()).isEqualTo(3);
    assertThat(report.remarks()).hasSize(3).extracting(Remark::kind).containsOnly(Kind.CHANGED);
    assertThat(get("b").tags().values()).contains("v0", "v1", "v2", "v3");
    assertThat(get("b").tags()).containsEntry(FIRST + "k".repeat(233), "v0");
  }

  @Test
  void shortensWhatAMetricWithALongNameWasMeasuredOn() throws IOException {
    String step = "s".repeat(245);
    String metric = String.join("/", step, step, step, step);
    Path file = Mlruns.run(experiment, "a").resolve("metrics").resolve(metric);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "1700000000004 1 2 rides abc\n");
    Mlruns.run(experiment, "b");

    ImportReport report = run();

    assertThat(report.imported().runs()).isEqualTo(2);
    assertThat(get("a").metrics()).containsOnlyKeys(metric);
    assertThat(get("a").tags().keySet())
        .anyMatch(name -> name.matches("mlflow\\.dataset\\.of/name-[0-9a-f]{16}"));
    assertThat(report.remarks())
        .singleElement()
        .extracting(Remark::reason)
        .asString()
        .contains("is not allowed: 'mlflow.dataset.of/name-");
  }

  @Test
  void tellsOfTagsOfADataSetThatAreRenamed() throws IOException {
    used("a", "''", "'.'", "'../..'", "mlflow.data.context");

    ImportReport report = run();

    Map<String, String> tags = get("a").tags();
    assertThat(tags).containsEntry(FIRST + "context", "v3");
    assertThat(tags.values()).contains("v0", "v1", "v2");
    assertThat(report.remarks())
        .extracting(Remark::toString)
        .containsExactly(
            renamed("", "is not allowed", "_"),
            renamed(".", "is not allowed", "._"),
            renamed("../..", "is not allowed", ".._/_.._"));
  }

  private static String renamed(String raw, String why, String name) {
    return String.format(
        "1/a/inputs/i/meta.yaml CHANGED the name '%s' %s: '%s' was taken",
        FIRST + raw, why, FIRST + name);
  }

  @Test
  void losesNoTagOfADataSetToAnotherOne() throws IOException {
    used("a", "mlflow.data.context", "context", "name", "name-2");

    ImportReport report = run();

    assertThat(get("a").tags())
        .containsEntry(FIRST + "mlflow.data.context", "v0")
        .containsEntry(FIRST + "context", "v1")
        .containsEntry(FIRST + "name", "rides")
        .containsEntry(FIRST + "name-2", "v2")
        .containsEntry(FIRST + "name-2-2", "v3");
    assertThat(report.remarks())
        .extracting(Remark::toString)
        .containsExactly(
            "1/a/inputs/i/meta.yaml CHANGED there is a tag 'context': mlflow.data.context keeps"
                + " its name",
            renamed("name", "is there already", "name-2"),
            renamed("name-2", "is there already", "name-2-2"));
  }

  @Test
  void losesNoTagOfARunToOneOfTheImport() throws IOException {
    Path tags = used("a", "t").resolve("tags");
    Files.writeString(tags.resolve(RunIds.ORIGIN), "9/z");
    Files.writeString(tags.resolve(RunIds.BEGUN), "9/z");
    Files.writeString(tags.resolve(FIRST + "name"), "mine");

    ImportReport report = run();

    assertThat(get("a").tags())
        .containsEntry(RunIds.ORIGIN, "1/a")
        .containsEntry(RunIds.ORIGIN + "-2", "9/z")
        .containsEntry(RunIds.BEGUN + "-2", "9/z")
        .containsEntry(FIRST + "name", "mine")
        .containsEntry(FIRST + "name-2", "rides")
        .doesNotContainKey(RunIds.BEGUN);
    assertThat(report.changed()).isEqualTo(3);
    assertThat(run().present()).isEqualTo(1);
  }

  @Test
  @OnlyLarger
  void givesManyNamesThatAreAlikeOneEach() {
    List<String> raws = new ArrayList<>();
    for (int i = 0; i < 27_000; i++) { // three control characters
      raws.add("x" + (char) (1 + i % 30) + (char) (1 + i / 30 % 30) + (char) (1 + i / 900) + "y");
    }
    Map<String, String> names =
        assertTimeoutPreemptively( // trying every number for each takes hours
            Duration.ofMinutes(1), () -> AllowedNames.distinct(raws, AllowedNames::path));
    assertThat(names).hasSize(raws.size());
    assertThat(names.values()).doesNotHaveDuplicates();
  }

  @Test
  void allowsEveryNameThatItGives() {
    String longest = "b".repeat(250);
    String path = String.join("/", "a".repeat(248), longest, longest, "c".repeat(246), "d");
    List<String> raws =
        List.of(
            "a_/" + longest,
            "a\u0001/" + longest,
            "a\u0002/" + longest,
            path,
            path + "/" + longest,
            "e/" + path);
    Map<String, String> names = AllowedNames.distinct(raws, AllowedNames::path);
    assertThat(names.values()).hasSize(6).doesNotHaveDuplicates();
    assertThat(names.values())
        .allSatisfy(
            name -> assertThat(InvalidNameException.checkPath("path", name)).isEqualTo(name));
  }
}
