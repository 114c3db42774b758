package io.lifecycle4j.core.data;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.data.Splits.stratified;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.preprocessing.StepFitting;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.training.ConsoleProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What reads many rows says how far it is, and how many there are. */
class RowProgressTest {
  private static final int ROWS = 4_000;

  private final SampleHome home = new SampleHome();
  private final List<DataProgress> heard = new ArrayList<>();

  @AfterEach
  void close() {
    home.close();
  }

  private static String csv(int from) {
    StringBuilder text = new StringBuilder("day,temp,riders\n");
    for (int i = from; i < from + ROWS; i++) {
      text.append(i % 2 == 0 ? "even," : "odd,").append(i / 7.0).append(',').append(i).append('\n');
    }
    return text.toString();
  }

  private static DataProgress rows(Phase phase, long rows, long total) {
    return new DataProgress(phase, 0, 0, 0, 0, rows, total);
  }

  private void toldOf(Phase phase, long total) {
    assertThat(heard)
        .filteredOn(progress -> progress.phase() == phase)
        .startsWith(rows(phase, 0, total))
        .endsWith(rows(phase, total, total))
        .isSortedAccordingTo((a, b) -> Double.compare(a.share(), b.share()));
  }

  @Test
  void tellsHowFarASplitIs() {
    DatasetVersion version = home.csv(csv(0));
    Split split = version.onProgress(heard::add).split(byHash(1).train(0.8).holdout(0.2));
    toldOf(Phase.SPLITTING, ROWS);
    assertThat(split.version()).isEqualTo(version);

    split.report();
    toldOf(Phase.READING, ROWS);
  }

  @Test
  void isTheSameDataWhoeverIsTold() {
    DatasetVersion version = home.csv(csv(0));
    assertThat(version.onProgress(heard::add)).isEqualTo(version).hasSameHashCodeAs(version);
    Dataset dataset = home.rides();
    assertThat(dataset.onProgress(heard::add)).isEqualTo(dataset).hasSameHashCodeAs(dataset);
  }

  @Test
  void countsTheReadingThatFindsTheCutsOfASplit() {
    SplitPlan plan = stratified("day").seed(1).train(0.8).holdout(0.2);
    home.csv(csv(0)).onProgress(heard::add).split(plan);
    toldOf(Phase.SPLITTING, 2 * ROWS);
  }

  @Test
  void tellsHowFarAComparisonIs() {
    home.csv(csv(0));
    home.csv(csv(10));
    home.rides().onProgress(heard::add).diff(1, 2, "riders");
    toldOf(Phase.COMPARING, 4 * ROWS);
  }

  @Test
  void comparesOnceWhatIsTheSame() {
    home.csv(csv(0));
    home.csv(csv(0) + "odd,0,0\n");
    home.rides().onProgress(heard::add).diff(1, 1);
    assertThat(heard).endsWith(rows(Phase.COMPARING, 2 * ROWS, 2 * ROWS));
  }

  @Test
  void sparesThePartsInWhichNothingIsDifferent() {
    Rows all = home.rows(home.csv(csv(0)));
    Rows others = home.rows(home.csv(csv(1)));
    AtomicInteger spared = new AtomicInteger();
    new RowDiff(all, all, List.of("riders")).compare(3, spared::incrementAndGet);
    assertThat(spared).hasValue(3);
    new RowDiff(all, all, List.of()).compare(3, spared::incrementAndGet);
    assertThat(spared).hasValue(6);
    new RowDiff(all, others, List.of("riders")).compare(1, spared::incrementAndGet);
    assertThat(spared).hasValue(6);
  }

  @Test
  void tellsHowFarAProposalIs() {
    String csv = csv(0);
    home.rides().onProgress(heard::add).propose(Sources.csv("r.csv", Content.of(csv)));

    assertThat(heard)
        .extracting(DataProgress::phase)
        .containsSubsequence(Phase.STORING, Phase.INSPECTING, Phase.READING);
    long bytes = csv.length();
    assertThat(heard)
        .contains(new DataProgress(Phase.STORING, 1, 1, bytes, bytes, 0, 0))
        .contains(rows(Phase.READING, 0, 0)) // nobody knows yet
        .contains(rows(Phase.READING, 0, ROWS))
        .endsWith(rows(Phase.READING, ROWS, ROWS));
  }

