package io.lifecycle4j.core.condition;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.NumberComparison;
import io.lifecycle4j.condition.NumericSubject;
import io.lifecycle4j.condition.PredictionColumn;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.TextComparison;
import io.lifecycle4j.condition.TextualSubject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.error.InvalidValueException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parses the text form of a condition by recursive descent.
 *
 * <pre>{@code
 * text   := { AND } [ or ]
 * or     := and { OR and }
 * and    := unary { AND { AND } unary | clause } { AND }
 * unary  := NOT unary | ( or ) | TRUE | clause
 * clause := subject ( compare value | [NOT] IN ( text {, text} [,] ) | LIKE text | ILIKE text
 *           | IS [NOT] NULL )
 * }</pre>
 *
 * <p>A missing or repeated AND is allowed, because MLflow accepts both.
 */
final class Clauses {
  static final String TEXT = "a text in quotes such as 'a'";

  static final String DURATION = "a duration such as 20 ms, with one of ms, s, min, h, d";

  private static final String TIME =
      "milliseconds since 1970, or a time such as '2026-11-26' or '2026-11-26T09:30:00Z'";

  private final Scanner scanner;
  private final UnaryOperator<String> attributes;
  private int depth;

  /**
   * Begins at the position of a scanner.
   *
   * @param attributes says what was expected instead of an unknown name
   */
  Clauses(Scanner scanner, UnaryOperator<String> attributes) {
    this.scanner = scanner;
    this.attributes = attributes;
  }

  Condition whole() {
    skipAnds();
    if (scanner.ended()) {
      return Conditions.always();
    }
    Condition condition = or();
    if (!scanner.ended()) {
      throw scanner.expected("AND, OR or the end");
    }
    return condition;
  }

