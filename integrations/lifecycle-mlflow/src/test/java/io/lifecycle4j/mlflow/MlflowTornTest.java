package io.lifecycle4j.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.mlflow.ImportReport.Remark;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders whose files were cut off or damaged: the report tells, and nothing is made up. */
@SuppressWarnings({
  "NullAway",
  "StringConcatToTextBlock"
}) // what is missing fails the test; as the file is written
class MlflowTornTest {
  @TempDir Path folder;
  private Path experiment;
  private Path run;

  @BeforeEach
  void make() throws IOException {
    experiment = Mlruns.experiment(folder);
    run = Mlruns.run(experiment, "a");
    Files.writeString(run.resolve("metrics/loss"), "1700000000001 0.5 1\n1700000000002 0.25 12\n");
    Files.writeString(run.resolve("params/lr"), "0.001");
    Files.writeString(run.resolve("tags/team"), "grüße");
    Files.writeString(run.resolve("artifacts/f"), "file");
    Path input = Files.createDirectories(run.resolve("inputs/i1"));
    Files.writeString(
        input.resolve("meta.yaml"),
        "destination_type: RUN\nsource_id: d1\nsource_type: DATASET\n"
            + "tags:\n  mlflow.data.context: train\n");
    Path data = Files.createDirectories(experiment.resolve("datasets/d1"));
    Files.writeString(
        data.resolve("meta.yaml"),
        "digest: '12345678'\nname: rides\nsource: '{}'\nsource_type: local\n");
  }

  /** All that a home holds after an import, as name and value. */
  private record Imported(ImportReport report, Map<String, String> values) {}

  private Imported imported() {
    try (Medium medium = Media.memory();
        HomeExperiments experiments =
            Tracking.experiments(
                Tracking.over(medium), id -> false, InstantSource.fixed(Fixtures.TIME))) {
      ImportReport report = MlflowImport.from(folder).into(experiments).run();
      Map<String, String> values = new TreeMap<>();
      for (RunRecord one :
          experiments.search(RunQuery.builder().view(RunQuery.View.ALL).build()).runs()) {
        values.put("start", one.info().started().toString());
        values.put("name", one.info().name());
        values.put("experiment", one.info().experiment());
        values.put("end", one.end().orElseThrow().toString());
        values.put("deleted", Boolean.toString(one.deleted()));
        one.params().forEach((name, value) -> values.put("params/" + name, value.text()));
        one.tags().forEach((name, value) -> values.put("tags/" + name, value));
        one.artifacts().forEach((name, file) -> values.put("artifacts/" + name, file.toString()));
        for (String metric : one.metrics().keySet()) {
          experiments
              .history(one.id(), metric)
              .points()
              .forEach(point -> values.put("metrics/" + metric + point.step(), point.toString()));
        }
      }
      return new Imported(report, values);
    }
  }

  /**
   * A file of plain text cannot tell whether it is whole, nor can one that ends with a point; what
   * is in it is what is imported.
   */
  private static boolean mayBeWhole(Path file, byte[] cut) {
    String part = String.valueOf(file.getParent().getFileName());
    return List.of("params", "tags", "artifacts").contains(part)
        || (part.equals("metrics") && cut.length > 0 && cut[cut.length - 1] == '\n');
  }

  private void check(Path file, byte[] cut, Imported whole) throws IOException {
    Files.write(file, cut);
    String how = file + " cut off after " + cut.length;
    Imported torn = imported();
    String name = folder.relativize(file).toString();
    boolean told = torn.report.remarks().stream().map(Remark::file).anyMatch(name::equals);
    Map<String, String> made = new TreeMap<>(torn.values);
    made.entrySet().removeIf(value -> value.getValue().equals(whole.values.get(value.getKey())));
    if (!mayBeWhole(file, cut)) {
      assertThat(told || torn.values.equals(whole.values)).as(how).isTrue();
    }
    if (file.endsWith("metrics/loss")) {
      assertThat(made).as(how).isEmpty(); // not even told, a value is never another
    }
  }

  @Test
  void tellsOfEveryFileThatIsCutOffAnywhere() throws IOException {
    Imported whole = imported();
    assertThat(whole.report.remarks()).isEmpty();
    assertThat(whole.values).hasSize(18);
    int cuts = 0;
    for (Path file : Mlruns.files(folder)) {
      byte[] bytes = Files.readAllBytes(file);
      for (int length = 0; length < bytes.length; length++) {
        check(file, Arrays.copyOf(bytes, length), whole);
        cuts++;
      }
      Files.write(file, bytes);
    }
    assertThat(cuts).isGreaterThan(400);
  }

