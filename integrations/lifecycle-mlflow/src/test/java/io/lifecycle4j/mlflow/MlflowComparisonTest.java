package io.lifecycle4j.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.mlflow.ImportReport.Counts;
import io.lifecycle4j.mlflow.ImportReport.Remark;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is imported against what MLflow's own client says of the same folder. */
@SuppressWarnings("NullAway") // what is missing fails the test
class MlflowComparisonTest {
  /** Names that MLflow allows and this library does not, and what becomes of them. */
  private static final Map<String, String> RENAMED =
      Map.of(".dot", "_.dot", "with blank - and_dash.", "with blank - and_dash._");

  /** MLflow reads every line that names a dataset with step 0; the file says another. */
  private static final String MEASURED = "measured";

  private final Medium medium = Media.memory();
  private final HomeExperiments experiments =
      Tracking.experiments(Tracking.over(medium), run -> false, InstantSource.fixed(Fixtures.TIME));

  @TempDir Path folder;
  private JsonNode expected;
  private ImportReport report;

  @BeforeEach
  void importAll() throws IOException {
    Mlruns.unpack(folder);
    expected = Mlruns.expected();
    report = MlflowImport.from(folder).into(experiments).run();
  }

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private RunRecord run(JsonNode said) {
    return experiments.find(said.get("id").asText()).orElseThrow();
  }

  private JsonNode named(String name) {
    for (JsonNode run : expected) {
      if (run.get("name").asText().equals(name)) {
        return run;
      }
    }
    throw new AssertionError(name);
  }

  private static String renamed(String name) {
    return RENAMED.getOrDefault(name, name);
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object.properties().forEach(e -> texts.put(renamed(e.getKey()), e.getValue().asText()));
    return texts;
  }

  @Test
  void importsEveryRunThatMlflowKnows() {
    assertThat(expected).hasSize(7);
    assertThat(report.found()).isEqualTo(7);
    assertThat(report.imported().runs()).isEqualTo(7);
    assertThat(experiments.search(RunQuery.builder().view(RunQuery.View.ALL).build()).runs())
        .extracting(RunRecord::id)
        .containsExactlyInAnyOrderElementsOf(expected.findValuesAsText("id"));
  }

  @Test
  void givesNamesTimesAndStatesAsMlflowDoes() {
    Map<String, RunStatus> states =
        Map.of(
            "FINISHED", RunStatus.FINISHED,
            "FAILED", RunStatus.FAILED,
            "KILLED", RunStatus.KILLED,
            "RUNNING", RunStatus.CRASHED,
            "SCHEDULED", RunStatus.CRASHED);
    for (JsonNode said : expected) {
      RunRecord run = run(said);
      assertThat(run.info().experiment()).isEqualTo(said.get("experiment").asText());
      assertThat(run.info().name()).isEqualTo(said.get("name").asText());
      assertThat(run.info().started().toEpochMilli()).isEqualTo(said.get("start").asLong());
      assertThat(run.status()).isEqualTo(states.get(said.get("status").asText()));
      assertThat(run.deleted()).isEqualTo(said.get("deleted").asBoolean());
      if (!said.get("end").isNull()) {
        assertThat(run.end().orElseThrow().time().toEpochMilli())
            .isEqualTo(said.get("end").asLong());
      }
    }
  }

  @Test
  void givesParametersAndTagsAsMlflowDoes() {
    for (JsonNode said : expected) {
      RunRecord run = run(said);
      Map<String, String> params = new HashMap<>();
      run.params().forEach((name, value) -> params.put(name, value.text()));
      assertThat(params).isEqualTo(texts(said.get("params")));
      assertThat(run.tags()).containsAllEntriesOf(texts(said.get("tags")));
    }
  }

  @Test
  void givesEveryPointAsMlflowDoes() {
    int points = 0;
    for (JsonNode said : expected) {
      RunRecord run = run(said);
      assertThat(run.metrics().keySet())
          .containsExactlyInAnyOrderElementsOf(texts(said.get("metrics")).keySet());
      for (Map.Entry<String, JsonNode> metric : said.get("metrics").properties()) {
        List<MetricPoint> history =
            experiments.history(run.id(), renamed(metric.getKey())).points();
        assertThat(history).hasSize(metric.getValue().size());
        for (int i = 0; i < history.size(); i++) {
          compare(metric.getKey(), history.get(i), metric.getValue().get(i), i);
          points++;
        }
      }
    }
    assertThat(points).isEqualTo((int) report.imported().points()).isGreaterThan(40);
  }

