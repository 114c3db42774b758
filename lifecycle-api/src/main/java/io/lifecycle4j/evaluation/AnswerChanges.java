package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many logged requests get another answer from one version than from another. Immutable.
 *
 * @param before the version whose answers are compared, such as {@code fraud:7}
 * @param after the other version, such as {@code fraud:9}
 * @param requests how many logged requests were read, the newest ones
 * @param compared how many of them both versions answer
 * @param changed how many of these they do not answer alike. Classes change unless they are equal,
 *     numbers if they differ by more than the tolerance
 * @param leftOut how many were not compared, by the reason, such as {@code without input}
 * @param largest the largest changes, at most 20, the largest first
 * @param slices the slices in which more answers change than elsewhere, at most 20, first that with
 *     most changes above the share of all; of text, boolean and whole-number columns that are not
 *     private and have at most 100 values
 */
public record AnswerChanges(
    String before,
    String after,
    long requests,
    long compared,
    long changed,
    Map<String, Long> leftOut,
    List<Answers> largest,
    List<Part> slices) {
  /** Copies the parts. */
  public AnswerChanges {
    required(before, "version before");
    required(after, "version after");
    leftOut = copy(leftOut, "requests left out");
    largest = copy(largest, "changes");
    slices = copy(slices, "slices");
  }

  /**
   * Two answers to one logged request.
   *
   * @param id the id of the logged prediction
   * @param before the answer of one version, as text
   * @param after the answer of the other version, as text
   * @param size for numbers, their largest absolute difference; for classes with probabilities, the
   *     smaller of both, so that the first changes are those in which both versions are sure;
   *     otherwise 1
   */
  public record Answers(String id, String before, String after, double size) {
    /** Checks the parts. */
    public Answers {
      required(id, "prediction id");
      required(before, "answer before");
      required(after, "answer after");
    }

    /** Returns text such as {@code 018f5c: Coat, now Shirt}, after the id of the prediction. */
    @Override
    public String toString() {
      return id + ": " + before + ", now " + after;
    }
  }

  /**
   * The requests whose input has a value in a column.
   *
   * @param column the column of the input
   * @param value the value as text; empty if it is missing
   * @param compared how many both versions answer
   * @param changed how many of these they do not answer alike
   */
  public record Part(String column, String value, long compared, long changed) {
    /** Checks the parts. */
    public Part {
      required(column, "column");
      required(value, "value");
    }

    /** Returns text such as {@code country is DE: 12 of 144 answers change}. */
    @Override
    public String toString() {
      return String.format(
          "%s is %s: %s of %s change",
          column, value.isEmpty() ? "missing" : value, changed, counted(compared, "answer"));
    }
  }

  /**
   * Returns the share of the compared requests that get another answer.
   *
   * @return 0 to 1; NaN if none was compared
   */
  public double share() {
    return compared == 0 ? Double.NaN : (double) changed / compared;
  }

  /**
   * Returns how many requests were not compared, as text that ends a sentence.
   *
   * @return such as {@code ; left out: 12 without input}; the empty text if all were compared
   */
  public String leftOutInWords() {
    return leftOut.isEmpty()
        ? ""
        : leftOut.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(Collectors.joining(", ", "; left out: ", ""));
  }

  /**
   * Returns the counts as one line.
   *
   * @return such as {@code fraud:9 answers 120 of 10000 requests differently from fraud:7}
   */
  @Override
  public String toString() {
    return compared == 0
        ? "no logged request can be answered by both " + before + " and " + after + leftOutInWords()
        : String.format(
            "%s answers %s of %s differently from %s",
            after, changed, counted(compared, "request"), before);
  }
}
