package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunComparison;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunTable;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people give to runs, and what they see of them. */
class RunsForPeopleTest {
  private final Medium medium = Media.memory();
  private final HomeExperiments experiments =
      Tracking.experiments(Tracking.over(medium), run -> false, InstantSource.fixed(Fixtures.TIME));

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private RunRecord named(String name, double loss) {
    return experiments
        .newRun("fraud")
        .name(name)
        .run(run -> run.log("loss", loss).log("system/cpu", 0.5).param("seed", 123456789));
  }

  @Test
  void aRunShowsItsNameIdAndStatus() {
    Run run = experiments.newRun("fraud").name("sweep").start();
    assertThat(run).hasToString("fraud/sweep (" + run.id() + ") RUNNING");
    run.finish();
    assertThat(run).hasToString("fraud/sweep (" + run.id() + ") FINISHED");
    assertThatThrownBy(() -> run.log("loss", 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The run sweep (" + run.id() + ") has ended");
  }

  @Test
  void aRecordShowsItsIdAndWhetherItIsDeletedButNoMetricsOfTheSystem() {
    RunRecord run = named("sweep", 1.0 / 3);
    assertThat(run).hasToString("fraud/sweep (" + run.id() + ") FINISHED loss=0.333333");
    assertThat(run.metrics()).containsKey("system/cpu");
    experiments.delete(run.id());
    assertThat(experiments.find(run.id()).orElseThrow().toString()).contains(" FINISHED deleted ");
    assertThatThrownBy(() -> experiments.tag(run.id(), "a", "b"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot tag run " + run.id() + ": it is deleted (restore it first)");
  }

  @Test
  void aTableRoundsMetricsAndKeepsParameters() {
    RunRecord run = named("a", 1.0 / 3);
    RunTable table = RunTable.of(List.of(run));
    assertThat(table.columns())
        .containsExactly("status", "start", "duration", "metrics.loss", "params.seed");
    assertThat(table.find("a", "metrics.loss")).hasValue("0.333333");
    assertThat(table.find("a", "params.seed")).hasValue("123456789");
    assertThat(run.metric("loss")).hasValue(1.0 / 3);
    assertThat(run.param("seed")).hasValue(Param.of(123456789));
    assertThat(run.param("none")).isEmpty();
    assertThat(run.duration()).hasValue(Duration.ZERO);
    assertThat(RunTable.rounded(Double.NaN)).isEqualTo("NaN");
    assertThat(RunTable.rounded(-0.0)).isEqualTo("-0.0");
    assertThat(RunTable.rounded(1234567)).isEqualTo("1234570");
  }

  @Test
  void allRowsAreNamedWithTheirIdsWhenTwoNamesAreTheSame() {
    RunRecord a = named("a", 1);
    RunRecord b = named("b", 1);
    RunRecord again = named("a", 1);
    assertThat(RunTable.names(List.of(a, b))).containsExactly("a", "b");
    assertThat(RunTable.names(List.of(a, b, again)))
        .containsExactly("a (" + a.id() + ")", "b (" + b.id() + ")", "a (" + again.id() + ")");
  }

  @Test
  void aComparisonShowsNoMetricsOfTheSystemUnlessItIsAsked() {
    RunComparison compared =
        experiments.compare(List.of(named("a", 1.0 / 3).id(), named("b", 2).id()));
    assertThat(compared.markdown()).contains("0.333333").doesNotContain("system/");
    assertThat(compared.metrics().rows()).contains("system/cpu last");
    assertThat(compared).hasToString(compared.markdown());
  }

  @Test
  void parametersAreTakenAtOnceAndWrittenAsTheyAre() {
    RunRecord run =
        experiments.run(
            "fraud",
            r ->
                r.params(
                    Map.of(
                        "layers",
                        new int[] {64, 32},
                        "grid",
                        new Object[] {new double[] {0.5}, "x"},
                        "list",
                        List.of(new long[] {1}),
                        "k",
                        Optional.of(3))));
    assertThat(run.param("layers")).hasValue(Param.of("[64, 32]"));
    assertThat(run.param("grid")).hasValue(Param.of("[[0.5], x]"));
    assertThat(run.param("list")).hasValue(Param.of("[[1]]"));
    assertThat(run.param("k")).hasValue(Param.of(3));
  }

  @Test
  void aParameterWithoutATextOfItsOwnIsRefused() {
    Run run = experiments.start("fraud");
    Object[] itself = new Object[1];
    itself[0] = itself;
    assertThatThrownBy(() -> run.param("arr", new Object()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid value of parameter arr: an object of java.lang.Object"
                + " (must have a text of its own)");
    assertThatThrownBy(() -> run.param("arr", Optional.empty()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid value of parameter arr: an empty Optional (must have a value)");
    assertThatThrownBy(() -> run.param("arr", itself))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid value of parameter arr: it nests more than 32 deep");
  }

  @Test
  void filesTablesAndPicturesAreStoredAndWrittenToAFolder(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "text");
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    RunRecord run =
        experiments.run(
            "fraud",
            r ->
                r.artifact("in/a.txt", file)
                    .table("t.csv", List.of("a", "b"), List.of(List.of(1, "=SUM(1)"), empty()))
                    .image("i.png", image)
                    .artifact("roc.svg", Content.of("<svg/>")));
    experiments.artifacts(run.id(), folder.resolve("out"));
    assertThat(folder.resolve("out/in/a.txt")).hasContent("text");
    assertThat(folder.resolve("out/roc.svg")).hasContent("<svg/>");
    assertThat(Files.readString(folder.resolve("out/t.csv")))
        .isEqualTo("a,b\n1,\"'=SUM(1)\"\n,x\n");
    try (InputStream in = experiments.artifact(run.id(), "i.png")) {
      assertThat(ImageIO.read(in).getWidth()).isEqualTo(3);
    }
    assertThatThrownBy(() -> experiments.artifacts(run.id(), folder.resolve("out")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("it is not empty");
  }

  @Test
  void writesNothingIfAnArtifactWouldBeAFolder(@TempDir Path folder) {
    RunRecord run =
        experiments.run(
            "fraud", r -> r.artifact("a", Content.of("1")).artifact("a/b", Content.of("2")));
    Path out = folder.resolve("out");
    assertThatThrownBy(() -> experiments.artifacts(run.id(), out))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot write files to "
                + out
                + ": [a] would be a file and a folder (open them one by one)");
    assertThat(out).doesNotExist();
  }

  private static List<String> empty() {
    return Arrays.asList(null, "x");
  }

  @Test
  void aTableWithARowTooShortIsRefused() {
    Run run = experiments.start("fraud");
    assertThatThrownBy(() -> run.table("t.csv", List.of("a", "b"), List.of(List.of(1))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid table t.csv: row 1 has 1 cell (must be 2)");
    run.artifact("t.csv", Content.of(StandardCharsets.UTF_8.name()));
    assertThatThrownBy(() -> run.table("t.csv", List.of("a"), List.of()))
        .isInstanceOf(ConflictException.class)
        .hasMessageEndingWith(" (artifacts are immutable: choose another name)");
  }

  @Test
  void namesTellWhatIsWrongWithThem() {
    Run run = experiments.start("fraud");
    assertThatThrownBy(() -> run.artifact("a:b", Content.of("")))
        .hasMessageEndingWith("(must not begin with a letter and a colon)");
    assertThatThrownBy(() -> run.log("a\nb", 1))
        .hasMessageEndingWith("(must not hold backslashes, control or invisible characters)");
    assertThatThrownBy(() -> run.artifact("/evil", Content.of("")))
        .hasMessageEndingWith("(must not begin with a slash)");
    assertThatThrownBy(() -> run.artifact("../evil", Content.of("")))
        .hasMessageEndingWith("(must stay below its folder: no '..')");
  }

  @Test
  void aClosedHomeSaysSo() {
    experiments.close();
    assertThatThrownBy(() -> experiments.runs("fraud"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The home is closed");
  }
}
