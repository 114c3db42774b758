package io.lifecycle4j.validation;

import static io.lifecycle4j.validation.Rules.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexSyntaxTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "a( ~ ( is not closed, at character 2",
        "a)b ~ ) closes nothing, at character 2",
        "x[a-z ~ [ is not closed, at character 2",
        "[z-a] ~ a range ends before it begins, at character 2",
        "[[:letters:]] ~ no class has the name letters, at character 2",
        "a** ~ a repetition is repeated, at character 3",
        "a|*b ~ there is nothing to repeat, at character 3",
        "a{3,2} ~ so many repetitions are not RE2 (at most 1000), at character 2",
        "a{1001} ~ so many repetitions are not RE2 (at most 1000), at character 2",
        "(a)\\1 ~ references back are not RE2, at character 4",
        "a(?=b) ~ no group begins so, at character 2",
        "(?<=a)b ~ a group has no name (looking behind is not RE2), at character 1",
        "(?P<x>a)(?P<x>b) ~ a second group has the name x, at character 9",
        "\\d+\\h ~ \\h is not RE2, at character 4",
        "\\x{110000} ~ \\x names no character, at character 1",
        "\\p{Greek ~ a class has no name, at character 1",
        "ab\\ ~ \\ escapes nothing, at character 3"
      })
  void saysWhereAnExpressionIsWrongWhenTheRuleIsBuilt(String regex, String problem) {
    assertThatThrownBy(() -> column("t").matches(regex))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid regular expression of t: %s of '%s' (must be of RE2)", problem, regex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[A-Z]{2}\\d{1,4}",
        "(?i)yes|no",
        "(?P<year>\\d{4})-(?:0[1-9]|1[0-2])",
        "[]a]",
        "[^]a-]",
        "[[:alpha:][:^digit:]_]",
        "\\Q(\\E+?",
        "a{,3}{x",
        "\\pN\\p{Greek}\\x41\\x{1F600}\\012",
        "^$|()*"
      })
  void takesWhatIsOfRe2(String regex) {
    assertThat(column("t").matches(regex).check()).isEqualTo(new RowCheck.Matches("t", regex));
  }
}
