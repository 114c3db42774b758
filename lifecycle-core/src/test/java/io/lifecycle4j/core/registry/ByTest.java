package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.ModelAction;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who decides, and why. */
class ByTest {
  @Test
  void isOfAnActionThatAuthorizersKnow() throws IllegalAccessException {
    Set<Object> known = new HashSet<>();
    for (Field field : ModelAction.class.getFields()) {
      known.add(field.get(null));
    }
    List<ModelAction> asked =
        Arrays.stream(Action.values()).flatMap(action -> action.asked().stream()).toList();
    assertThat(asked).doesNotHaveDuplicates();
    assertThat(new HashSet<Object>(asked)).isEqualTo(known);
  }

  @Test
  void removesSecretsFromTheReason() {
    By by = new By(Action.PROMOTE, Fixtures.ALICE, "Better; password=hunter2hunter2");

    assertThat(by.reason()).isEqualTo("Better; password=<redacted>");
    assertThat(new By(by.action(), by.actor(), by.reason())).isEqualTo(by);
  }

  @Test
  void keepsTheIdOfARun() {
    String reason = "Trained by run " + Ids.next();
    assertThat(By.process(Action.REGISTER, reason).reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void needsAReason(String reason) {
    assertThatThrownBy(() -> new By(Action.PROMOTE, Fixtures.ALICE, reason))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing reason: '%s' (say why; the audit trail keeps it)", reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollout", "Rollout", "lifecycle4j"})
  void isNobodyUnderANameOfTheLibrary(String name) {
    assertThatThrownBy(() -> new By(Action.APPROVE, Actor.by(name), "Reviewed"))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid actor name: '%s' (the library itself acts under it)", name);
    assertThat(By.user(name, Decisions.LOG)).isEqualTo("unknown");
  }

  @Test
  void isTheLibraryWhereARolloutGoesOn() {
    assertThat(new By(Action.STEP, By.ROLLOUT, "Better").actor()).isEqualTo(Actor.by("rollout"));
  }

  @Test
  void namesTheUserOfTheProcess() {
    assertThat(By.user("alice", Decisions.LOG)).isEqualTo("alice");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"?", "", "corp\\alice"})
  void warnsThatItNamesNobodyIfTheUserHasNoName(String name) {
    Queue<String> warnings = new ConcurrentLinkedQueue<>();

    assertThat(By.user(name, LoggedLines.of("warn", warnings))).isEqualTo("unknown");
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("names 'unknown' instead of a person", "'" + name + "'");
  }
}
