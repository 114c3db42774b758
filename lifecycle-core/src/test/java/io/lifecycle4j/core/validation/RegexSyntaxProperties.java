package io.lifecycle4j.core.validation;

import static io.lifecycle4j.validation.Rules.column;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.lifecycle4j.error.InvalidValueException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** An expression is refused where it is written just if RE2 refuses it. */
class RegexSyntaxProperties {
  @Provide
  Arbitrary<String> expressions() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "a",
            "b",
            "-",
            "]",
            "[",
            "[^",
            "(",
            ")",
            "(?",
            "(?:",
            "(?i",
            "(?P<n>",
            "(?<m>",
            "(?<",
            "|",
            "*",
            "+",
            "?",
            "{",
            "}",
            "{2}",
            "{2,",
            "{3,1}",
            "{1,2}",
            "{02}",
            "{,2}",
            "0",
            "1",
            ",",
            "^",
            "$",
            ".",
            "\\",
            "\\d",
            "\\W",
            "\\b",
            "\\A",
            "\\z",
            "\\C",
            "\\Q",
            "\\E",
            "\\x",
            "\\x41",
            "\\x{41}",
            "{41}",
            "\\7",
            "\\07",
            "\\8",
            "\\pL",
            "\\pN",
            "\\p{Greek}",
            "\\p",
            "[:",
            ":]",
            "alpha",
            "[:digit:]",
            "[:^word:]",
            "i",
            "s",
            ":",
            "=",
            "!",
            "<",
            ">",
            "é",
            "😀",
            "z-a",
            "a-z");
    return piece.list().ofMaxSize(9).map(pieces -> String.join("", pieces));
  }

  private static @Nullable String refusal(String regex) {
    try {
      column("t").matches(regex);
      return null;
    } catch (InvalidValueException e) {
      return e.getMessage();
    }
  }

  private static @Nullable String re2(String regex) {
    try {
      Pattern.compile(regex, Pattern.DOTALL);
      return null;
    } catch (PatternSyntaxException e) {
      return e.getMessage();
    }
  }

  @Property(tries = 20_000)
  void anExpressionIsRefusedJustIfRe2RefusesIt(@ForAll("expressions") String regex) {
    String here = refusal(regex);
    String there = re2(regex);
    if (there != null && there.contains("character class range: `\\p")) {
      return; // the names of Unicode classes are known to RE2 alone
    }
    assertThat(here == null).as("%s: %s, RE2: %s", regex, here, there).isEqualTo(there == null);
  }
}
