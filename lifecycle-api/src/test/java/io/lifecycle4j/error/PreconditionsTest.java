package io.lifecycle4j.error;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreconditionsTest {
  @Test
  void saysWhatWasWrongWithItsValues() {
    assertThatThrownBy(() -> check(false, "Invalid share: %s (must be %s to %s)", 1.5, 0, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid share: 1.5 (must be 0 to 1)");
    assertThatCode(() -> check(true, "Invalid share: %s", 1.5)).doesNotThrowAnyException();
  }

  @Test
  void writesNumbersTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThatThrownBy(() -> check(false, "Invalid share: %d, %.1f, \u0007", 12, 1.5))
          .hasMessage("Invalid share: 12, 1.5, \\u0007");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void writesWholeNumbersWithoutAFraction() {
    assertThat(
            DoubleStream.of(10, -3, 0, 2.5, 1e-9, 0x1p53, 1e16, -0.0, Double.NaN)
                .mapToObj(Preconditions::number))
        .containsExactly(
            "10", "-3", "0", "2.5", "1.0E-9", "9007199254740992", "1.0E16", "-0.0", "NaN");
    assertThatThrownBy(() -> check(false, "Invalid edges: %s of %s", List.of(1.0, 2.5), 3f))
        .hasMessage("Invalid edges: [1, 2.5] of 3");
    assertThatThrownBy(() -> check(false, "Invalid share: %.2f", 1.0))
        .hasMessage("Invalid share: 1.00");
  }

  @Test
  void returnsWhatIsThere() {
    assertThat(required("x", "name")).isEqualTo("x");
    assertThatThrownBy(() -> required(null, "clock"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing clock: null (must be given)");
  }

  @Test
  void copiesLists() {
    List<Integer> list = new ArrayList<>(List.of(1, 2));
    List<Integer> copy = copy(list, "numbers");
    list.add(3);

    assertThat(copy).containsExactly(1, 2).isUnmodifiable();
  }

  @Test
  void refusesListsWithNull() {
    assertThatThrownBy(() -> copy((List<String>) null, "classes"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing classes: null (must be given)");
    assertThatThrownBy(() -> copy(Arrays.asList("a", null), "classes"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid classes: element 1 is null (must be given)");
  }

  @Test
  void copiesMapsSortedByKey() {
    Map<String, Integer> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER.reversed());
    map.putAll(Map.of("b", 2, "a", 1, "C", 3));
    Map<String, Integer> copy = copy(map, "options");
    map.clear();

    assertThat(copy).containsExactly(Map.entry("C", 3), Map.entry("a", 1), Map.entry("b", 2));
    assertThat(copy).isUnmodifiable();
    assertThat(copy.containsKey("B")).isFalse();
  }

  @Test
  void refusesMapsWithNull() {
    Map<String, String> nullValue = new HashMap<>();
    nullValue.put("delimiter", null);
    Map<String, String> nullKey = new HashMap<>();
    nullKey.put(null, ";");

    assertThatThrownBy(() -> copy((Map<String, String>) null, "options"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing options: null (must be given)");
    assertThatThrownBy(() -> copy(nullValue, "options"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid options: delimiter is null (keys and values must be given)");
    assertThatThrownBy(() -> copy(nullKey, "options"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid options: null is ; (keys and values must be given)");
  }

  @Test
  void refusesWhatIsSetTwice() {
    Preconditions.checkUnset(null, "run", "name");
    Preconditions.checkUnset(false, "run", "name");
    assertThatThrownBy(() -> Preconditions.checkUnset("a", "run", "name"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid run: name set twice");
    assertThatThrownBy(() -> Preconditions.checkUnset(true, "run", "name"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid run: name set twice");
  }

  @ParameterizedTest
  @CsvSource({
    "PT72H, 3 days",
    "PT24H, 1 day",
    "PT36H, 36 hours",
    "PT90M, 90 minutes",
    "PT90S, 90 seconds",
    "PT0.005S, 5 ms",
    "PT1.5S, 1500 ms",
    "PT0.0000005S, 0.0005 ms",
    "PT0S, 0 ms"
  })
  void saysATimeAsPeopleDo(Duration time, String words) {
    assertThat(Preconditions.words(time)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "1, 1 byte",
    "999, 999 bytes",
    "1000, 1 kB",
    "500000000, 500 MB",
    "500000001, 500.000001 MB",
    "20000000000, 20 GB",
    "7000000000000000, 7000 TB"
  })
  void saysASizeAsPeopleDo(long bytes, String words) {
    assertThat(Preconditions.sized(bytes)).isEqualTo(words);
  }
}
