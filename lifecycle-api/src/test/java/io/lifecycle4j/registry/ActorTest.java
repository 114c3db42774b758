package io.lifecycle4j.registry;

import static io.lifecycle4j.registry.Actor.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who acts, why, and what that is about, as people read it. */
class ActorTest {
  private static final AliasMoved MOVED =
      new AliasMoved(
          "fraud", "production", OptionalInt.of(1), OptionalLong.empty(), 2, Direction.FORWARD);

  private static Transition transition(String reason, Change change) {
    return Transition.builder(by("alice"), reason).change(change).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bo\uFE0Fb", "bo\uDB40\uDD00b", "bo\u180Bb", "bo\u200Bb"})
  void refusesActorsWhoLookLikeAnother(String name) {
    assertThatThrownBy(() -> by(name))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageContaining("invisible");
  }

  @Test
  void takesTheCaseAndTheWidthOfLettersForTheSameActor() {
    assertThat(by("bob").isSame(by("Bob"))).isTrue();
    assertThat(by("bob").isSame(by("\uFF22\uFF4F\uFF42"))).as("full width").isTrue();
    assertThat(by("Weiß").isSame(by("WEISS"))).isTrue();
    assertThat(by("WEIẞ").isSame(by("Weiß"))).as("a capital sharp s").isTrue();
    assertThat(by("bob").isSame(by("rob"))).isFalse();
    assertThat(by("bob")).as("the trail keeps what was given").isNotEqualTo(by("Bob"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u200B", "\uFEFF\u00A0", "\u3164", "\u2800", "\uFE0F", "\uDB40\uDD00"})
  void needsAReasonThatCanBeSeen(String reason) {
    assertThatThrownBy(() -> transition(reason, MOVED))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Missing reason: '");
    assertThatThrownBy(() -> overridden(Optional.empty(), reason))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing reason of an override");
    assertThat(transition(reason + "é", MOVED).reason()).endsWith("é");
  }

  private static PolicyOverridden overridden(Optional<BlobId> policy, String why) {
    return new PolicyOverridden("fraud", 2, "production", policy, why);
  }

  @Test
  void saysWhatWasOverridden() {
    BlobId policy = new BlobId("0a".repeat(32));
    assertThat(overridden(Optional.of(policy), "need"))
        .hasToString("policy of production overridden for fraud:2 (need)");
    for (Optional<BlobId> none :
        List.of(Optional.<BlobId>empty(), Optional.of(PromotionPolicy.NONE.digest()))) {
      assertThat(overridden(none, "need"))
          .hasToString("gates of the process overridden for fraud:2 (need)");
    }
  }

  @Test
  void listsAnAliasInALine() {
    AuditRecord moved = new AuditRecord(1, Instant.EPOCH, transition("Try", MOVED));
    ModelAlias alias = new ModelAlias("production", 2, moved);
    assertThat(alias).hasToString("production: version 2 since 1970-01-01T00:00:00Z by alice");
    assertThat(new AliasRemoved("fraud", "staging", 2, 1))
        .hasToString("staging of fraud removed from 2");
    assertThatThrownBy(() -> new ModelAlias("production", 0, moved))
        .isInstanceOf(InvalidValueException.class);
  }
}
