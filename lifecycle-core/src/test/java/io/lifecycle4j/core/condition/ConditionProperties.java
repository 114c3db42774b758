package io.lifecycle4j.core.condition;

import static io.lifecycle4j.condition.Conditions.parse;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.NumberComparison;
import io.lifecycle4j.condition.NumericSubject;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.condition.PredictionColumn;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.TextComparison;
import io.lifecycle4j.condition.TextualSubject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

@Tag(Volume.TAG)
class ConditionProperties {
  private static final String[] PIECES = {
    "metrics",
    "params",
    "tags",
    "datasets",
    ".",
    "acc",
    "`",
    "\"",
    "'",
    "''",
    "(",
    ")",
    "{",
    "}",
    " ",
    " AND ",
    " OR ",
    "NOT ",
    " IN ",
    " LIKE ",
    " IS NULL",
    "=",
    "!=",
    "<",
    ">=",
    "0.5",
    "-1e3",
    "inf",
    ",",
    "status",
    "run name",
    "TRUE",
    "🚀",
    "é",
    "\\",
    "%",
    "_",
    "--",
    ";",
    "\n",
    "\u0000",
    "/",
    "metrics.a > 1",
    "latency_p99",
    "age > 1 d",
    "psi",
    "{over = ",
    " ms",
    " min"
  };

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(8),
        Arbitraries.of(PIECES).list().ofMaxSize(4).map(pieces -> String.join("", pieces)));
  }

  @Provide
  Arbitrary<String> names() {
    return texts().filter(ConditionProperties::isName);
  }

  private static boolean isName(String text) {
    try {
      Conditions.tag(text);
      return true;
    } catch (InvalidNameException e) {
      return false;
    }
  }

  private Arbitrary<String> columns() {
    return names().filter(ConditionProperties::isColumn);
  }

  private static boolean isColumn(String text) {
    try {
      InvalidNameException.checkName("column", text);
      return true;
    } catch (InvalidNameException e) {
      return false;
    }
  }

  @Provide
  Arbitrary<Subject> subjects() {
    return Arbitraries.oneOf(
        names().map(Subject.Metric::new),
        Combinators.combine(names(), Arbitraries.maps(columns(), texts()).ofMinSize(1).ofMaxSize(3))
            .as(Subject.Slice::new),
        names().map(name -> Conditions.metric(name).lowerBound()),
        names().map(name -> Conditions.metric(name).where("a", "b").upperBound()),
        names().map(name -> Conditions.metric(name).min()),
        names().map(name -> Conditions.metric(name).max()),
        names().map(Subject.Param::new),
        names().map(Subject.Tag::new),
        Arbitraries.of(Subject.Attribute.values()),
        Arbitraries.of(Subject.Time.values()),
        Arbitraries.of(Subject.DatasetPart.values()),
        Arbitraries.of(PredictionColumn.NAMES).map(PredictionColumn::new),
        columns().map(name -> Conditions.prediction("inputs." + name)),
        watched());
  }

  private Arbitrary<Subject> watched() {
    Arbitrary<Duration> over = Arbitraries.integers().between(1, 86_400).map(Duration::ofSeconds);
    return Arbitraries.oneOf(
        Combinators.combine(Arbitraries.of(WatchSubject.Share.values()), over)
            .as(WatchSubject.Rate::new),
        Combinators.combine(Arbitraries.integers().between(1, 99), over)
            .as(WatchSubject.Latency::new),
        Arbitraries.of(WatchSubject.Elapsed.values()),
        Arbitraries.of(WatchSubject.Count.values()),
        Arbitraries.just(Conditions.errorRate()),
        Combinators.combine(columns(), Arbitraries.of(DriftMeasure.values()))
            .as(WatchSubject.Drift::new));
  }

  private Arbitrary<Condition> comparisons() {
    Arbitrary<Double> bounds =
        Arbitraries.oneOf(
            Arbitraries.doubles(),
            Arbitraries.longs().map(Double::longBitsToDouble).filter(d -> !Double.isNaN(d)),
            Arbitraries.of(
                0.0,
                -0.0,
                1e15,
                -1e15,
                1e16,
                Double.MIN_VALUE,
                Double.MAX_VALUE,
                0.1 + 0.2,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY));
    return Combinators.combine(
            subjects().filter(NumericSubject.class::isInstance),
            Arbitraries.of(NumberComparison.Operator.values()),
            bounds)
        .as((subject, how, bound) -> new NumberComparison((NumericSubject) subject, how, bound));
  }

  private Arbitrary<Condition> textComparisons() {
    return Combinators.combine(
            subjects().filter(TextualSubject.class::isInstance).map(TextualSubject.class::cast),
            Arbitraries.of(TextComparison.Operator.values()),
            texts().list().ofMinSize(1).ofMaxSize(3))
        .as(ConditionProperties::compared);
  }

  /** Compares with texts; a time with a pattern if it takes no texts. */
  private static Condition compared(
      TextualSubject subject, TextComparison.Operator how, List<String> texts) {
    boolean several = how == TextComparison.Operator.IN || how == TextComparison.Operator.NOT_IN;
    List<String> taken = several ? texts : texts.subList(0, 1);
    try {
      return new TextComparison(subject, how, taken);
    } catch (InvalidValueException e) {
      assertThat(subject.key()).as(e.getMessage()).isIn("time", "truth_time");
      return subject.like(texts.get(0));
    }
  }

  private Arbitrary<Condition> clauses() {
    return Arbitraries.oneOf(
        comparisons(),
        textComparisons(),
        subjects().map(Subject::isMissing),
        subjects().map(Subject::isPresent),
        Arbitraries.just(Conditions.always()));
  }

  @Provide
  Arbitrary<Condition> conditions() {
    return trees(4);
  }

  private Arbitrary<Condition> trees(int depth) {
    if (depth == 0) {
      return clauses();
    }
    Arbitrary<Condition> inner = Arbitraries.lazy(() -> trees(depth - 1));
    return Arbitraries.oneOf(
        clauses(),
        Combinators.combine(inner, inner).as(Condition::and),
        Combinators.combine(inner, inner).as(Condition::or),
        inner.map(Condition::not),
        inner.map(Condition.Not::new));
  }

  @Property(tries = 2_000)
  void readsBackWhatItPrints(@ForAll @From("conditions") Condition condition) {
    assertThat(parse(condition.toString())).isEqualTo(condition).hasToString(condition.toString());
  }

  @Property(tries = 500)
  void readsBackOrders(@ForAll @From("subjects") Subject subject) {
    if (!(subject instanceof Subject.DatasetPart)
        && !(subject instanceof PredictionColumn)
        && !(subject instanceof WatchSubject)) {
      assertThat(Ordering.parse(subject.descending() + "")).isEqualTo(subject.descending());
      assertThat(Ordering.parse(subject.ascending() + "")).isEqualTo(subject.ascending());
    }
  }

  @Property(tries = 2_000)
  void readsAnyTextOrSaysWhereItIsWrong(@ForAll("lines") String text) {
    try {
      Condition condition = parse(text);
      assertThat(parse(condition.toString())).isEqualTo(condition);
    } catch (InvalidValueException e) {
      assertThat(e.getMessage())
          .startsWith("Invalid condition '")
          .contains("at character ")
          .hasSizeLessThanOrEqualTo(500)
          .doesNotContain("\n");
    }
  }

  @Provide
  Arbitrary<String> lines() {
    return Arbitraries.of(PIECES).list().ofMaxSize(12).map(pieces -> String.join("", pieces));
  }

  @Property(tries = 5_000)
  void likesWhatAPlainSearchLikes(@ForAll("scraps") String pattern, @ForAll("scraps") String text) {
    int[] points = text.codePoints().toArray();

    assertThat(Conditions.tag("t").like(pattern).holds(new OneText(text)))
        .isEqualTo(like(pattern.codePoints().toArray(), 0, points, 0));
  }

  @Provide
  Arbitrary<String> scraps() {
    return Arbitraries.of("a", "b", "🚀", "%", "_")
        .list()
        .ofMaxSize(9)
        .map(pieces -> String.join("", pieces));
  }

  private static boolean like(int[] pattern, int p, int[] text, int t) {
    if (p == pattern.length) {
      return t == text.length;
    }
    if (pattern[p] == '%') {
      return like(pattern, p + 1, text, t) || (t < text.length && like(pattern, p, text, t + 1));
    }
    return t < text.length
        && (pattern[p] == '_' || pattern[p] == text[t])
        && like(pattern, p + 1, text, t + 1);
  }

  private record OneText(String text) implements Facts {
    @Override
    public OptionalDouble number(Subject subject) {
      return OptionalDouble.empty();
    }

    @Override
    public List<String> texts(Subject subject) {
      return List.of(text);
    }
  }
}