  private static void compare(String metric, MetricPoint point, JsonNode said, int place) {
    long step = metric.equals(MEASURED) ? 7 + place : said.get(2).asLong();
    assertThat(point.time()).isEqualTo(Instant.ofEpochMilli(said.get(0).asLong()));
    assertThat(Double.doubleToRawLongBits(point.value())).as(metric).isEqualTo(bits(said.get(1)));
    assertThat(point.step()).as(metric).isEqualTo(step);
  }

  private static long bits(JsonNode hex) {
    double value =
        switch (hex.asText()) {
          case "nan" -> Double.NaN;
          case "inf" -> Double.POSITIVE_INFINITY;
          case "-inf" -> Double.NEGATIVE_INFINITY;
          default -> Double.parseDouble(hex.asText());
        };
    return Double.doubleToRawLongBits(value);
  }

  @Test
  void hasTheLatestValuesOfMlflow() {
    for (JsonNode said : expected) {
      RunRecord run = run(said);
      for (Map.Entry<String, JsonNode> metric : said.get("latest").properties()) {
        double latest = run.metric(renamed(metric.getKey())).orElseThrow();
        assertThat(Double.doubleToRawLongBits(latest)).isEqualTo(bits(metric.getValue()));
      }
    }
  }

  @Test
  void keepsParentsAndNotes() {
    RunRecord everything = run(named("everything: 1e3"));
    assertThat(run(named("child")).info().parent()).hasValue(everything.id());
    assertThat(everything.note()).isEqualTo("# A note\n\nwith two lines");
  }

  @Test
  void keepsDataSetsAsTags() {
    JsonNode said = named("everything: 1e3");
    Map<String, String> tags = run(said).tags();
    for (JsonNode input : said.get("inputs")) {
      String number = tags.get("mlflow.dataset.1.digest").equals(text(input, "digest")) ? "1" : "2";
      String prefix = "mlflow.dataset." + number + ".";
      for (String field : List.of("name", "digest", "source", "source_type")) {
        assertThat(tags).containsEntry(prefix + field, text(input, field));
      }
      assertThat(tags)
          .containsEntry(prefix + "context", text(input.get("tags"), "mlflow.data.context"));
    }
    assertThat(said.get("inputs")).hasSize(2);
    assertThat(tags).containsEntry("mlflow.dataset.of/measured", "rides 9f86d081");
    assertThat(run(said).inputs()).isEmpty();
  }

  private static String text(JsonNode node, String field) {
    return node.get(field).asText();
  }

  @Test
  void copiesFilesFromWhereTheFolderIsNow() throws IOException {
    RunRecord run = run(named("everything: 1e3"));
    assertThat(run.artifacts())
        .containsOnlyKeys(
            "_.hidden",
            "empty.txt",
            "model/MLmodel",
            "model/data/weights.bin",
            "mlflow.datasets/1.yaml",
            "mlflow.datasets/2.yaml");
    byte[] weights = new byte[1024];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (byte) i;
    }
    assertThat(experiments.artifact(run.id(), "model/data/weights.bin")).hasBinaryContent(weights);
  }

  @Test
  void saysWhatItCountedAndLeftOut() {
    assertThat(report.imported()).isEqualTo(new Counts(7, 44, 11, 15, 6, 1287));
    assertThat(report.remarks())
        .extracting(Remark::reason)
        .contains(
            "tags of an experiment are not imported",
            "the experiment has no runs",
            "the status is RUNNING, and it is not recorded here: CRASHED",
            "the status is SCHEDULED, and it is not recorded here: CRASHED",
            "the name '.dot' is not allowed: '_.dot' was taken");
    assertThat(report.toMarkdown())
        .contains("| runs imported | 7 |")
        .contains("the status is SCHEDULED, and it is not recorded here: CRASHED");
  }
}
