package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.number;
import static io.lifecycle4j.registry.Actor.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryValuesTest {
  private static final AliasMoved MOVED =
      new AliasMoved(
          "fraud", "production", OptionalInt.of(1), OptionalLong.empty(), 2, Direction.FORWARD);

  private static Transition transition(String reason, Change... changes) {
    Transition.Builder transition = Transition.builder(by("alice"), reason);
    List.of(changes).forEach(transition::change);
    return transition.build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void needsAReason(String reason) {
    assertThatThrownBy(() -> transition(reason, MOVED))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Missing reason: '%s' (say why; the audit trail keeps it)",
            reason.replace("\n", "\\u000a"));
  }

  @Test
  void needsAChange() {
    assertThatThrownBy(() -> transition("Try"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid transition: no changes (needs at least 1)");
  }

  @Test
  void refusesMovesBetweenNoVersions() {
    assertThatThrownBy(() -> moved("production", OptionalInt.of(-1)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid model version: -1 (must be at least 1)");
    assertThatThrownBy(() -> moved("a/b", OptionalInt.empty()))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Invalid alias name: 'a/b' (");
    assertThatThrownBy(() -> by(""))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid actor name: '' (must not be empty)");
  }

  private static AliasMoved moved(String alias, OptionalInt from) {
    return new AliasMoved("fraud", alias, from, OptionalLong.empty(), 1, Direction.FORWARD);
  }

  @Test
  void keepsVerdicts() {
    List<GateVerdict> verdicts =
        new ArrayList<>(List.of(GateVerdict.builder("rmse", Verdict.PASS, "2.1").build()));
    Transition transition = transition("Try", judged(1, verdicts));
    verdicts.clear();

    assertThat(transition.verdicts()).hasSize(1).isUnmodifiable();
    assertThat(transition("Try", MOVED).verdicts()).isEmpty();
    assertThatThrownBy(() -> judged(1, List.of()))
        .hasMessage("Invalid verdicts: none (needs at least 1)");
    assertThatThrownBy(() -> judged(1, transition.verdicts(), 2))
        .hasMessage("Invalid verdicts: 1 of 2 gates");
  }

  private static Judged judged(int version, List<GateVerdict> verdicts) {
    return judged(version, verdicts, verdicts.size());
  }

  private static Judged judged(int version, List<GateVerdict> verdicts, int gates) {
    return new Judged(
        "fraud",
        version,
        "production",
        verdicts,
        new JudgementBasis(
            Collections.nCopies(gates, new BlobId("0d".repeat(32))),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  @Test
  void findsAChangeByItsType() {
    assertThat(transition("Try", MOVED).find(AliasMoved.class)).hasValue(MOVED);
    assertThat(transition("Try", MOVED).find(Judged.class)).isEmpty();
  }

  @Test
  void printsARecordOfTheTrail() {
    GateVerdict passed = GateVerdict.builder("rmse", Verdict.PASS, "2.1").build();
    GateVerdict failed = GateVerdict.builder("mae", Verdict.FAIL, "9.1").build();
    assertThat(
            new AuditRecord(
                1, Instant.EPOCH, transition("First release", judged(2, List.of(passed)), MOVED)))
        .hasToString(
            "1970-01-01T00:00:00Z fraud:2 passed 1 gate, production of fraud moved from 1 to 2 by"
                + " alice: First release");
    assertThat(judged(2, List.of(passed, failed)))
        .hasToString("fraud:2 rejected by 1 of 2 gates: mae: 9.1");
    assertThat(
            new AliasMoved(
                "fraud", "production", OptionalInt.of(3), OptionalLong.empty(), 2, Direction.BACK))
        .hasToString("production of fraud rolled back from 3 to 2");
    assertThat(
            new VersionRegistered(
                "fraud",
                1,
                new BlobId("0a".repeat(32)),
                List.of(),
                new VersionRef("payments", 3, new BlobId("0b".repeat(32))),
                Optional.empty()))
        .hasToString("fraud:1 registered");
    assertThat(
            new UnknownChange(
                "approved",
                "fraud",
                OptionalInt.empty(),
                Optional.empty(),
                Effect.DECIDES,
                Optional.of("0.9.0"),
                "{}"))
        .hasToString("unknown change 'approved' of fraud");
    assertThatThrownBy(() -> new AuditRecord(0, Instant.EPOCH, transition("Try", MOVED)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid sequence: 0 (must be at least 1)");
  }

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void passesOnAPassAlone(Verdict verdict) {
    assertThat(GateVerdict.builder("rmse", verdict, "").build().passed())
        .isEqualTo(verdict == Verdict.PASS);
  }

  @Test
  void namesGates() {
    assertThat(Gates.notWorseThanProduction("rmse"))
        .isEqualTo(new NotWorseThanProduction("rmse", Gates.MARGIN))
        .hasToString("rmse not worse than production by 0.02");
    assertThat(Gates.notWorseThanProduction("rmse").within(0.5).margin()).isEqualTo(0.5);
    assertThat(Gates.notWorseThanProduction("rmse").where("a", "1").within(0.5).where("b", ""))
        .hasToString("rmse where a is 1 and b is missing not worse than production by 0.5");
    assertThat(Gates.betterThanBaseline("rmse"))
        .isEqualTo(new BetterThanBaseline("rmse"))
        .hasToString("rmse better than every baseline");
    assertThat(Gates.gate("fair to all", (candidate, production) -> true))
        .hasToString("fair to all")
        .returns("fair to all", Gate::id)
        .returns(Set.of(GateNeed.ROWS, GateNeed.PRODUCTION, GateNeed.MORE_THAN_ROWS), Gate::needs);
  }

  @Test
  void saysWhatAGateNeeds() {
    assertThat(Gates.notWorseThanProduction("rmse").where("a", "1"))
        .returns("not_worse_than_production", Gate::id)
        .returns(
            Set.of(
                GateNeed.PRODUCTION,
                new GateNeed.Compared("rmse"),
                new GateNeed.Slice(Map.of("a", "1"))),
            Gate::needs);
    assertThat(Gates.betterThanBaseline("rmse"))
        .returns("better_than_baseline", Gate::id)
        .returns(
            Set.of(new GateNeed.Compared("rmse"), new GateNeed.Baselines("rmse")), Gate::needs);
    assertThatThrownBy(() -> new GateNeed.Slice(Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid slice: no columns (needs at least 1)");
  }

  @Test
  void saysByWhichMarginAGateComparesAllRowsWithProduction() {
    assertThat(Gates.notWorseThanProduction("rmse").within(0.5).needs())
        .containsExactlyInAnyOrder(
            GateNeed.PRODUCTION, new GateNeed.Compared("rmse", OptionalDouble.of(0.5)));
    assertThat(Gates.betterThanProduction("rmse").needs())
        .containsExactlyInAnyOrder(
            GateNeed.PRODUCTION, new GateNeed.Compared("rmse", OptionalDouble.of(0)));
    assertThat(Gates.betterThanProduction("rmse").where("a", "1").needs())
        .contains(new GateNeed.Compared("rmse"));
    assertThat(new GateNeed.Compared("rmse").margin()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesMarginsOfNeedsThatAreNone(double margin) {
    assertThatThrownBy(() -> new GateNeed.Compared("rmse", OptionalDouble.of(margin)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid margin for rmse: %s (must be finite, and not negative)", number(margin));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesMarginsThatCannotBeMet(double margin) {
    assertThatThrownBy(() -> Gates.notWorseThanProduction("rmse").within(margin))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid margin for rmse: %s (must be positive and finite)", number(margin));
  }

  @Test
  void showsAnEntryAsOneLine() {
    Transition entry =
        Transition.builder(Actor.by("mallory"), "over\n2026-05-04 approved by bob\u2028\u202e")
            .change(new PromotionsUnlocked("fraud"))
            .build();
    assertThat(entry)
        .hasToString("promotions of fraud unlocked by mallory: over 2026-05-04 approved by bob  ");
  }

  @Test
  void saysWhichGatesDidNotPassAndWhy() {
    GateVerdict passed = GateVerdict.passed("rmse at most 3", "rmse is 2.1 (needs at most 3)");
    GateVerdict failed =
        GateVerdict.builder("mae at most 9", Verdict.FAIL, "mae is 9.1 (needs at most 9)").build();
    GateVerdict unsure =
        GateVerdict.builder("small", Verdict.INCONCLUSIVE, "x".repeat(300)).build();
    GateVerdict broken = GateVerdict.builder("fair", Verdict.ERROR, "the check threw Oops").build();

    assertThat(judged(2, List.of(passed, passed))).hasToString("fraud:2 passed 2 gates");
    assertThat(judged(2, List.of(passed, unsure)).toString())
        .startsWith("fraud:2 left undecided by 1 of 2 gates: small: xxx")
        .endsWith("x…")
        .hasSizeLessThan(200);
    assertThat(judged(2, List.of(broken, failed, failed)))
        .hasToString(
            "fraud:2 rejected by 2 of 3 gates: mae is 9.1 (needs at most 9) and 1 more; not judged"
                + " by 1 of 3 gates: fair: the check threw Oops");
  }

  @Test
  void previewsAPromotionInWordsOfAVerb() {
    GateVerdict failed =
        GateVerdict.builder("mae at most 9", Verdict.FAIL, "mae is 9.1 (needs at most 9)").build();
    PromotionPreview preview =
        new PromotionPreview(
            "loans:3",
            "production",
            OptionalInt.of(1),
            List.of("Cannot promote loans:3: bob locked it", "mae is 9.1 (needs at most 9)"),
            List.of(failed),
            List.of("small: it needs the held-out rows"),
            Optional.empty());
    assertThat(preview)
        .hasToString(
            """
            promote loans:3 to production, now loans:1
            refused: bob locked it
            FAIL mae at most 9: mae is 9.1 (needs at most 9)
            unknown: small: it needs the held-out rows\
            """);
    assertThat(
            new PromotionPreview(
                "loans:3",
                "staging",
                OptionalInt.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty()))
        .hasToString("promote loans:3 to staging, which is none now");
  }

  @Test
  void printsValuesForPeople() {
    Removal.Act act =
        new Removal.Act(by("alice"), Instant.parse("2026-01-02T03:04:05.678Z"), "Old");
    assertThat(by("alice")).hasToString("alice");
    assertThat(Removal.NONE).hasToString("neither deleted nor purged");
    assertThat(
            new Removal(
                Optional.of(act), Optional.of(act), Optional.of(new BlobId("0a".repeat(32)))))
        .hasToString(
            "deleted by alice at 2026-01-02T03:04:05Z (Old); purged by alice at"
                + " 2026-01-02T03:04:05Z (Old)");
    assertThat(VersionNotes.NONE).hasToString("no notes");
    assertThat(
            VersionNotes.NONE.with(
                Map.of("archived", "", "owners.risk", "", "tags.a", "b", "contact", "x\ny"),
                List.of()))
        .hasToString("archived, contact 'x y', owner risk, tag a=b");
    assertThat(new AnswerChanges.Part("country", "DE", 144, 12))
        .hasToString("country is DE: 12 of 144 answers change");
    assertThat(new AnswerChanges.Part("country", "", 1, 0))
        .hasToString("country is missing: 0 of 1 answer change");
    assertThat(new AnswerChanges.Answers("018f", "Coat", "Shirt", 0.5))
        .hasToString("018f: Coat, now Shirt");
    assertThat(
            new AnswerChanges(
                "a:1", "a:2", 3, 0, 0, Map.of("without input", 3L), List.of(), List.of()))
        .hasToString(
            "no logged request can be answered by both a:1 and a:2; left out: 3 without input");
    assertThat(new PolicyOverridden("a", 2, "production", Optional.empty(), "Hotfix"))
        .hasToString("gates of the process overridden for a:2 (Hotfix)");
  }
}
