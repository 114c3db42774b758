package io.lifecycle4j.core.monitoring.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.serving.GroundTruth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

/** Labels may come for some kinds of predictions only. */
class LabelSelectionTest {
  /** Predictions of which some have a label, by their probability or number. */
  private static List<LiveRow> rows(Random random, boolean numbers, DoublePredicate labelled) {
    List<LiveRow> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      double value = random.nextDouble();
      rows.add(
          new LiveRow(
              Instant.EPOCH,
              numbers ? String.valueOf(value) : "yes",
              numbers ? Double.NaN : value,
              null,
              labelled.test(value) ? new GroundTruth("yes", Instant.EPOCH, 1) : null));
    }
    return rows;
  }

  @Test
  void isNotedIfLabelsCameForSureAnswersFirst() {
    Random random = new Random(1);
    assertThat(LabelSelection.note(rows(random, false, p -> random.nextDouble() < p)).orElseThrow())
        .startsWith("The probabilities of predictions with a label differ from those without (p ");
    assertThat(LabelSelection.note(rows(random, true, p -> random.nextDouble() < p)).orElseThrow())
        .startsWith("The answers of predictions with a label differ");
  }

  @Test
  @OnlyLarger
  void isSeldomNotedIfLabelsCameByChance() {
    Random random = new Random(2);
    int noted = 0;
    for (int run = 0; run < 1_000; run++) {
      noted +=
          LabelSelection.note(rows(random, false, p -> random.nextInt(3) == 0)).isPresent() ? 1 : 0;
    }
    assertThat(noted).isLessThanOrEqualTo(4);
  }

  @Test
  void isNotKnownOfFewLabelsAndOfAnswersThatAreTexts() {
    Random random = new Random(3);
    assertThat(LabelSelection.note(rows(random, false, p -> p > 0.9))).isEmpty(); // about 40
    assertThat(LabelSelection.note(rows(random, false, p -> true))).isEmpty();
    assertThat(LabelSelection.note(List.of())).isEmpty();
  }
}
