package io.lifecycle4j.core.monitoring.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.evaluation.KeptFigures;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.monitoring.LiveLoss;
import io.lifecycle4j.monitoring.LiveLoss.Verdict;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.serving.GroundTruth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The loss of a version is watched for as long as it serves. */
class LossWatchTest {
  private static final Classification TASK = Tasks.classification("fraud", "no", "yes");

  private static final LiveTask CLASSES = LiveTask.of(TaskCalls.judging("fraud:1", TASK));

  private static LiveRow row(int second, String answer, Object label) {
    Instant time = Instant.ofEpochSecond(second);
    return new LiveRow(time, answer, 1, null, new GroundTruth(label, time, 1));
  }

  /** Answers of which a share is wrong from a row on. */
  private static List<LiveRow> rows(
      Random random, int count, int from, double before, double then) {
    List<LiveRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean wrong = random.nextDouble() < (i < from ? before : then);
      rows.add(row(i, "no", wrong ? "yes" : "no"));
    }
    return rows;
  }

  /** Held-out rows of which a share is wrong. */
  private static KeptFigures heldOut(Random random, int count, double wrong) {
    Tensor outputs = Tensor.allocate(TASK.outputs(), count).get(0);
    Tensor targets = Tensor.allocate(TASK.targets(), count).get(0);
    for (int i = 0; i < count; i++) {
      outputs.set(2 * i, 1);
      targets.set(i, random.nextDouble() < wrong ? 1 : 0);
    }
    return new KeptFigures(List.of(targets), List.of(outputs));
  }

  private static LiveLoss watch(KeptFigures heldOut, List<LiveRow> rows) {
    return LossWatch.of(CLASSES, heldOut).orElseThrow().watch("fraud:1", rows).orElseThrow();
  }

  /** Looked at after every label, with held-out rows drawn anew, too. */
  @Test
  @Tag("volume")
  void findsAVersionThatIsAsItWasWorseAtMostAsOftenAsPromised() {
    int versions = Volume.of(300, 1_000, 30_000);
    Random random = new Random(17);
    int worse = 0;
    for (int i = 0; i < versions; i++) {
      LiveLoss loss = watch(heldOut(random, 200, 0.1), rows(random, 1_000, 0, 0.1, 0.1));
      worse += loss.verdict() == Verdict.WORSE ? 1 : 0;
    }
    double most = LiveLoss.LEVEL * versions;
    assertThat((double) worse).isLessThanOrEqualTo(most + 2 * Math.sqrt(most));
  }

  @Test
  void findsAVersionThatBecameWorse() {
    int found = 0;
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      LiveLoss loss = watch(heldOut(random, 500, 0.1), rows(random, 1_000, 600, 0.1, 0.4));
      found += loss.verdict() == Verdict.WORSE ? 1 : 0;
      assertThat(loss.seen().recent()).isGreaterThan(loss.seen().mean());
      assertThat(loss.expected().bound()).isBetween(0.1, 0.2);
    }
    assertThat(found).isGreaterThanOrEqualTo(48);
  }

  /** The first bound is that of the binomial distribution, summed in Python. */
  @Test
  void hasAnExactBoundForRightAndWrong() {
    double[] losses = new double[10_000];
    Arrays.fill(losses, 0, 1_000, 1);
    assertThat(LossWatch.expected(losses, true).bound()).isCloseTo(0.107969228, within(1e-8));
    assertThat(LossWatch.expected(new double[100], true).bound())
        .isCloseTo(1 - Math.pow(0.005, 0.01), within(1e-9));
    assertThat(LossWatch.expected(new double[] {1, 1}, true).bound()).isEqualTo(1);
  }

  @Test
  void goesByTheOrderInWhichLabelsCame() {
    List<LiveRow> rows = rows(new Random(1), 600, 300, 0, 1);
    List<LiveRow> late = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      LiveRow row = rows.get(i);
      Instant came = Instant.ofEpochSecond(10_000 - i); // the newest first
      late.add(
          new LiveRow(
              row.time(),
              row.answer(),
              1,
              null,
              new GroundTruth(String.valueOf(row.label()), came, 1)));
    }
    KeptFigures heldOut = heldOut(new Random(2), 500, 0.4);
    assertThat(watch(heldOut, rows).seen().recent()).isGreaterThan(0.9);
    assertThat(watch(heldOut, late).seen().recent()).isLessThan(0.1);
  }

  @Test
  void saysWhenThereAreFewLabels() {
    LiveLoss loss = watch(heldOut(new Random(2), 500, 0.4), rows(new Random(1), 29, 0, 0, 0));
    assertThat(loss.verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
  }

  @Test
  void countsALabelThatTheVersionDoesNotKnowAsAnError() {
    List<LiveRow> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(row(i, "no", "unheard of"));
    }
    LiveLoss loss = watch(heldOut(new Random(2), 500, 0.1), rows);
    assertThat(loss.seen().mean()).isOne();
    assertThat(loss.verdict()).isEqualTo(Verdict.WORSE);
    assertThat(loss.suspected()).isEmpty(); // it was never better
  }

  @Test
  void capsTheLossOfNumbers() {
    Regression task = Tasks.regression("fare");
    LiveTask live = LiveTask.of(TaskCalls.judging("fare:1", task));
    Tensor outputs = Tensor.allocate(task.outputs(), 400).get(0);
    Tensor targets = Tensor.allocate(task.targets(), 400).get(0);
    Random random = new Random(3);
    List<LiveRow> same = new ArrayList<>();
    List<LiveRow> worse = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      targets.set(i, random.nextGaussian());
      same.add(row(i, "0.0", random.nextGaussian()));
      worse.add(row(i, "0.0", 2 * random.nextGaussian()));
    }
    LossWatch watch =
        LossWatch.of(live, new KeptFigures(List.of(targets), List.of(outputs))).orElseThrow();
    assertThat(watch.watch("fare:1", same).orElseThrow().verdict()).isEqualTo(Verdict.NOT_WORSE);
    LiveLoss loss = watch.watch("fare:1", worse).orElseThrow();
    assertThat(loss.loss()).isEqualTo("capped loss");
    assertThat(loss.verdict()).isEqualTo(Verdict.WORSE);
  }
}
