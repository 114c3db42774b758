package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.serving.Predictor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Predictor} must do.
 *
 * @param <I> the type of an input
 * @param <O> the type of an answer
 */
@Timeout(120)
public abstract class PredictorContract<I, O> {
  private Predictor<I, O> predictor;
  private List<I> inputs;

  /** Creates the contract. */
  protected PredictorContract() {}

  /**
   * Opens the predictor; called once for each test.
   *
   * @return the predictor
   */
  protected abstract Predictor<I, O> open();

  /**
   * Returns inputs that have different answers.
   *
   * @return at least three
   */
  protected abstract List<I> inputs();

  /**
   * Asserts that two answers are the same; a number may differ by rounding.
   *
   * @param answer an answer
   * @param expected what it should be
   */
  protected void assertSame(O answer, O expected) {
    assertThat(answer).isEqualTo(expected);
  }

  @BeforeEach
  void prepare() {
    predictor = open();
    inputs = inputs();
  }

  private void assertSame(List<O> answers, List<O> expected) {
    assertThat(answers).hasSameSizeAs(expected);
    for (int i = 0; i < answers.size(); i++) {
      assertSame(answers.get(i), expected.get(i));
    }
  }

  @Test
  void givesOneAnswerForEachInput() {
    for (int count = 1; count <= inputs.size(); count++) {
      assertThat(predictor.predict(inputs.subList(0, count))).hasSize(count).doesNotContainNull();
    }
  }

  @Test
  void tellsInputsApart() {
    assertThat(predictor.predict(inputs)).doesNotHaveDuplicates();
  }

  @Test
  void answersInTheOrderOfTheInputs() {
    List<O> answers = predictor.predict(inputs);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(1));
    assertSame(
        predictor.predict(order.stream().map(inputs::get).toList()),
        order.stream().map(answers::get).toList());
  }

  @Test
  void answersAnInputAloneAsInABatch() {
    List<O> answers = predictor.predict(inputs);
    for (int i = 0; i < inputs.size(); i++) {
      assertSame(predictor.predict(List.of(inputs.get(i))), List.of(answers.get(i)));
    }
  }

  @Test
  void answersTheSameInputTwiceInABatch() {
    I input = inputs.get(0);
    List<O> answers = predictor.predict(List.of(input, inputs.get(1), input));
    assertSame(answers.get(2), answers.get(0));
  }

  @Test
  void keepsAnswersThatItGave() {
    List<O> answers = predictor.predict(inputs);
    List<O> copy = List.copyOf(answers);
    predictor.predict(inputs.subList(1, inputs.size()));
    assertThat(answers).isEqualTo(copy);
  }

  @Test
  void answersOnManyThreads() throws Exception {
    List<O> expected = predictor.predict(inputs);
    Together.run(
        8,
        thread -> {
          for (int i = 0; i < 50; i++) {
            int from = (thread + i) % inputs.size();
            assertSame(
                predictor.predict(inputs.subList(from, inputs.size())),
                expected.subList(from, inputs.size()));
          }
          return thread;
        });
  }
}
