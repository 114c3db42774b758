package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.ApprovalBuilder;
import io.lifecycle4j.registry.ApprovalWithdrawn;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.JudgementBasis;
import io.lifecycle4j.registry.PolicyGate;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.VersionApproved;
import io.lifecycle4j.registry.WithoutBaseline;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An approval of a version, or its withdrawal. Not thread-safe. */
final class ApprovalSettings implements ApprovalBuilder {
  private final Action action;
  private final ModelVersion version;
  private final ModelVersions versions;
  private final Decisions decisions;
  private final Signed signed = new Signed("approval");
  private @Nullable String alias;

  ApprovalSettings(
      Action action, ModelVersion version, ModelVersions versions, Decisions decisions) {
    this.action = action;
    this.version = version;
    this.versions = versions;
    this.decisions = decisions;
  }

  @Override
  public ApprovalBuilder to(String name) {
    checkUnset(alias, "approval", "alias");
    alias = checkName("alias", name);
    return this;
  }

  @Override
  public ApprovalBuilder by(Actor given) {
    signed.by(given);
    return this;
  }

  @Override
  public ApprovalBuilder reason(String given) {
    signed.reason(given);
    return this;
  }

  @Override
  public AuditRecord commit() {
    By by = signed.by(action);
    String to = alias == null ? ModelRegistry.PRODUCTION : alias;
    decisions.permit(by, to);
    versions.registry().refresh();
    ModelVersion registered = versions.registered(version);
    Change change =
        action == Action.APPROVE
            ? approval(registered, to)
            : new ApprovalWithdrawn(registered.model(), registered.number(), to);
    return decisions.decide(action, by.transition().change(change).build());
  }

  private Change approval(ModelVersion registered, String to) {
    String cannot = "Cannot approve " + registered.label() + " for " + to + ": ";
    ModelState state = versions.state();
    PromotionPolicy policy = state.policies().find(to).orElse(PromotionPolicy.NONE);
    check(policy.approvals().needed() > 0, "%sits policy asks for no approvals", cannot);
    Optional<JudgementBasis> judged =
        state.evaluations().of(registered.number()).judged(to).map(Judged::basis);
    List<BlobId> said = judged.map(JudgementBasis::requirements).orElse(List.of());
    for (PolicyGate gate : policy.gates()) {
      if (!gate.id().equals(WithoutBaseline.ID) && !said.contains(GateForm.digest(gate))) {
        throw new NotFoundException(
            cannot
                + "its gate '"
                + gate
                + "' did not judge it yet (judge it for "
                + to
                + " first)");
      }
    }
    return new VersionApproved(
        registered.model(),
        registered.number(),
        to,
        registered.id(),
        judged.flatMap(JudgementBasis::evaluation),
        judged.flatMap(JudgementBasis::rival),
        policy.digest());
  }
}