  @Test
  void tellsHowFarTheInspectionOfJsonLinesIs() {
    String json = "{\"a\":1}\n".repeat(10);
    home.rides()
        .onProgress(
            progress -> {
              if (progress.phase() == Phase.INSPECTING) {
                assertThat(progress.totalBytes()).isEqualTo(json.length());
                heard.add(progress);
              }
            })
        .propose(Sources.jsonLines("r.jsonl", Content.of(json)));
    assertThat(heard).isNotEmpty();
  }

  @Test
  void tellsHowFarAFitIsOverAllItsPasses() {
    Split split = home.csv(csv(0)).split(byHash(1).train(0.8).holdout(0.2));
    StepFitting steps =
        StepFitting.of(
            SampleHome.RIDES,
            impute("temp").mean(),
            standardize("temp"),
            oneHot("day"),
            impute("riders").constant(0));
    FittedPreprocessing quiet = steps.fit(split);
    assertThat(steps.onProgress(heard::add).fit(split)).isEqualTo(quiet);
    toldOf(Phase.FITTING, 2 * split.count(SplitRole.TRAIN));
  }

  @Test
  void tellsHowFarPreparedRowsAre() {
    Split split = home.csv(csv(0)).split(byHash(1).train(0.8).holdout(0.2));
    FittedPreprocessing fitted =
        StepFitting.of(SampleHome.RIDES, standardize("temp"), oneHot("day"), standardize("riders"))
            .fit(split);
    Dataset into = home.datasets.dataset("prepared").onProgress(heard::add);
    fitted.materialize(split, into);

    assertThat(heard).extracting(DataProgress::totalRows).containsOnly((long) ROWS);
    assertThat(heard)
        .extracting(DataProgress::phase)
        .containsSubsequence(Phase.STORING, Phase.READING, Phase.COMMITTING);
    assertThat(heard.get(heard.size() - 1).share()).isEqualTo(1);
    assertThat(heard)
        .filteredOn(progress -> progress.phase() == Phase.STORING)
        .anyMatch(progress -> progress.rows() == ROWS);
  }

  private Snapshot snapshot() {
    return home.rides()
        .onProgress(heard::add)
        .snapshot(Sources.csv("rides.csv", Content.of(csv(0))))
        .schema(SampleHome.RIDES);
  }

  @Test
  void tellsHowFarSnapshotsAre() {
    snapshot().commit();
    assertThat(heard.get(heard.size() - 1).phase()).isEqualTo(Phase.COMMITTING);
    assertThat(heard.get(heard.size() - 1).rows()).isEqualTo(ROWS);
  }

  @Test
  void leavesASnapshotToItsOwnListener() {
    List<DataProgress> own = new ArrayList<>();
    snapshot().onProgress(own::add).commit();
    assertThat(heard).isEmpty();
    assertThat(own).isNotEmpty();
  }

  @Test
  void endsWhenTheListenerThrows() {
    IllegalStateException stop = new IllegalStateException("stop");
    DatasetVersion version =
        home.csv(csv(0))
            .onProgress(
                progress -> {
                  throw stop;
                });
    assertThatThrownBy(() -> version.split(byHash(1).train(0.8).holdout(0.2))).isSameAs(stop);
  }

  @Test
  void showsItsShareOnTheConsole() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    home.csv(csv(0))
        .onProgress(ConsoleProgress.lines(out))
        .split(byHash(1).train(0.8).holdout(0.2));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .startsWith("    0 %  splitting 0 of 4000 rows  0 s")
        .contains("  100 %  splitting 4000 of 4000 rows  ");
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesAMissingListener() {
    DatasetVersion version = home.csv(csv(0));
    assertThatThrownBy(() -> version.onProgress(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> home.rides().onProgress(null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing listener: null (must be given)");
  }
}
