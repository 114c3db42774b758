package io.lifecycle4j.core.monitoring.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes outputs of the text of an answer, where they are not in the log. */
@FunctionalInterface
interface AnswerText {
  /** The text of an answer of a user's task says nothing. */
  AnswerText UNKNOWN = answer -> null;

  /** A score whose logistic function is 1 for a float. */
  double CERTAIN = 20;

  /** Returns the outputs; null if the text has another form. */
  double @Nullable [] outputs(String answer);

  /** Returns whether the outputs that it makes are without the probabilities. */
  default boolean hidesProbabilities() {
    return false;
  }

  /** Reads answers that are a number, or a list of them, which are the outputs. */
  static AnswerText ofNumbers() {
    return answer -> {
      try {
        return Arrays.stream(parts(answer).split(", ?", -1))
            .mapToDouble(Double::parseDouble)
            .toArray();
      } catch (NumberFormatException e) { // a version with another task answered
        return null;
      }
    };
  }

  /**
   * Reads answers that are a list of labels, in their order. Their probabilities are lost: the
   * outputs are those of a network that is certain.
   */
  static AnswerText ofLabels(List<String> names) {
    return new AnswerText() {
      @Override
      public double @Nullable [] outputs(String answer) {
        return scores(names, answer);
      }

      @Override
      public boolean hidesProbabilities() {
        return true;
      }
    };
  }

  private static double @Nullable [] scores(List<String> names, String answer) {
    double[] scores = new double[names.size()];
    List<String> found = new ArrayList<>();
    String rest = parts(answer);
    for (int i = 0; i < scores.length; i++) {
      String name = names.get(i); // which may contain a comma
      boolean has = rest.equals(name) || rest.startsWith(name + ", ");
      scores[i] = has ? CERTAIN : -CERTAIN;
      if (has) {
        found.add(name);
        rest = rest.equals(name) ? "" : rest.substring(name.length() + 2);
      }
    }
    return found.toString().equals(answer) ? scores : null;
  }

  private static String parts(String answer) {
    return answer.startsWith("[") ? answer.substring(1, answer.length() - 1) : answer;
  }
}
