package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.markdown.CurvePicture;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.environment.EnvironmentStore;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunComparison;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunTable;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** Runs side by side. */
class RunComparisonTest {
  private static final RunInput MARCH = input("a", "train");
  private static final RunInput APRIL = input("b", "train");

  private final Medium medium = Media.memory();
  private final ExperimentTracker tracker = Tracking.over(medium);
  private final HomeExperiments experiments =
      Tracking.experiments(tracker, run -> false, InstantSource.fixed(Fixtures.TIME));

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private static RunInput input(String digit, String role) {
    return new RunInput(new VersionRef("rides", 1, new BlobId(digit.repeat(64))), role);
  }

  private String run(String name, Experiments.Body<RuntimeException> body) {
    return experiments.newRun("fraud").name(name).run(body).id();
  }

  private RunComparison compareTwo() {
    String slow =
        run("slow", r -> r.param("lr", 0.1).param("seed", 1).tag("team", "x").log("loss", 0.5));
    String fast =
        run(
            "fast",
            r ->
                r.param("lr", 0.2).param("seed", 1).param("k", 3).log("loss", 4).log("loss", 0.25));
    return experiments.compare(List.of(slow, fast));
  }

  @Test
  void showsWhatDiffersAndHowTheMetricsWent() {
    RunComparison comparison = compareTwo();

    assertThat(comparison.runs())
        .extracting(run -> run.info().name())
        .containsExactly("slow", "fast");
    assertThat(comparison.data().rows()).isEmpty();
    assertThat(comparison.markdown())
        .isEqualTo(
            """
            ## Parameters that differ

            | parameter | slow | fast |
            | --- | --- | --- |
            | k |  | 3 |
            | lr | 0.1 | 0.2 |

            ## Metrics

            | metric | slow | fast |
            | --- | --- | --- |
            | loss last | 0.5 | 0.25 |
            | loss min | 0.5 | 0.25 |
            | loss max | 0.5 | 4 |
            | loss count | 1 | 2 |

            ## Tags that differ

            | tag | slow | fast |
            | --- | --- | --- |
            | team | x |  |
            """);
  }

