package io.lifecycle4j.registry;

import static io.lifecycle4j.registry.Actor.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.Transition.Kind;
import io.lifecycle4j.registry.Transition.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryValuesTest {
  private static final Move MOVE = new Move("fraud", "production", Transition.NONE, 1);

  private static Transition transition(Kind kind, String reason) {
    return new Transition(kind, MOVE, by("alice"), reason, List.of());
  }

  @ParameterizedTest
  @CsvSource({"REGISTERED, false", "PROMOTED, true", "REJECTED, false", "ROLLED_BACK, true"})
  void movesTheAliasOnlyForPromotionAndRollback(Kind kind, boolean moves) {
    assertThat(transition(kind, "First release").movesAlias()).isEqualTo(moves);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void needsAReason(String reason) {
    assertThatThrownBy(() -> transition(Kind.PROMOTED, reason))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Missing reason: %s (say why; the audit trail keeps it)",
            reason.replace("\n", "\\u000a"));
  }

  @Test
  void refusesMovesBetweenNoVersions() {
    assertThatThrownBy(() -> new Move("fraud", "production", -1, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid model version: -1 (must not be negative)");
    assertThatThrownBy(() -> new Move("fraud", "production", 0, 0))
        .hasMessage("Invalid model version: 0 (must be at least 1)");
    assertThatThrownBy(() -> new Move("fraud", "a/b", 0, 1))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Invalid alias name: 'a/b' (");
    assertThatThrownBy(() -> by(""))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid actor name: '' (must not be empty)");
  }

  @Test
  void keepsVerdicts() {
    List<GateVerdict> verdicts =
        new ArrayList<>(List.of(new GateVerdict("rmse", Verdict.PASS, "2.1")));
    Transition transition = new Transition(Kind.PROMOTED, MOVE, by("alice"), "Try", verdicts);
    verdicts.clear();

    assertThat(transition.verdicts()).hasSize(1).isUnmodifiable();
  }

  @Test
  void printsARecordOfTheTrail() {
    assertThat(new AuditRecord(1, Instant.EPOCH, transition(Kind.PROMOTED, "First release")))
        .hasToString("1970-01-01T00:00:00Z PROMOTED fraud:1 by alice: First release");
    assertThatThrownBy(
            () -> new AuditRecord(0, Instant.EPOCH, transition(Kind.PROMOTED, "First release")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid sequence: 0 (must be at least 1)");
  }

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void passesOnAPassAlone(Verdict verdict) {
    assertThat(new GateVerdict("rmse", verdict, "").passed()).isEqualTo(verdict == Verdict.PASS);
  }

  @Test
  void namesGates() {
    assertThat(Gates.notWorseThanProduction("rmse"))
        .isEqualTo(new Gate.NotWorseThanProduction("rmse", Gates.MARGIN))
        .hasToString("rmse not worse than production by 0.02");
    assertThat(Gates.notWorseThanProduction("rmse").within(0.5).margin()).isEqualTo(0.5);
    assertThat(Gates.gate("fair to all", (candidate, production) -> true))
        .hasToString("fair to all");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesMarginsThatCannotBeMet(double margin) {
    assertThatThrownBy(() -> Gates.notWorseThanProduction("rmse").within(margin))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid margin for rmse: %s (must be positive and finite)", margin);
  }
}
