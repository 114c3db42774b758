package io.lifecycle4j.core.condition;

import static io.lifecycle4j.condition.Conditions.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {
  @ParameterizedTest
  @CsvSource({
    "resnet, resnet, true",
    "resnet, resnets, false",
    "resnet, a resnet, false",
    "res%, resnet, true",
    "res%, res, true",
    "%net, resnet, true",
    "%net, nets, false",
    "%s%, resnet, true",
    "%s%, alexnet, false",
    "r%n%t, resnet, true",
    "r%n%t, rent, true",
    "r%n%t, ret, false",
    "%, '', true",
    "%%, '', true",
    "'', '', true",
    "'', a, false",
    "_, a, true",
    "_, '', false",
    "_, ab, false",
    "__, ab, true",
    "_%, a, true",
    "_%, '', false",
    "_%_, ab, true",
    "_%_, a, false",
    "%_, abc, true",
    "a_c, abc, true",
    "a_c, ac, false",
    "a.c, abc, false",
    "a*, aaa, false",
    "(a+)+$, (a+)+$, true",
    "a\\%, a\\b, true",
    "%ab%ab, abab, true",
    "%ab%ab, abaab, true",
    "%ab%ab, aba, false",
    "%aab, aaab, true",
    "_, 🚀, true",
    "__, 🚀, false",
    "%🚀, a🚀, true",
    "🚀_, 🚀é, true",
    "É, é, false"
  })
  void matchesTheWholeText(String pattern, String text, boolean expected) {
    assertThat(new LikePattern(pattern, false).matches(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "RES%, resnet, true", "res%, RESNET, true", "köln, KÖLN, true", "ΣΊΣΥΦΟΣ, σίσυφος, true",
    "straße, STRASSE, false", "K, k, true", "res%, alexnet, false", "𐐀_, 𐐨x, true"
  })
  void matchesInAnyCase(String pattern, String text, boolean expected) {
    assertThat(new LikePattern(pattern, true).matches(text)).isEqualTo(expected);
  }

  @Test
  void matchesLinesToo() {
    assertThat(new LikePattern("two_lines", false).matches("two\nlines")).isTrue();
    assertThat(new LikePattern("%lines", false).matches("\n\nlines")).isTrue();
  }

  @Test
  void matchesPatternsOfManyWords() {
    String row = "abcdefghij".repeat(50);

    assertThat(new LikePattern(row, false).matches(row)).isTrue();
    assertThat(new LikePattern(row, false).matches(row + "a")).isFalse();
    assertThat(new LikePattern("%" + row + "%x", false).matches("abc" + row + "dx")).isTrue();
    assertThat(new LikePattern("_".repeat(999) + "%", false).matches("a".repeat(998))).isFalse();
    assertThat(new LikePattern("_".repeat(999) + "%", false).matches("a".repeat(999))).isTrue();
  }

  @Test
  @Timeout(120)
  void takesTimeInProportionToTheText() {
    String text = "a".repeat(1_000_000);

    assertThat(new LikePattern("%a".repeat(499) + "b", false).matches(text)).isFalse();
    assertThat(new LikePattern("%" + "a".repeat(900) + "b%", false).matches(text)).isFalse();
    assertThat(new LikePattern("%" + "a_".repeat(450) + "b%", false).matches(text)).isFalse();
  }

  @Test
  void refusesAPatternThatIsTooLong() {
    assertThat(new LikePattern("🚀".repeat(1_000), false).matches("🚀".repeat(1_000))).isTrue();
    assertThatThrownBy(() -> Conditions.tag("a").like("a".repeat(1_001)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid pattern: 1001 characters (must be at most 1000)");
  }

  @Test
  void isThePatternOfConditions() {
    Facts facts = new Team("Fraud");

    assertThat(tag("team").like("F%d").holds(facts)).isTrue();
    assertThat(tag("team").like("f%d").holds(facts)).isFalse();
    assertThat(tag("team").likeIgnoringCase("f%D").holds(facts)).isTrue();
    assertThat(tag("unit").like("%").holds(facts)).isFalse();
    assertThat(tag("team").likeIgnoringCase("x%").words())
        .isEqualTo("tag team is like, in any case, 'x%'");
  }

  /** One tag. */
  private record Team(String name) implements Facts {
    @Override
    public OptionalDouble number(Subject subject) {
      return OptionalDouble.empty();
    }

    @Override
    public List<String> texts(Subject subject) {
      return subject.equals(tag("team")) ? List.of(name) : List.of();
    }
  }
}
