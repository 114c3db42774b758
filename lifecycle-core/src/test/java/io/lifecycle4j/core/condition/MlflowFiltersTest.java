package io.lifecycle4j.core.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.core.condition.MlflowFilters.Filter;
import io.lifecycle4j.core.condition.MlflowFilters.Order;
import io.lifecycle4j.error.InvalidValueException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every filter and order that MLflow takes means the same here, or differs for a reason. */
class MlflowFiltersTest {
  private static final MlflowFilters MLFLOW = MlflowFilters.read();

  static Stream<Filter> filters() {
    return MLFLOW.filters().stream();
  }

  static Stream<Order> orders() {
    return MLFLOW.orders().stream();
  }

  @ParameterizedTest
  @MethodSource("filters")
  void findsTheSameRuns(Filter filter) {
    if (filter.expected() == null) {
      assertThatThrownBy(() -> Conditions.parse(filter.filter()))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Invalid condition '")
          .hasMessageContaining("' at character ");
    } else {
      Condition condition = Conditions.parse(filter.filter());
      assertThat(names(condition)).isEqualTo(filter.expected());
      assertThat(Conditions.parse(condition.toString())).isEqualTo(condition);
    }
  }

  private static List<String> names(Condition condition) {
    return MLFLOW.runs().stream()
        .filter(condition::holds)
        .map(RecordedRun::name)
        .sorted(MlflowFiltersTest::byCodePoints)
        .toList();
  }

  /** As Python sorts. */
  private static int byCodePoints(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    return java.util.Arrays.compare(left, right);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void ordersTheSame(Order order) {
    if (order.expected() == null) {
      assertThatThrownBy(() -> Ordering.parse(order.order()))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Invalid order '");
    } else {
      Comparator<RecordedRun> comparator = Ordering.parse(order.order()).comparator()::compare;
      assertThat(MLFLOW.runs().stream().sorted(comparator.thenComparing(newestFirst())))
          .extracting(RecordedRun::name)
          .isEqualTo(order.expected());
    }
  }

  private static Comparator<RecordedRun> newestFirst() {
    return Comparator.comparing(RecordedRun::start).reversed();
  }

  @Test
  void asksMlflowMuch() {
    Predicate<Filter> same = filter -> filter.why() == null;

    assertThat(MLFLOW.mlflow()).isEqualTo("3.17.2");
    assertThat(MLFLOW.runs()).hasSizeGreaterThanOrEqualTo(30);
    assertThat(filters().filter(same.and(filter -> filter.expected() != null)).count())
        .isGreaterThanOrEqualTo(80);
    assertThat(filters().filter(same.and(filter -> filter.error() != null)).count())
        .isGreaterThanOrEqualTo(40);
    assertThat(filters().filter(same.negate()).map(Filter::why)).doesNotContainNull();
  }
}
