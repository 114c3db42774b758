package io.lifecycle4j.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.tracking.EnvironmentCapsule.Difference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvironmentCapsuleTest {
  private static final Map<String, String> FACTS =
      Map.of(
          "jvm.version", "17.0.15",
          "os.name", "Linux",
          "git.commit", "abc",
          "git.branch", "main",
          "host.name", "a",
          "process.id", "1");

  private static EnvironmentCapsule with(String key, String value) {
    Map<String, String> facts = new HashMap<>(FACTS);
    facts.put(key, value);
    return EnvironmentCapsule.of(facts);
  }

  @Test
  void keepsItsOwnCopySortedByKeyAndUnknownKeysToo() {
    Map<String, String> facts = new HashMap<>(FACTS);
    facts.put("quantum.bits", "3");
    EnvironmentCapsule capsule = EnvironmentCapsule.of(facts);
    facts.clear();

    assertThat(capsule.facts().keySet())
        .containsExactly(
            "git.branch",
            "git.commit",
            "host.name",
            "jvm.version",
            "os.name",
            "process.id",
            "quantum.bits");
    assertThat(capsule.facts()).isUnmodifiable();
    assertThat(capsule.find("quantum.bits")).contains("3");
    assertThat(capsule.find("quantum")).isEmpty();
  }

  @Test
  void digestIsThatOfTheDocumentedBytes() {
    // printf '\0\0\0\1a\0\0\0\2\xc3\xa4\0\0\0\1b\0\0\0\0' | sha256sum
    assertThat(EnvironmentCapsule.of(Map.of("b", "", "a", "ä", "user.name", "x")).digest())
        .isEqualTo("8e63b31f45176fc4536289f9c5eb861b65a4ab20afb81da890c05adbf9c981e4");
  }

  @Test
  void digestTellsEveryFactOfTheProgram() {
    String digest = EnvironmentCapsule.of(FACTS).digest();

    assertThat(with("jvm.version", "21").digest()).isNotEqualTo(digest);
    assertThat(with("git.commit", "abd").digest()).isNotEqualTo(digest);
    assertThat(with("git.dirty", "true").digest()).isNotEqualTo(digest);
    assertThat(with("quantum.bits", "3").digest()).isNotEqualTo(digest);
    assertThat(with("jvm.version", "<pending: soon>").digest()).isNotEqualTo(digest);
  }

  @Test
  void digestTellsNothingOfWhoWhereAndWhen() {
    String digest = EnvironmentCapsule.of(FACTS).digest();

    for (String key :
        List.of("host.name", "user.name", "process.id", "memory.total", "git.branch")) {
      assertThat(with(key, "other").digest()).as(key).isEqualTo(digest);
    }
  }

  @Test
  void digestDoesNotMixUpKeysAndValues() {
    assertThat(EnvironmentCapsule.of(Map.of("a", "bc")).digest())
        .isNotEqualTo(EnvironmentCapsule.of(Map.of("ab", "c")).digest());
  }

  @Test
  void tellsWhatIsNotKnown() {
    assertThat(
            EnvironmentCapsule.of(
                    Map.of("c", "<pending: git>", "a", "<unavailable: no x>", "b", "pending"))
                .unknown())
        .containsExactly("a", "c");
  }

  @Test
  void differsExactlyByWhatWasChanged() {
    Map<String, String> other = new TreeMap<>(FACTS);
    other.put("os.name", "Windows");
    other.remove("process.id");
    other.put("zone", "UTC");

    assertThat(EnvironmentCapsule.of(FACTS).differences(EnvironmentCapsule.of(other)))
        .containsExactly(
            difference("os.name", "Linux", "Windows"),
            difference("process.id", "1", null),
            difference("zone", null, "UTC"));
    assertThat(EnvironmentCapsule.of(FACTS).differences(EnvironmentCapsule.of(FACTS))).isEmpty();
    assertThat(EnvironmentCapsule.of(FACTS)).isEqualTo(EnvironmentCapsule.of(new TreeMap<>(FACTS)));
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesWhatCannotBeKept() {
    assertThatThrownBy(() -> EnvironmentCapsule.of(null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing facts: null (must be given)");
    assertThatThrownBy(() -> EnvironmentCapsule.of(Map.of("", "x")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid key of a fact: 0 characters (must be 1 to 1000)");
    assertThatThrownBy(() -> EnvironmentCapsule.of(Map.of("a", "x".repeat((1 << 20) + 1))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid fact a: 1048577 characters (must be at most 1048576)");
    for (String half : Arrays.asList("\ud83d", "x\ude00", "\ud83d\ud83d\ude00")) {
      assertThatThrownBy(() -> EnvironmentCapsule.of(Map.of("a", half)))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid fact a (must not hold half of a surrogate pair)");
    }
    assertThat(EnvironmentCapsule.of(Map.of("a", "\ud83d\ude00")).find("a")).isPresent();
  }

  private static Difference difference(String key, @Nullable String left, @Nullable String right) {
    return new Difference(key, Optional.ofNullable(left), Optional.ofNullable(right));
  }

  @Test
  void saysWhatWasRecorded() {
    EnvironmentCapsule capsule =
        EnvironmentCapsule.of(
            Map.of(
                "git.commit", "c0ffee",
                "git.dirty", "<pending: git is asked>",
                "classpath.a.jar", "<pending: hashed>",
                "cpu", "x"));

    assertThat(capsule.isRecorded("git.commit")).isTrue();
    assertThat(capsule.isRecorded("git.dirty")).isFalse();
    assertThat(capsule.isRecorded("git.changed")).isFalse();
    assertThat(capsule.isRecorded("classpath.a.jar")).isFalse();
    assertThat(capsule.isRecorded("classpath.b.jar")).isTrue(); // there is none
    assertThat(
            EnvironmentCapsule.of(Map.of("dropped", "<unavailable: too many>"))
                .isRecorded("classpath.b.jar"))
        .isFalse();
  }
}
