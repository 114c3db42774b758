package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PolicyOverridden;
import io.lifecycle4j.registry.PolicySet;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.PromotionsLocked;
import io.lifecycle4j.registry.PromotionsUnlocked;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every registry keeps of policies; extend {@link ModelRegistryContract}. */
@SuppressWarnings("NullAway") // what is missing fails the test
abstract class RegistryPoliciesContract extends RegistryApprovalsContract {
  private static final PromotionPolicy STRICT = Moves.policy("strict");

  private AuditRecord apply(Change... changes) {
    Transition.Builder entry = Transition.builder(ALICE, "agreed");
    List.of(changes).forEach(entry::change);
    return registry.apply(entry.build());
  }

  private static PolicySet set(String alias, PromotionPolicy before, PromotionPolicy policy) {
    Optional<BlobId> digest = Optional.ofNullable(before).map(PromotionPolicy::digest);
    return new PolicySet("fraud", alias, digest, policy);
  }

  @Test
  void keepsAPolicyThatIsSet() {
    AuditRecord record = apply(set("production", null, STRICT));

    assertThat(openAgain(registry).history("fraud")).containsExactly(record);
  }

  @Test
  void refusesToReplaceAnotherPolicyThanTheCurrentOne() {
    apply(set("production", null, STRICT));
    apply(set("staging", null, PromotionPolicy.NONE));

    assertThatThrownBy(() -> apply(set("production", null, PromotionPolicy.NONE)))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot change the policy of production of fraud: alice set it to 'strict' at "
                + "2026-01-02T03:04:05Z: agreed");
    assertThatThrownBy(() -> apply(set("canary", STRICT, PromotionPolicy.NONE)))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot change the policy of canary of fraud: it has none");
    assertThat(registry.history("fraud")).hasSize(2);
  }

  private static PolicyMet met(int version, PromotionPolicy policy) {
    return new PolicyMet("fraud", version, "production", policy.digest());
  }

  private static Change judged(int version, Verdict verdict) {
    return Moves.judged(
        "fraud", version, "production", GateVerdict.builder("strict", verdict, "because").build());
  }

  private static Change first() {
    return Moves.moved("fraud", 0, 1, Direction.FORWARD);
  }

  @Test
  void movesForwardOnlyUnderTheCurrentPolicy() {
    register("fraud");
    apply(set("production", null, STRICT));
    PromotionPolicy next = Moves.policy("next");

    assertThatThrownBy(() -> apply(judged(1, Verdict.PASS), first()))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot move production of fraud to version 1: it must fulfil the policy; alice set it"
                + " to 'strict' at 2026-01-02T03:04:05Z: agreed");
    assertThatThrownBy(() -> apply(judged(1, Verdict.PASS), met(1, next), first()))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> apply(met(1, STRICT), first()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid entry: production of fraud moved to 1, and no gate judged it");
    assertThatThrownBy(() -> apply(judged(1, Verdict.FAIL), met(1, STRICT), first()))
        .isInstanceOf(InvalidValueException.class);
    apply(judged(1, Verdict.PASS), met(1, STRICT), first());
    apply(set("production", STRICT, next));

    register("fraud");
    Change second = Moves.moved("fraud", 1, 2, Direction.FORWARD);
    assertThatThrownBy(() -> apply(judged(2, Verdict.PASS), met(2, STRICT), second))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("to 'next'");
    assertThatThrownBy(
            () ->
                apply(judged(2, Verdict.PASS), met(2, STRICT), Moves.rollout("fraud", 1, 2, "a1")))
        .isInstanceOf(ConflictException.class);
    apply(judged(2, Verdict.PASS), met(2, next), second);
    apply(Moves.moved("fraud", 2, 1, Direction.BACK));
    assertThat(registry.named("fraud", "production")).hasValue(1);
  }

  @Test
  void namesNoPolicyWhereThereIsNone() {
    register("fraud");

    assertThatThrownBy(() -> apply(met(1, PromotionPolicy.NONE), first()))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot move production of fraud to version 1: it has no policy");
    apply(set("production", null, PromotionPolicy.NONE), met(1, PromotionPolicy.NONE), first());
    assertThat(registry.named("fraud", "production")).hasValue(1);
  }

  @Test
  void endsARolloutUnderThePolicyThatItBeganUnder() {
    register("fraud");
    register("fraud");
    apply(set("production", null, STRICT));
    apply(judged(1, Verdict.PASS), met(1, STRICT), first());
    apply(judged(2, Verdict.PASS), met(2, STRICT), Moves.rollout("fraud", 1, 2, "a1"));
    apply(Moves.stepped("fraud", 2, "a1", 1));
    Change last = Moves.stepped("fraud", 2, "a1", 2);
    Change moved = Moves.moved("fraud", 1, 2, Direction.FORWARD);

    assertThatThrownBy(() -> apply(last, moved)).isInstanceOf(ConflictException.class);
    apply(last, met(2, STRICT), moved);
    assertThat(registry.named("fraud", "production")).hasValue(2);
  }

  @Test
  void movesPastThePolicyThatIsOverridden() {
    register("fraud");
    apply(set("production", null, STRICT));
    Optional<BlobId> other = Optional.of(PromotionPolicy.NONE.digest());

    assertThatThrownBy(() -> apply(judged(1, Verdict.FAIL), overridden(other), first()))
        .isInstanceOf(ConflictException.class);
    apply(judged(1, Verdict.FAIL), overridden(Optional.of(STRICT.digest())), first());
    assertThat(registry.named("fraud", "production")).hasValue(1);
  }

  private static Change overridden(Optional<BlobId> policy) {
    return new PolicyOverridden("fraud", 1, "production", policy, "urgent");
  }

  @Test
  void movesBackOnlyWhilePromotionsAreLocked() {
    register("fraud");
    register("fraud");
    register("fraud");
    apply(first());
    apply(Moves.moved("fraud", 1, 2, Direction.FORWARD));
    apply(Moves.rollout("fraud", 2, 3, "a1"));
    apply(new PromotionsLocked("fraud"));

    for (Change forward :
        List.of(
            Moves.moved("fraud", 2, 3, Direction.FORWARD),
            Moves.stepped("fraud", 3, "a1", 1),
            new PromotionsLocked("fraud"))) {
      assertThatThrownBy(() -> apply(forward))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining(": alice locked promotions at 2026-01-02T03:04:05Z: agreed (");
    }
    apply(Moves.ended("fraud", 3, "a1", RolloutEnd.TURNED_BACK));
    apply(Moves.moved("fraud", 2, 1, Direction.BACK));
    apply(new PromotionsUnlocked("fraud"));
    apply(Moves.moved("fraud", 1, 3, Direction.FORWARD));
    assertThatThrownBy(() -> apply(new PromotionsUnlocked("fraud")))
        .isInstanceOf(ConflictException.class);
  }
}
