package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentDocumentTest {
  private static EnvironmentCapsule read(String json) {
    return EnvironmentStore.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isCanonicalJson() {
    assertThat(
            new String(
                EnvironmentStore.write(EnvironmentCapsule.of(Map.of("b", "1\n", "a", "\u0000ä"))),
                StandardCharsets.UTF_8))
        .isEqualTo("{\"facts\":{\"a\":\"\\u0000ä\",\"b\":\"1\\n\"},\"format\":1}");
  }

  @Test
  void keepsKeysOfANewerVersion() {
    assertThat(read("{\"facts\":{\"quantum.bits\":\"3\"},\"format\":1,\"later\":[1]}").facts())
        .containsExactly(Map.entry("quantum.bits", "3"));
  }

  @Test
  void refusesWhatIsNoCapsule() {
    for (String json :
        new String[] {
          "{\"format\":1}",
          "{\"facts\":{},\"format\":2}",
          "{\"facts\":{\"a\":null},\"format\":1}",
          "{\"facts\":{\"a\":1},\"format\":1}",
          "{\"facts\":{\"a\":\"1\",\"a\":\"2\"},\"format\":1}",
          "{\"facts\":{\"\":\"1\"},\"format\":1}",
          "{\"facts\":{\"\\ud83d\":\"1\"},\"format\":1}",
          "{\"facts\":{\"a\":\"\\ud83d\"},\"format\":1}",
          "[]",
          "null"
        }) {
      assertThatThrownBy(() -> read(json))
          .as(json)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageStartingWith("Cannot read environment: ");
    }
  }

  @Test
  @OnlyLarger
  void refusesToWriteWhatIsTooLong() {
    EnvironmentFacts facts = new EnvironmentFacts();
    for (int i = 0; i < 20; i++) {
      facts.made("a" + i, "\u0001".repeat(EnvironmentFacts.MAX_VALUE));
    }
    assertThat(EnvironmentStore.write(EnvironmentCapsule.of(facts.all()))).isNotEmpty();
    Map<String, String> huge = new java.util.TreeMap<>();
    for (int i = 0; i < 20; i++) {
      huge.put("a" + i, "x".repeat(EnvironmentCapsule.MAX_VALUE));
    }
    assertThatThrownBy(() -> EnvironmentStore.write(EnvironmentCapsule.of(huge)))
        .isInstanceOf(InvalidValueException.class);
  }
}
