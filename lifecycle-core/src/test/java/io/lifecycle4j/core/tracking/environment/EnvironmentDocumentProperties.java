package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EnvironmentDocumentProperties {
  /** Any characters, control characters and halves of surrogate pairs among them. */
  @Provide
  Arbitrary<Map<String, String>> texts() {
    Arbitrary<String> text =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(40),
            Arbitraries.strings().withCharRange('\u0000', ' ').ofMaxLength(10),
            Arbitraries.strings().withCharRange('\ud7ff', '\ue000').ofMaxLength(4),
            Arbitraries.integers()
                .between(0x10000, 0x10FFFF)
                .map(c -> new String(Character.toChars(c))));
    return Arbitraries.maps(text.map(key -> "k" + key), text).ofMaxSize(8);
  }

  private static boolean halved(String text) {
    return text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  private static Map<String, String> whole(Map<String, String> texts) {
    Map<String, String> whole = new HashMap<>(texts);
    whole.entrySet().removeIf(text -> halved(text.getKey()) || halved(text.getValue()));
    return whole;
  }

  @Property(tries = 500)
  void everyTextComesBackUnlessItIsNoUnicode(@ForAll("texts") Map<String, String> facts) {
    boolean halved =
        facts.entrySet().stream().anyMatch(f -> halved(f.getKey()) || halved(f.getValue()));
    EnvironmentCapsule capsule;
    try {
      capsule = EnvironmentCapsule.of(facts);
    } catch (InvalidValueException e) {
      assertThat(halved).as("refused: %s", facts).isTrue();
      return;
    }
    assertThat(whole(facts)).isEqualTo(facts);
    EnvironmentCapsule back = EnvironmentStore.read(EnvironmentStore.write(capsule));
    assertThat(back).isEqualTo(capsule);
    assertThat(back.facts()).isEqualTo(facts);
    assertThat(back.digest()).isEqualTo(capsule.digest());
    assertThat(back.differences(capsule)).isEmpty();
  }

  @Property(tries = 500)
  void whateverIsGatheredMakesACapsule(@ForAll("texts") Map<String, String> facts) {
    EnvironmentFacts gathered = new EnvironmentFacts();
    facts.forEach((key, value) -> gathered.named("config.", key, value));
    EnvironmentCapsule capsule = EnvironmentCapsule.of(gathered.all());

    assertThat(EnvironmentStore.read(EnvironmentStore.write(capsule))).isEqualTo(capsule);
  }

  @Property(tries = 500)
  void differencesAreThoseThatWereMade(
      @ForAll("texts") Map<String, String> some, @ForAll("texts") Map<String, String> others) {
    Map<String, String> facts = whole(some);
    Map<String, String> changes = whole(others);
    Map<String, String> changed = new HashMap<>(facts);
    changed.putAll(changes);

    assertThat(EnvironmentCapsule.of(facts).differences(EnvironmentCapsule.of(changed)))
        .allSatisfy(
            difference -> {
              assertThat(difference.left().orElse(null)).isEqualTo(facts.get(difference.key()));
              assertThat(difference.right()).hasValue(changes.get(difference.key()));
            })
        .hasSize(
            (int)
                changes.entrySet().stream()
                    .filter(f -> !f.getValue().equals(facts.get(f.getKey())))
                    .count());
  }
}
