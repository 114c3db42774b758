package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.PolicySet;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every registry keeps of policies; extend {@link ModelRegistryContract}. */
@SuppressWarnings("NullAway") // what is missing fails the test
abstract class RegistryPoliciesContract extends RegistryListenersContract {
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
        .hasMessage("Cannot change the policy of canary of fraud: it has none yet");
    assertThat(registry.history("fraud")).hasSize(2);
  }
}
