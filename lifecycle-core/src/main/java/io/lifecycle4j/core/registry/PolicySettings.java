package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.evaluation.FalsePromotions;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.PolicyBuilder;
import io.lifecycle4j.registry.PolicySet;
import io.lifecycle4j.registry.PromotionPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A change of the policy of an alias. Not thread-safe. */
final class PolicySettings implements PolicyBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(PolicySettings.class);

  private final Governance governance;
  private final String alias;
  private final Signed signed = new Signed("policy");
  private @Nullable List<Gate> gates;
  private @Nullable Approvals approvals;
  private boolean isNew;
  private @Nullable FalsePromotions promise;

  PolicySettings(Governance governance, String alias) {
    this.governance = governance;
    this.alias = alias;
  }

  @Override
  public PolicyBuilder gates(Requirement... requirements) {
    checkUnset(gates, "policy", "gates");
    gates = GateChecks.gates(copy(Arrays.asList(required(requirements, "gates")), "gates"));
    return this;
  }

  @Override
  public PolicyBuilder approvals(Approvals rule) {
    checkUnset(approvals, "policy", "approvals");
    approvals = required(rule, "approvals");
    return this;
  }

  @Override
  public PolicyBuilder forNewAlias() {
    checkUnset(isNew, "policy", "new alias");
    isNew = true;
    return this;
  }

  @Override
  public PolicyBuilder falsePromotions(FalsePromotions most) {
    checkUnset(promise, "policy", "false promotions");
    promise = required(most, "false promotions");
    return this;
  }

  @Override
  public PolicyBuilder by(Actor given) {
    signed.by(given);
    return this;
  }

  @Override
  public PolicyBuilder reason(String given) {
    signed.reason(given);
    return this;
  }

  @Override
  public AuditRecord commit() {
    By by = signed.by(Action.SET_POLICY);
    String model = governance.versions().model();
    String cannot = "Cannot change the policy of " + alias + " of " + model;
    governance.checkKnown(cannot);
    ModelState state = governance.versions().state();
    if (!isNew) {
      state.checkAlias(cannot, alias, "forNewAlias()");
    }
    @Nullable List<Gate> all = gates == null ? null : governance.checked(gates);
    if (gates != null) {
      governance
          .doubts(gates)
          .forEach(doubt -> LOG.warn("A gate of {} may be wrong: {}", model, doubt));
    }
    Policies policies = state.policies();
    PromotionPolicy before = policies.find(alias).orElse(PromotionPolicy.NONE);
    PromotionPolicy.Builder changed =
        PromotionPolicy.builder()
            .gates(all == null ? before.gates() : GateForm.named(all))
            .approvals(approvals == null ? before.approvals() : approvals);
    Optional.ofNullable(promise).or(before::falsePromotions).ifPresent(changed::falsePromotions);
    PromotionPolicy next = changed.build();
    check(
        !next.equals(before),
        "Invalid change of the policy of %s of %s: it has %s already",
        alias,
        model,
        next);
    PolicySet set = new PolicySet(model, alias, policies.digest(alias), next);
    return governance.decisions().decide(Action.SET_POLICY, by.transition().change(set).build());
  }
}
