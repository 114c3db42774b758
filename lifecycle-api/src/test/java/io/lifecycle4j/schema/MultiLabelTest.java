package io.lifecycle4j.schema;

import static io.lifecycle4j.schema.Tasks.multiLabel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultiLabelTest {
  private static final MultiLabel TOPICS = multiLabel("sport", "war", "art");

  private record Article(double sport, boolean war, String art) {}

  private record Dated(Instant sport, String war, String art) {}

  private static Row article(double sport, boolean war, String art) {
    return Columns.of(Article.class).row(new Article(sport, war, art));
  }

  @ParameterizedTest
  @CsvSource({
    "1, true, Yes, 1 1 1",
    "0, false, no, 0 0 0",
    "1, false, 1, 1 0 1",
    "0, true, 0, 0 1 0",
    "-0.0, true, TRUE, 0 1 1",
    "1, true, False, 1 1 0"
  })
  void readsNumbersBooleansAndTexts(double sport, boolean war, String art, String expected) {
    List<Tensor> targets = Tensor.allocate(TOPICS.targets(), 2);

    TOPICS.encode(article(sport, war, art), targets, 1);

    Tensor target = targets.get(0);
    assertThat((int) target.number(3) + " " + (int) target.number(4) + " " + (int) target.number(5))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, no, '0.5' in column sport",
    "NaN, no, 'NaN' in column sport",
    "2, no, '2.0' in column sport",
    "1, maybe, 'maybe' in column art",
    "1, '', '' in column art"
  })
  void rejectsOtherCells(double sport, String art, String problem) {
    List<Tensor> targets = Tensor.allocate(TOPICS.targets(), 1);

    assertThatThrownBy(() -> TOPICS.encode(article(sport, true, art), targets, 0))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Invalid label: %s (must be 1 or 0, true or false, yes or no)", problem);
  }

  @Test
  void needsColumnsThatMaySayYesOrNo() {
    TOPICS.checkLabels(Schema.of(Article.class));
    assertThatThrownBy(() -> TOPICS.checkLabels(Schema.of(Dated.class)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid label column sport: it is TIMESTAMP (a label needs a number, BOOLEAN or"
                + " text)");
  }

  @Test
  void predictsTheLabelsAboveOneHalf() {
    List<Tensor> scores = List.of(Tensor.of("scores", new float[] {0, 0, 0, 2, -1, 0.1f}, 2, 3));

    assertThat(TOPICS.decode(scores, 0)).isEmpty();
    assertThat(TOPICS.decode(scores, 1)).containsExactly("sport", "art");
    assertThat(TOPICS.classes()).containsExactly("sport", "war", "art");
    assertThat(TOPICS.probabilities(scores, 1)[0]).isCloseTo(0.8807971, within(1e-7));
    assertThat(TOPICS.probabilities(scores, 1)[1]).isCloseTo(0.2689414, within(1e-7));
  }

  @Test
  void checksWhatAFunctionReturnsInItsPlace() {
    assertThat(TOPICS.problem(List.of())).isEmpty();
    assertThat(TOPICS.problem(List.of("art"))).isEmpty();
    assertThat(TOPICS.problem(List.of("food"))).contains("a list of some of [sport, war, art]");
    assertThat(TOPICS.problem("art")).isPresent();
  }

  @Test
  void refusesTargetsThatAreNeitherZeroNorOne() {
    List<Tensor> outputs = Tensor.allocate(TOPICS.outputs(), 2);
    List<Tensor> targets = Tensor.allocate(TOPICS.targets(), 2);
    targets.get(0).set(4, 0.5);

    assertThatThrownBy(() -> TOPICS.score(outputs, targets))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid label of row 1: 0.5 (must be 0 or 1)");
  }
}
