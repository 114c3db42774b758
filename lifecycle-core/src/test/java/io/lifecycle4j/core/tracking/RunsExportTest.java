package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.ForwardingTracker;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunExport;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs written to files and read back. */
@SuppressWarnings("NullAway") // what is missing fails the test
class RunsExportTest {
  private static final List<Double> VALUES =
      List.of(
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          -0.0,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          0.1 + 0.2);

  private final Medium medium = Media.memory();
  private final HomeExperiments experiments =
      Tracking.experiments(Tracking.over(medium), run -> false, InstantSource.fixed(Fixtures.TIME));

  @TempDir Path directory;

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private RunExport export() {
    return experiments.export(RunQuery.builder().limit(2).build());
  }

  /** Records a run for each value and each text. */
  private List<RunRecord> record(String... texts) {
    List<RunRecord> runs = new ArrayList<>();
    for (int i = 0; i < Math.max(VALUES.size(), texts.length); i++) {
      double value = VALUES.get(i % VALUES.size());
      String text = texts[i % texts.length];
      runs.add(
          experiments.run(
              "fraud", run -> run.log("m", 1).log("m", value).param("p", text).tag("t", text)));
    }
    return runs;
  }

  @Test
  void keepsTheOrderFromPageToPage() throws IOException {
    record("x");
    Path file = directory.resolve("runs.csv");
    RunQuery ordered = RunQuery.builder().orderBy("params.p").orderBy("start_time DESC").build();

    assertThat(experiments.export(ordered.toBuilder().limit(2).build()).toCsv(file))
        .isEqualTo(VALUES.size());

    List<String> expected = experiments.search(ordered).runs().stream().map(RunRecord::id).toList();
    assertThat(read(file).stream().map(row -> row.getField("run")).toList()).isEqualTo(expected);
  }

  @Test
  void leavesOutTheHistoryOfARunThatIsPurgedMeanwhile() throws IOException {
    List<RunRecord> runs = record("x");
    ExperimentTracker purging =
        new ForwardingTracker(Tracking.over(medium)) {
          @Override
          public RunPage search(RunQuery query) {
            RunPage page = super.search(query);
            super.delete(runs.get(0).id());
            super.purge(runs.get(0).id());
            return page;
          }
        };
    Path file = directory.resolve("points.csv");

    new RunsExport(RunQuery.builder().build(), purging, () -> {}).historiesToCsv(file);

    assertThat(read(file).stream().map(row -> row.getField("run")).distinct())
        .containsExactlyElementsOf(runs.stream().skip(1).map(RunRecord::id).toList());
  }