  private Condition or() {
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(and());
    } while (scanner.keyword("OR"));
    return parts.size() == 1 ? parts.get(0) : new Condition.Or(parts);
  }

  private Condition and() {
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(unary());
    } while (skipAnds() ? !andEnds() : clauseBegins());
    parts.removeIf(Conditions.always()::equals);
    return parts.size() == 1 ? parts.get(0) : new Condition.And(parts);
  }

  private boolean skipAnds() {
    boolean any = false;
    while (scanner.keyword("AND")) {
      any = true;
    }
    return any;
  }

  private boolean andEnds() {
    return scanner.ended() || scanner.is(')') || scanner.isKeyword("OR");
  }

  private boolean clauseBegins() {
    return scanner.blanks().isName()
        && Stream.of("OR", "NOT", "TRUE").noneMatch(scanner::isKeyword);
  }

  private Condition unary() {
    int start = scanner.blanks().place();
    if (scanner.keyword("NOT")) {
      descend(start);
      Condition negated = new Condition.Not(unary());
      depth--;
      return negated;
    }
    if (scanner.next('(')) {
      descend(start);
      Condition inner = or();
      if (!scanner.blanks().next(')')) {
        throw scanner.expected("AND, OR or )");
      }
      depth--;
      return inner;
    }
    return scanner.keyword("TRUE") ? Conditions.always() : clause();
  }

  /** Limits the depth before the stack overflows: each level calls a few methods of this parser. */
  private void descend(int start) {
    if (++depth > Conditions.MAX_DEPTH) {
      throw scanner
          .back(start)
          .expected("at most " + Conditions.MAX_DEPTH + " parentheses and NOT within each other");
    }
  }

  private Condition clause() {
    Subject subject = new SubjectParser(scanner, attributes).read();
    int start = scanner.blanks().place();
    if (scanner.keyword("IS")) {
      return presence(subject);
    }
    TextComparison.Operator operator = textOperator();
    if (operator == null) {
      return comparison(subject);
    }
    if (!(subject instanceof TextualSubject textual)) {
      throw scanner.back(start).expected("a comparison such as < 1, since it is a number");
    }
    boolean one =
        operator == TextComparison.Operator.LIKE
            || operator == TextComparison.Operator.LIKE_IGNORING_CASE;
    if (!one && isTime(subject)) {
      throw scanner.back(start).expected("=, !=, <, <=, >, >= or LIKE, since it is a time");
    }
    return one ? like(textual, operator) : new TextComparison(textual, operator, list());
  }

  private Condition presence(Subject subject) {
    boolean present = scanner.keyword("NOT");
    if (!scanner.keyword("NULL")) {
      throw scanner.expected(present ? "NULL" : "NULL or NOT NULL");
    }
    return present ? subject.isPresent() : subject.isMissing();
  }

  private TextComparison.@Nullable Operator textOperator() {
    if (scanner.keyword("LIKE")) {
      return TextComparison.Operator.LIKE;
    }
    if (scanner.keyword("ILIKE")) {
      return TextComparison.Operator.LIKE_IGNORING_CASE;
    }
    boolean not = scanner.keyword("NOT");
    if (scanner.keyword("IN")) {
      return not ? TextComparison.Operator.NOT_IN : TextComparison.Operator.IN;
    }
    if (not) {
      throw scanner.expected("IN; for all else, NOT stands before the whole comparison");
    }
    return null;
  }

  private Condition like(TextualSubject subject, TextComparison.Operator operator) {
    int start = scanner.blanks().place();
    String pattern = text();
    try {
      return new TextComparison(subject, operator, List.of(pattern));
    } catch (InvalidValueException e) {
      throw scanner.back(start).expected("a pattern of at most " + LikePattern.MAX + " characters");
    }
  }

  private List<String> list() {
    if (!scanner.blanks().next('(')) {
      throw scanner.expected("a list such as ('a', 'b')");
    }
    List<String> texts = new ArrayList<>();
    do {
      texts.add(text());
    } while (scanner.blanks().next(',') && !scanner.blanks().is(')')); // like a Python tuple
    if (!scanner.next(')')) {
      throw scanner.expected(", or )");
    }
    return texts;
  }

  private String text() {
    String text = quoted();
    if (text == null) {
      throw scanner.expected(TEXT);
    }
    return text;
  }

  private @Nullable String quoted() {
    return scanner.blanks().quoted("'\"`");
  }

  private Condition comparison(Subject subject) {
    int start = scanner.place();
    NumberComparison.Operator operator = operator();
    int value = scanner.blanks().place();
    String text = subject instanceof TextualSubject ? quoted() : null;
    if (text != null) {
      Double time = subject instanceof PredictionColumn ? millis(text) : null;
      if (time != null && isTime((PredictionColumn) subject, operator)) {
        return new NumberComparison((PredictionColumn) subject, operator, time);
      }
      if (isTime(subject)) {
        throw scanner.back(value).expected(TIME);
      }
      return textual((TextualSubject) subject, operator, text, start);
    }
    if (!(subject instanceof NumericSubject numeric)) {
      throw scanner.expected(TEXT);
    }
    Double bound = bound(numeric);
    if (bound == null) {
      throw scanner.back(value).expected(number(numeric));
    }
    return new NumberComparison(numeric, operator, bound);
  }

  private @Nullable Double bound(NumericSubject subject) {
    if (subject instanceof WatchSubject.Timed) {
      return scanner.duration();
    }
    return subject instanceof Subject.Time ? time() : scanner.number();
  }

  private static String number(NumericSubject subject) {
    if (subject instanceof Subject.Param) {
      return "a number such as 0.9, or a text in quotes such as 'adam'";
    }
    if (subject instanceof Subject.Time || isTime(subject)) {
      return TIME;
    }
    if (subject instanceof WatchSubject.Timed) {
      return DURATION;
    }
    return subject instanceof PredictionColumn
        ? "a number such as 0.9, or a text in quotes such as 'a'"
        : "a number such as 0.9";
  }

  /** Parses milliseconds, or a time in quotes; a day begins at midnight UTC. */
  private @Nullable Double time() {
    String text = quoted();
    return text == null ? scanner.number() : millis(text);
  }

  private static boolean isTime(Subject subject) {
    return subject instanceof PredictionColumn column && column.isTime();
  }

  /** An order tells a time from a text, except in columns that are times. */
  private static boolean isTime(PredictionColumn column, NumberComparison.Operator operator) {
    return isTime(column)
        || (operator != NumberComparison.Operator.IS
            && operator != NumberComparison.Operator.IS_NOT);
  }

  private static @Nullable Double millis(String text) {
    try {
      boolean day = text.indexOf('T') < 0;
      return Subject.Time.millis(Instant.parse(day ? text + "T00:00:00Z" : text));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private Condition textual(
      TextualSubject subject, NumberComparison.Operator operator, String text, int start) {
    return switch (operator) {
      case IS -> subject.is(text);
      case IS_NOT -> subject.isNot(text);
      default ->
          throw scanner.back(start).expected("=, !=, LIKE, ILIKE, IN or NOT IN before a text");
    };
  }

  private NumberComparison.Operator operator() {
    int start = scanner.place();
    if (scanner.take(Scanner.EQUALS) != null) {
      throw scanner.back(start).expected("=");
    }
    if (scanner.take(Scanner.UNEQUAL) != null) {
      throw scanner.back(start).expected("!=");
    }
    if (scanner.keyword("BETWEEN")) {
      throw scanner.back(start).expected(">= and <= in place of BETWEEN");
    }
    String symbol = scanner.take(Scanner.OPERATOR);
    return Stream.of(NumberComparison.Operator.values())
        .filter(operator -> operator.symbol().equals(symbol))
        .findFirst()
        .orElseThrow(
            () ->
                scanner.expected(
                    "one of = != < <= > >= LIKE ILIKE IN, NOT IN, IS; what is no plain word stands"
                        + " in `"));
  }
}