  @Test
  void tellsOfAValueThatIsCutOffWithinALetter() throws IOException {
    byte[] bytes = Files.readAllBytes(run.resolve("tags/team"));
    Files.write(run.resolve("tags/team"), Arrays.copyOf(bytes, 3));

    Imported torn = imported();

    assertThat(torn.values).doesNotContainKey("tags/team");
    assertThat(torn.report.remarks()).extracting(Remark::reason).containsExactly("it is not UTF-8");
  }

  @Test
  @OnlyLarger
  void takesAnythingInAnyFile() throws IOException {
    long seed = 42;
    Random random = new Random(seed);
    List<Path> files = Mlruns.files(folder);
    List<byte[]> originals = new ArrayList<>();
    for (Path file : files) {
      originals.add(Files.readAllBytes(file));
    }
    byte[] odd = "\n:'\"{}[]&*!|>%@`#-? \0\t0\u00ff".getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 500; round++) {
      int chosen = random.nextInt(files.size());
      byte[] bytes = originals.get(chosen).clone();
      for (int i = 0; i < 1 + random.nextInt(4) && bytes.length > 0; i++) {
        bytes[random.nextInt(bytes.length)] = odd[random.nextInt(odd.length)];
      }
      Files.write(files.get(chosen), bytes);
      assertThat(imported().report.found()).as("seed %s, round %s", seed, round).isEqualTo(1);
      Files.write(files.get(chosen), originals.get(chosen));
    }
  }

  @Test
  void readsNoYamlThatIsNestedTooDeeply() throws IOException {
    String meta = Files.readString(run.resolve("meta.yaml"));
    for (String bad :
        List.of(
            "x: " + "[".repeat(100_000),
            "x: " + "{a: ".repeat(50_000),
            "x: " + "- ".repeat(50_000))) {
      Files.writeString(run.resolve("meta.yaml"), meta + bad + "\n");
      assertThat(imported().report.remarks())
          .extracting(Remark::toString)
          .as(bad.substring(0, 20))
          .anyMatch(text -> text.startsWith("1/a/meta.yaml:9 SKIPPED it is "));
    }
    String deep = "x: " + "[".repeat(50) + "]".repeat(50) + "\n";
    Files.writeString(run.resolve("meta.yaml"), meta + deep);
    assertThat(imported().report.remarks()).isEmpty();
    Files.writeString(run.resolve("meta.yaml"), meta + deep.replace("[]", "[[]]"));
    assertThat(imported().report.remarks())
        .extracting(Remark::toString)
        .containsExactly(
            "1/a/meta.yaml:9 SKIPPED it is nested in more than 50 levels: what follows is left"
                + " out");
  }

  @Test
  void readsNoMetaThatIsTooLongButOfADataSet() throws IOException {
    String filling = "#".repeat(1 << 20) + "\n";
    Path data = experiment.resolve("datasets/d1/meta.yaml");
    Files.writeString(data, filling + Files.readString(data));
    assertThat(imported().report.remarks()).isEmpty();
    Files.writeString(
        run.resolve("meta.yaml"), filling + Files.readString(run.resolve("meta.yaml")));
    assertThat(imported().report.remarks())
        .extracting(Remark::toString)
        .contains("1/a/meta.yaml SKIPPED it has more than 1048576 bytes");
  }

  @Test
  void readsNoYamlThatGrowsOrBuildsAnything() throws IOException {
    StringBuilder laughs = new StringBuilder("a: &a [x, x]\n");
    for (char c = 'b'; c <= 'z'; c++) {
      laughs.append(String.format("%c: &%c [*%c, *%c]%n", c, c, c - 1, c - 1));
    }
    for (String bad :
        List.of(
            laughs + "run_name: x\n",
            "run_name: !!javax.script.ScriptEngineManager [x]\n",
            "run_name: [[[[".repeat(10_000) + "\n",
            "[".repeat(100_000) + "\n",
            "run_name: \"\\ud800\"\n",
            "run_name: x\nrun_name: y\n",
            "--- a\n--- b\n",
            "- a\n",
            "a\n")) {
      Files.writeString(run.resolve("meta.yaml"), bad);
      Imported odd = imported();
      assertThat(odd.report.remarks())
          .extracting(Remark::file)
          .as(bad.substring(0, Math.min(40, bad.length())))
          .contains("1/a/meta.yaml");
      assertThat(odd.values.get("name")).isIn("a", "x");
    }
  }
}