  @Test
  void refusesRunsOnDifferentDataUnlessAsked() {
    String a = run("a", r -> r.input(MARCH).log("loss", 1));
    String same = run("same", r -> r.input(MARCH).log("loss", 2));
    String b = run("b", r -> r.input(APRIL).log("loss", 3));
    String none = run("none", r -> r.log("loss", 4));

    assertThat(experiments.compare(List.of(a, same)).data().rows()).isEmpty();
    assertThatThrownBy(() -> experiments.compare(List.of(a, b)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot compare runs on different data: role train of a rides aaaaaaaaaaaa,"
                + " b rides bbbbbbbbbbbb (compare across data)");
    assertThatThrownBy(() -> experiments.compare(List.of(a, none)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("none none");
    assertThat(experiments.compareAcrossData(List.of(a, b)).markdown())
        .startsWith("## Data\n\n| data | a | b |")
        .contains("| role train | rides aaaaaaaaaaaa | rides bbbbbbbbbbbb |");
  }

  @Test
  void comparesRunsOfWhichOneHasMoreMetrics() {
    String a = run("a", r -> r.input(MARCH).log("loss", 1).log("auc", 1, 0, MARCH));
    String b = run("b", r -> r.input(MARCH).log("loss", 2));

    assertThat(experiments.compare(List.of(a, b)).data().rows()).isEmpty();
  }

  @Test
  void refusesMetricsThatWereMeasuredOnDifferentData() {
    RunInput test = input("c", "test");
    RunInput other = input("d", "test");
    String a = run("a", r -> r.input(other).log("auc", 1, 0, test));
    String b = run("b", r -> r.input(test).log("auc", 1, 0, other));

    assertThatThrownBy(() -> experiments.compare(List.of(a, b)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(
            "Cannot compare runs on different data: metric auc of a rides cccc");
  }

  @Test
  void refusesRunsThatAreNotThereOrThereTwice() {
    String a = run("a", r -> r.log("loss", 1));

    assertThatThrownBy(() -> experiments.compare(List.of(a)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid comparison: 1 run (must be 2 to 28)");
    assertThatThrownBy(() -> experiments.compare(List.of(a, a)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid comparison: run " + a + " twice");
    assertThatThrownBy(() -> experiments.compare(List.of(a, "gone")))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Run does not exist: gone (an id is needed, not a name)");
  }

  @Test
  void showsHowEnvironmentsDiffer() {
    String a = run("a", r -> r.log("loss", 1));
    String b = run("b", r -> r.log("loss", 1));
    String unknown = run("unknown", r -> r.log("loss", 1));
    describe(a, Map.of("jvm.version", "17", "os.name", "Linux"));
    describe(b, Map.of("jvm.version", "21", "os.name", "Linux"));

    RunTable facts = experiments.compare(List.of(a, b, unknown)).environment();

    assertThat(facts.rows()).containsExactly("jvm.version");
    assertThat(facts.find("jvm.version", "a")).hasValue("17");
    assertThat(facts.find("jvm.version", "b")).hasValue("21");
    assertThat(facts.find("jvm.version", "unknown")).isEmpty();
  }

  private void describe(String run, Map<String, String> facts) {
    byte[] document = EnvironmentStore.write(EnvironmentCapsule.of(facts));
    BlobId blob = tracker.put(new NamedContent("environment.json", Content.of(document))).blob();
    try (RunLog log = tracker.reopen(run)) {
      log.append(RunBatch.builder().environment(blob).build(), Durability.POWER);
    }
  }

  @Test
  void givesTheCurvesOfAllRuns() {
    assertThat(compareTwo().curves("loss"))
        .hasEntrySatisfying("slow", curve -> assertThat(values(curve)).containsExactly(0.5))
        .hasEntrySatisfying("fast", curve -> assertThat(values(curve)).containsExactly(4.0, 0.25));
  }

  private static Stream<Double> values(MetricHistory curve) {
    return curve.points().stream().map(MetricPoint::value);
  }

  @Test
  void drawsCurvesWithGapsInXmlThatNothingBreaksOutOf() throws Exception {
    String metric = "a<script>&\"'\u0001";
    String evil = run("</svg><script>alert(1)</script>".replace('/', '-'), r -> curve(r, 1));
    String good = run("good", r -> curve(r, 1e308));

    String svg = experiments.compare(List.of(evil, good)).svg("loss");

    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    assertThat(xml.getElementsByTagName("script").getLength()).isZero();
    assertThat(xml.getElementsByTagName("polyline").getLength()).isEqualTo(2 * 2);
    assertThat(xml.getElementsByTagName("circle").getLength()).isEqualTo(2);
    assertThat(svg).contains("&lt;script&gt;").doesNotContain("NaN", "Infinity", "href", "url(");
    assertThat(new CurvePicture(metric, "step", Map.of()).draw())
        .contains("<title>a&lt;script&gt;&amp;&quot;&#39;\uFFFD</title>");
  }

  /** Two pieces, a single point, and what cannot be drawn. */
  private static void curve(io.lifecycle4j.tracking.Run run, double scale) {
    for (double value : new double[] {1, 0.5, Double.NaN, 0.4, 0.3, 1.0 / 0, 0.2}) {
      run.log("loss", scale * value);
    }
  }

  @Test
  void listsManyRunsAsATable() {
    RunRecord a = experiments.run("fraud", r -> r.param("lr", 0.1).log("loss", 1).log("loss", 2));
    RunRecord b = experiments.run("fraud", r -> r.param("name", "x,\"y\"|z").param("empty", ""));

    RunTable table = RunTable.of(List.of(a, b));

    assertThat(table.columns())
        .containsExactly(
            "status",
            "start",
            "duration",
            "metrics.loss",
            "params.empty",
            "params.lr",
            "params.name");
    assertThat(table.rows()).containsExactly(a.id(), b.id());
    assertThat(table.find(a.id(), "metrics.loss")).hasValue("2");
    assertThat(table.find(b.id(), "metrics.loss")).isEmpty();
    assertThat(table.markdown()).contains("| x,\"y\"\\|z |");
    assertThat(table.find(a.id(), "status")).hasValue("FINISHED");
    assertThat(table.find(a.id(), "duration")).hasValue("0s");
    assertThat(table).hasToString(table.markdown());
  }
}
