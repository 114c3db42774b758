package io.lifecycle4j.core.storage;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.contract.Fixtures.ALICE;
import static io.lifecycle4j.contract.Fixtures.TIME;
import static io.lifecycle4j.storage.Durability.POWER;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.Governance;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.GovernedModel;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.util.List;
import java.util.Optional;

/** What people decide about promotions: the policy of an alias, approvals, a lock. */
final class GovernanceWorkloads {
  private static final String MODEL = "fraud";
  private static final Actor BOB = Actor.by("bob");

  private GovernanceWorkloads() {}

  private static ModelRegistry registry(Session session) {
    return session.keep(ModelRegistry.class, medium -> Registries.over(medium, () -> TIME));
  }

  private static GovernedModel model(Session session) {
    ModelRegistry registry = registry(session);
    return session.told(
        GovernedModel.class,
        new Governance(
            new ModelVersions(MODEL, registry),
            new Decisions(MODEL, registry, Authorizer.ALL, Decisions.LOG),
            Optional.empty(),
            data -> Optional.empty()));
  }

  private static void register(Session session) {
    registry(session)
        .register(
            MODEL,
            Fixtures.model(
                registry(session).put(new NamedContent("weights.bin", Content.of("weights")))),
            ALICE,
            "trained");
    approvals(session, "production", 1); // before faults: a step must not depend on another
  }

  private static void approvals(Session session, String alias, int needed) {
    model(session)
        .changePolicy(alias)
        .approvals(Approvals.of(needed))
        .by(ALICE)
        .reason("Four eyes")
        .commit();
  }

  private static void gates(Session session) {
    model(session)
        .changePolicy("production")
        .gates(metric("accuracy").atLeast(0.9))
        .by(ALICE)
        .reason("Agreed")
        .commit();
  }

  private static void approve(Session session) {
    model(session).approve(new ModelVersions(MODEL, registry(session)).version(1), BOB, "Reviewed");
  }

  private static Object seen(Session session) {
    registry(session).refresh(); // else its thread may read between these calls
    GovernedModel model = model(session);
    return List.of(model.history(), model.promotionPolicy("production"), model.findPromotionLock());
  }

  static Workload governance() {
    return Workload.named("models: policy, approval, lock")
        .before(GovernanceWorkloads::register)
        .view("models", GovernanceWorkloads::seen)
        .step("models", POWER, GovernanceWorkloads::approve)
        .step("models", POWER, GovernanceWorkloads::gates)
        .step("models", POWER, session -> model(session).lockPromotions(ALICE, "Holidays"))
        .step("models", POWER, session -> model(session).unlockPromotions(BOB, "They are over"))
        .probe("models", session -> approvals(session, "probe", model(session).history().size()));
  }
}