  private List<NamedCsvRecord> read(Path file) throws IOException {
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      return csv.stream().toList();
    }
  }

  @Test
  void writesAnObjectForEachRun() throws IOException {
    List<RunRecord> runs = record("a", "=1+1", "two\nlines \"quoted\", ü 😀");
    Path file = directory.resolve("runs.jsonl");

    assertThat(export().toJsonLines(file)).isEqualTo(runs.size());

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSameSizeAs(runs);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = JsonMapper.builder().build().readTree(lines.get(i));
      RunRecord run = runs.get(i);
      assertThat(line.get("run").asText()).isEqualTo(run.id());
      assertThat(line.get("status").asText()).isEqualTo("FINISHED");
      assertThat(line.get("params").get("p").asText()).isEqualTo(run.params().get("p").text());
      assertThat(line.get("tags").get("t").asText()).isEqualTo(run.tags().get("t"));
      assertThat(Double.parseDouble(line.get("metrics").get("m").asText()))
          .isEqualTo(run.metric("m").orElseThrow());
    }
    assertThat(lines.get(0)).contains("\"metrics\":{\"m\":\"NaN\"}");
    assertThat(lines.get(2)).contains("\"metrics\":{\"m\":\"-Infinity\"}");
  }

  @Test
  void writesARowForEachRunWithSortedColumns() throws IOException {
    experiments.run("fraud", run -> run.param("b", 1).param("a", "").log("z", 0.5).tag("y", "1"));
    experiments.run("churn", run -> run.artifact("f", Content.of("x")).log("a", 2));
    Path file = directory.resolve("runs.csv");

    assertThat(export().toCsv(file)).isEqualTo(2);

    List<NamedCsvRecord> rows = read(file);
    assertThat(rows.get(0).getHeader())
        .containsExactly(
            "run",
            "experiment",
            "name",
            "status",
            "started",
            "ended",
            "cause",
            "parent",
            "deleted",
            "params.a",
            "params.b",
            "metrics.a",
            "metrics.z",
            "tags.y");
    assertThat(Files.readString(file))
        .contains("false,\"\",1,,0.5,1\n")
        .endsWith("false,,,2.0,,\n");
  }

  @Test
  void givesBackEveryValueOfATable() throws IOException {
    List<RunRecord> runs =
        record(
            "=1+1",
            "'=1",
            "''-x",
            "-1.5e3",
            "+.5",
            "plain, \"quoted\"\r\n",
            "@SUM(A1)",
            "\tx",
            "'x",
            "\uFF1Dx",
            " =1",
            "\u00A0=1",
            "\uFEFF=1",
            "\u200B=1",
            "\u000B@x",
            "' =1",
            " x",
            "-",
            "-1e",
            "'");
    Path file = directory.resolve("runs.csv");

    export().toCsv(file);

    List<NamedCsvRecord> rows = read(file);
    assertThat(rows).hasSameSizeAs(runs);
    for (int i = 0; i < rows.size(); i++) {
      String param = rows.get(i).getField("params.p");
      assertThat(param).doesNotMatch("(?s)[\\p{Z}\\p{C}]*[=@\uFF1D].*|[\t\r\n].*|[+-](?![0-9.]).*");
      assertThat(undone(param)).isEqualTo(runs.get(i).params().get("p").text());
      assertThat(Double.parseDouble(rows.get(i).getField("metrics.m")))
          .isEqualTo(runs.get(i).metric("m").orElseThrow());
    }
  }

  /** Takes away what a formula was defused with. */
  private static String undone(String cell) {
    return cell.matches("(?s)'+([\t\r\n]|[\\p{Z}\\p{C}]*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20]).*")
        ? cell.substring(1)
        : cell;
  }

  @Test
  void writesEveryPoint() throws IOException {
    RunRecord run =
        experiments.run(
            "fraud",
            r -> {
              VALUES.forEach(value -> r.log("val/loss", value));
              r.log("other", 1, -7);
            });
    Path file = directory.resolve("points.csv");

    assertThat(export().historiesToCsv(file)).isEqualTo(VALUES.size() + 1);

    List<NamedCsvRecord> rows = read(file);
    List<MetricPoint> points = new ArrayList<>(experiments.history(run.id(), "other").points());
    points.addAll(experiments.history(run.id(), "val/loss").points());
    assertThat(rows).hasSameSizeAs(points);
    for (int i = 0; i < rows.size(); i++) {
      MetricPoint point = points.get(i);
      assertThat(rows.get(i).getField("run")).isEqualTo(run.id());
      assertThat(rows.get(i).getField("step")).isEqualTo(Long.toString(point.step()));
      assertThat(rows.get(i).getField("time")).isEqualTo(point.time().toString());
      assertThat(Double.doubleToLongBits(Double.parseDouble(rows.get(i).getField("value"))))
          .isEqualTo(Double.doubleToLongBits(point.value()));
    }
  }

  @Test
  void writesRunsThatGoOnAndOnlyThoseThatAreAskedFor() throws IOException {
    experiments.run("churn", run -> {});
    experiments.start("fraud").log("m", 3);
    Path file = directory.resolve("runs.csv");

    experiments.export(RunQuery.builder().experiment("fraud").build()).toCsv(file);

    assertThat(read(file)).hasSize(1);
    assertThat(read(file).get(0).getField("metrics.m")).isEqualTo("3.0");
    assertThat(read(file).get(0).getField("ended")).isEmpty();
  }

  @Test
  void writesTheHeaderEvenIfThereAreNoRuns() throws IOException {
    Path file = directory.resolve("runs.csv");

    assertThat(export().toCsv(file)).isZero();

    assertThat(file).hasContent("run,experiment,name,status,started,ended,cause,parent,deleted\n");
  }

  @Test
  void tellsHowFarItIs() {
    record("a");
    List<Long> told = new ArrayList<>();
    export().onProgress(told::add).toJsonLines(directory.resolve("runs.jsonl"));
    assertThat(told).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void replacesNoFileAndLeavesNoneThatIsNotWhole() throws IOException {
    record("a");
    Path taken = Files.writeString(directory.resolve("taken"), "mine");
    assertThatThrownBy(() -> export().toCsv(taken))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot write " + taken + ": it exists (must be the name of a new file)");
    assertThatThrownBy(() -> export().toCsv(directory.resolve("none/runs.csv")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageEndingWith("(make it first)");
    Path loop = directory.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThatThrownBy(() -> export().toCsv(loop)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(
            () ->
                export()
                    .onProgress(
                        runs -> {
                          throw new IllegalStateException("enough");
                        })
                    .toCsv(directory.resolve("new")))
        .hasMessage("enough");

    assertThat(taken).hasContent("mine");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactlyInAnyOrder(taken, loop);
    }
  }

  @Test
  void writesNoFileThatSomebodyElseMadeMeanwhile() throws IOException {
    record("a");
    Path file = directory.resolve("runs.csv");
    assertThatThrownBy(() -> export().onProgress(runs -> content(file)).toCsv(file))
        .isInstanceOf(InvalidValueException.class);
    assertThat(file).hasContent("theirs");
  }

  private static void content(Path file) {
    try {
      Files.writeString(file, "theirs");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
