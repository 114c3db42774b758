package io.lifecycle4j.core;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.ApprovalBuilder;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GovernedModel;
import io.lifecycle4j.registry.HoldoutPinned;
import io.lifecycle4j.registry.ModelAlias;
import io.lifecycle4j.registry.PolicyBuilder;
import io.lifecycle4j.registry.PromotionPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model that leaves to the registry what needs no engine. */
abstract class GovernedByRegistry implements GovernedModel {
  /** Returns what the registry says; throws once the model is closed. */
  abstract GovernedModel governed();

  @Override
  public String name() {
    return governed().name();
  }

  @Override
  public Optional<ModelVersion> findProduction() {
    return governed().findProduction();
  }

  @Override
  public Optional<ModelVersion> findNamed(String alias) {
    return governed().findNamed(alias);
  }

  @Override
  public Optional<ModelVersion> productionAt(Instant time) {
    return governed().productionAt(time);
  }

  @Override
  public List<ModelAlias> aliases() {
    return governed().aliases();
  }

  @Override
  public AuditRecord removeAlias(String alias, Actor actor, String reason) {
    return governed().removeAlias(alias, actor, reason);
  }

  @Override
  public List<AuditRecord> history() {
    return governed().history();
  }

  @Override
  public PromotionPolicy promotionPolicy(String alias) {
    return governed().promotionPolicy(alias);
  }

  @Override
  public Map<String, PromotionPolicy> promotionPolicies() {
    return governed().promotionPolicies();
  }

  @Override
  public PolicyBuilder changePolicy(String alias) {
    return governed().changePolicy(alias);
  }

  @Override
  public AuditRecord lockPromotions(Actor actor, String reason) {
    return governed().lockPromotions(actor, reason);
  }

  @Override
  public AuditRecord unlockPromotions(Actor actor, String reason) {
    return governed().unlockPromotions(actor, reason);
  }

  @Override
  public Optional<AuditRecord> findPromotionLock() {
    return governed().findPromotionLock();
  }

  @Override
  public Optional<HoldoutPinned> pinnedHoldout() {
    return governed().pinnedHoldout();
  }

  @Override
  public AuditRecord pinHoldout(Split split, Actor actor, String reason) {
    return governed().pinHoldout(split, actor, reason);
  }

  @Override
  public ApprovalBuilder approve(ModelVersion version) {
    return governed().approve(version);
  }

  @Override
  public ApprovalBuilder withdrawApproval(ModelVersion version) {
    return governed().withdrawApproval(version);
  }
}
