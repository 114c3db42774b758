package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.MissingApprovalsException;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.ApprovalWithdrawn;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PolicySet;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionApproved;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every registry keeps of approvals; extend {@link ModelRegistryContract}. */
@SuppressWarnings("NullAway") // what is missing fails the test
abstract class RegistryApprovalsContract extends RegistryListenersContract {
  private static final Actor BOB = Actor.by("bob");
  private static final PromotionPolicy REVIEWED =
      PromotionPolicy.builder().approvals(Approvals.of(1)).build();

  private AuditRecord applyBy(Actor actor, Change... changes) {
    Transition.Builder entry = Transition.builder(actor, "reviewed");
    List.of(changes).forEach(entry::change);
    return registry.apply(entry.build());
  }

  private AuditRecord setPolicy() {
    return applyBy(ALICE, new PolicySet("fraud", "production", Optional.empty(), REVIEWED));
  }

  private static VersionApproved approved(ModelVersion version, BlobId policy) {
    return new VersionApproved(
        "fraud",
        version.number(),
        "production",
        version.id(),
        Optional.empty(),
        Optional.empty(),
        policy);
  }

  private static VersionApproved approved(ModelVersion version) {
    return approved(version, REVIEWED.digest());
  }

  private static Change[] promotion(int from, int to) {
    return new Change[] {
      new PolicyMet("fraud", to, "production", REVIEWED.digest()),
      Moves.moved("fraud", from, to, Direction.FORWARD)
    };
  }

  @Test
  void keepsAnApproval() {
    ModelVersion version = register("fraud");
    AuditRecord policy = setPolicy();
    AuditRecord approval = applyBy(BOB, approved(version));
    AuditRecord withdrawal = applyBy(BOB, new ApprovalWithdrawn("fraud", 1, "production"));

    assertThat(openAgain(registry).history("fraud"))
        .endsWith(policy, approval, withdrawal)
        .hasSize(4);
  }

  @Test
  void movesForwardOnlyWithApprovals() {
    ModelVersion version = register("fraud");
    setPolicy();
    assertThatThrownBy(() -> applyBy(ALICE, promotion(0, 1)))
        .isInstanceOf(MissingApprovalsException.class)
        .hasMessage(
            "Cannot move production of fraud to version 1: it has 0 of 1 approvals (judge it, then"
                + " approve(version, …) by somebody who neither registered nor promotes it)");
    applyBy(BOB, approved(version));
    assertThatThrownBy(() -> applyBy(BOB, promotion(0, 1)))
        .isInstanceOf(MissingApprovalsException.class)
        .hasMessageEndingWith("bob approved it at 2026-01-02T03:04:05Z, but promotes it, too");
    applyBy(ALICE, promotion(0, 1));
    assertThat(registry.named("fraud", "production")).hasValue(1);
  }

  @Test
  void refusesAnApprovalOfSomethingElse() {
    ModelVersion version = register("fraud");
    AuditRecord policy = setPolicy();
    BlobId other = PromotionPolicy.NONE.digest();

    assertThatThrownBy(() -> applyBy(BOB, approved(version, other)))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot approve fraud:1: the policy of production is another; alice set it to '1"
                + " approval' at 2026-01-02T03:04:05Z: reviewed");
    assertThatThrownBy(
            () ->
                applyBy(
                    BOB,
                    new VersionApproved(
                        "fraud",
                        1,
                        "production",
                        version.id(),
                        Optional.of(other),
                        Optional.empty(),
                        REVIEWED.digest())))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot approve fraud:1: it was judged meanwhile");
    assertThatThrownBy(
            () ->
                applyBy(
                    BOB,
                    new VersionApproved(
                        "fraud",
                        1,
                        "production",
                        other,
                        Optional.empty(),
                        Optional.empty(),
                        REVIEWED.digest())))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(
            () ->
                applyBy(
                    BOB,
                    new VersionApproved(
                        "fraud",
                        2,
                        "production",
                        other,
                        Optional.empty(),
                        Optional.empty(),
                        REVIEWED.digest())))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> applyBy(ALICE, approved(version)))
        .as("who registered it")
        .isInstanceOf(NotAllowedException.class);
    assertThatThrownBy(() -> applyBy(BOB, new ApprovalWithdrawn("fraud", 1, "production")))
        .isInstanceOf(NotFoundException.class);
    assertThat(registry.history("fraud")).last().isEqualTo(policy);
  }

  @Test
  void takesTheLastStepOfARolloutUnderTheApprovalsOfItsStart() {
    ModelVersion first = register("fraud");
    ModelVersion second = register("fraud");
    setPolicy();
    applyBy(BOB, approved(first));
    applyBy(ALICE, promotion(0, 1));
    PolicyMet met = new PolicyMet("fraud", 2, "production", REVIEWED.digest());
    Change started = Moves.rollout("fraud", 1, 2, "a1");
    assertThatThrownBy(() -> applyBy(ALICE, met, started))
        .isInstanceOf(MissingApprovalsException.class);
    applyBy(BOB, approved(second));
    applyBy(ALICE, met, started);
    assertThatThrownBy(() -> applyBy(BOB, new ApprovalWithdrawn("fraud", 2, "production")))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot withdraw the approval of fraud:2: its rollout is running (abort it, which uses"
                + " up its approvals)");
    applyBy(ALICE, Moves.stepped("fraud", 2, "a1", 1));
    applyBy(
        ALICE,
        Moves.stepped("fraud", 2, "a1", 2),
        met,
        Moves.moved("fraud", 1, 2, Direction.FORWARD));
    assertThat(registry.named("fraud", "production")).hasValue(2);
  }
}
