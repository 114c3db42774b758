package io.lifecycle4j.error;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidNameExceptionTest {
  private static final String EMPTY = "must not be empty";
  private static final String HIDDEN = "must not hold slashes, control or invisible characters";
  private static final String EDGE = "must not begin or end with a blank or a dot";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fraud",
        "a",
        "Fraud detector, 2nd try (EU)",
        "Größe",
        "模型",
        "%2e%2e%2fx",
        "CON",
        "nul.txt",
        "COM1",
        "LPT¹",
        "ab:c",
        "a<b>|?*\"",
        "~",
        "~root",
        "$HOME",
        "%PATH%",
        "a..b",
        "LOCK",
        "{}",
        "=cmd|' C0'!A0",
        "' OR 1=1 --",
        "\u00E9", // e with acute accent, composed
        "\uFB01", // ligature fi
        "\u2764\uFE0F" // a heart, drawn as an emoji
      })
  void takesAnyVisibleTextAsItIs(String name) {
    assertThat(checkName("model", name)).isSameAs(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "a/../../x",
        "..\\x",
        "a\\..\\x",
        "/etc/passwd",
        "C:\\x",
        "\\\\srv\\share",
        "\\\\?\\C:\\x",
        "//proc/self/environ",
        "file:///etc/passwd",
        "jar:file:x!/y",
        "%252e%252e/x",
        "..%00/x",
        "....//x",
        "../root-evil/x",
        "a/b",
        "x/",
        "${jndi:ldap://x}",
        "\uFF0E\uFF0E\uFF0F", // full-width ../
        "a\uFF3Cb" // full-width backslash
      })
  void refusesPaths(String name) {
    assertRefused(name, HIDDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u0000b",
        "a\nb",
        "a\rb",
        "a\tb",
        "\u001B[31mred",
        "a\u0085b", // next line
        "a\u2028b", // line separator
        "a\u2029b", // paragraph separator
        "invoice\u202Efdp.exe", // right-to-left override
        "a\u2066b\u2069", // bidi isolates
        "a\u200Bb", // zero-width space
        "\u200B",
        "a\u200Db", // zero-width joiner
        "a\u00ADb", // soft hyphen
        "\uFEFFa", // byte order mark
        "a\uD800", // lone high surrogate
        "\uDC00a", // lone low surrogate
        "a\uDB40\uDC01b", // language tag
        "a\uFFFFb", // no character
        "\u3164", // Hangul filler
        "a\uFFA0b", // half-width Hangul filler
        "\u2800", // blank Braille pattern
        "a\u034Fb", // combining grapheme joiner
        "a\uFFFCb", // object replacement character
        "a\uD834\uDD59b" // empty note head
      })
  void refusesControlAndInvisibleCharacters(String name) {
    assertRefused(name, HIDDEN);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "   ", "\t", "\n", "\u2003"})
  void refusesNothing(String name) {
    assertThatThrownBy(() -> checkName("model", name))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Invalid model name: ")
        .hasMessageEndingWith("(" + EMPTY + ")");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".", "..", ".tmp", "x.", " x", "x ", "\u00A0", "x\u00A0", "\u3000x", "\uFF0Ex", "...x"
      })
  void refusesBlanksAndDotsAtTheEdges(String name) {
    assertRefused(name, EDGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C:x", "c:", "a:b"})
  void refusesWhatWindowsTakesForADrive(String name) {
    assertRefused(name, "must not begin with a letter and a colon");
  }

  @Test
  void refusesDecomposedLetters() {
    assertRefused("caf" + "e\u0301", "must be in Unicode normal form C");
  }

  @Test
  void takes250Characters() {
    String longest = "x".repeat(250);

    assertThat(checkName("model", longest)).isEqualTo(longest);
    assertThatThrownBy(() -> checkName("model", longest + "x"))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage(
            "Invalid model name: '%s' (must have at most 250 characters, has 251)", "x".repeat(60));
  }

  @Test
  void takes64Emoji() {
    String emoji = "\uD83D\uDE00".repeat(64);

    assertThat(checkName("model", emoji)).isEqualTo(emoji);
  }

  @Test
  void refusesAMillionCharactersWithAShortMessage() {
    assertThatThrownBy(() -> checkName("model", "\u0000".repeat(1 << 20)))
        .isInstanceOf(InvalidNameException.class)
        .extracting(Throwable::getMessage)
        .satisfies(message -> assertThat(message.length()).isLessThanOrEqualTo(500));
  }

  @Test
  void saysWhatIsNamed() {
    assertThatThrownBy(() -> checkName("alias", null))
        .hasMessage("Invalid alias name: null (must not be empty)");
    assertThatThrownBy(() -> checkName("alias", "a\u0007b"))
        .hasMessage("Invalid alias name: 'a\\u0007b' (" + HIDDEN + ")");
  }

  @Test
  void judgesTheSameInEveryLanguage() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      assertThat(checkName("model", "TITLE \u0130 \u0131")).isEqualTo("TITLE \u0130 \u0131");
      assertRefused("I:x", "must not begin with a letter and a colon");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void takesAnyTextInTheBracketsOfAMetric() {
    for (String name :
        new String[] {"recall[n/a]", "recall[ ]", "recall[]", "recall[a[b]\u200B]"}) {
      assertThat(InvalidNameException.checkMetric(name)).isEqualTo(name);
      assertThat(InvalidNameException.checkMetricKey("a/" + name)).isEqualTo("a/" + name);
    }
    for (String name : new String[] {"n/a", "[a]", "a/recall[b]", "recall[n/a", "n/a]", " [a]"}) {
      assertThatThrownBy(() -> InvalidNameException.checkMetric(name))
          .isInstanceOf(InvalidNameException.class)
          .hasMessageStartingWith("Invalid metric name: '");
    }
  }

  private static void assertRefused(String name, String problem) {
    assertThatThrownBy(() -> checkName("model", name))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Invalid model name: '")
        .hasMessageEndingWith("' (" + problem + ")")
        .extracting("code")
        .isEqualTo("INVALID_NAME");
  }
}
