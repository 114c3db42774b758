package io.lifecycle4j.core.condition;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.condition.PredictionColumn;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.TextComparison;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.condition.spi.ConditionReader;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Parses the text forms of conditions and orders. */
public final class ConditionParser implements ConditionReader {
  public ConditionParser() {}

  @Override
  public Condition condition(String text) {
    return new Clauses(new Scanner("condition", text), SubjectParser::anything).whole();
  }

  /**
   * Parses a condition on predictions.
   *
   * @param expected says what was expected instead of an unknown name
   */
  public static Condition onPredictions(String text, UnaryOperator<String> expected) {
    return new Clauses(new Scanner("condition on predictions", text), expected).whole();
  }

  @Override
  public Ordering ordering(String text) {
    Scanner scanner = new Scanner("order", text);
    Subject subject = new SubjectParser(scanner, SubjectParser::anything).read();
    if (subject instanceof Subject.DatasetPart
        || subject instanceof PredictionColumn
        || subject instanceof WatchSubject) {
      throw scanner.back(0).expected("what a run has one of, such as a metric");
    }
    boolean descending = scanner.keyword("DESC");
    boolean directed = descending || scanner.keyword("ASC");
    if (!scanner.ended()) {
      String end = directed ? "the end" : "ASC, DESC or the end";
      throw scanner.expected(scanner.is(',') ? "the end: one order in a text" : end);
    }
    return descending ? subject.descending() : subject.ascending();
  }

  @Override
  public Predicate<String> pattern(TextComparison.Operator operator, String pattern) {
    return new LikePattern(pattern, operator == TextComparison.Operator.LIKE_IGNORING_CASE)
        ::matches;
  }
}
