package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GovernedModel;
import io.lifecycle4j.registry.ModelAction;
import io.lifecycle4j.registry.ModelAlias;
import io.lifecycle4j.registry.PolicyBuilder;
import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Aliases are listed and removed, and names that are probably misspelt are refused. */
class AliasesTest {
  private static final Actor BOB = Actor.by("bob");

  private final AtomicBoolean refuses = new AtomicBoolean();
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private ModelVersion first;
  private ModelVersion second;

  @BeforeEach
  void open() {
    home =
        Flowers.open(
            Lifecycle.builder()
                .location(URI.create("memory:new"))
                .authorizer(
                    request ->
                        !refuses.get() || !request.action().equals(ModelAction.REMOVE_ALIAS)));
    model = Flowers.model(home).open();
    first = Flowers.promoted(model, Flowers.split(home, 1));
    second = model.train(Flowers.split(home, 2));
  }

  @AfterEach
  void close() {
    model.close();
    home.close();
  }

  private GovernedModel governed(String name) {
    return home.models().governed(name);
  }

  private AuditRecord stage(String alias) {
    return model.promote(second).to(alias).by(BOB).reason("A trial").commit();
  }

  private static PolicyBuilder strict(GovernedModel of, String alias) {
    return of.changePolicy(alias).gates(metric("accuracy").atLeast(0.1)).by(ALICE).reason("Agreed");
  }

  private static void assertNotFound(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(NotFoundException.class).hasMessage(message);
  }

  @Test
  void areListedWithWhoMovedThem() {
    AuditRecord staged = stage("staging");
    AuditRecord tried = stage("canary");
    List<ModelAlias> aliases = model.aliases();
    assertThat(governed("species").aliases()).isEqualTo(aliases);
    assertThat(aliases)
        .extracting(ModelAlias::name)
        .containsExactly("production", "canary", "staging");
    assertThat(aliases).extracting(ModelAlias::version).containsExactly(1, 2, 2);
    ModelAlias staging = aliases.get(2);
    assertThat(staging.moved()).isEqualTo(staged);
    assertThat(staging.since()).isEqualTo(staged.time());
    assertThat(staging.by()).isEqualTo(BOB);
    assertThat(aliases.get(1))
        .hasToString(
            "canary: version 2 since " + tried.time().truncatedTo(ChronoUnit.SECONDS) + " by bob");
    assertThat(governed("none").aliases()).isEmpty();
  }

  @Test
  void areRemovedSoThatTheirVersionMayGo() {
    stage("trail");
    stage("staging");
    assertNotFound(
        () -> model.removeAlias("stagin", ALICE, "Tidy"),
        "Cannot remove stagin of species: it names no version (did you mean staging?)");

    AuditRecord removal = governed("species").removeAlias("trail", ALICE, "I meant trial");

    assertThat(removal.transition())
        .hasToString("trail of species removed from 2 by alice: I meant trial");
    assertThat(model.findNamed("trail")).isEmpty();
    assertThat(home.models().findNamed("species", "trail", removal.time())).isEmpty();
    assertThat(model.aliases())
        .extracting(ModelAlias::name)
        .containsExactly("production", "staging");
    assertThat(home.models().search("species", "alias = 'trail'")).isEmpty();
    assertNotFound(
        () -> model.rollback().of("trail").by(BOB).reason("Back").commit(),
        "Cannot roll back trail of species: it named no earlier version");
    model.removeAlias("staging", ALICE, "Not needed");
    home.models().delete(second, ALICE, "Not needed");
  }

  @Test
  void areNotRemovedPastPolicyLockOrAuthorizer() {
    stage("staging");
    assertThatThrownBy(() -> model.removeAlias("production", ALICE, "Off"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot remove production: its version serves (roll back, or promote another version)");

    strict(model, "staging").commit();
    assertThatThrownBy(() -> model.removeAlias("staging", ALICE, "Tidy"))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith(
            "Cannot remove staging of species: it has a policy (set one that requires nothing"
                + " first); alice set it to 'accuracy at least 0.1");
    model.changePolicy("staging").gates().by(ALICE).reason("Tidy").commit();

    model.lockPromotions(ALICE, "Sale");
    assertThatThrownBy(() -> model.removeAlias("staging", ALICE, "Tidy"))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Cannot remove staging of species: alice locked promotions at ");
    model.unlockPromotions(ALICE, "Over");

    refuses.set(true);
    assertThatThrownBy(() -> model.removeAlias("staging", BOB, "Tidy"))
        .isInstanceOf(NotAllowedException.class)
        .hasMessage("Not allowed for bob: remove-alias species (staging)");
    refuses.set(false);
    model.removeAlias("staging", BOB, "Tidy");
  }

  @Test
  void areRefusedIfTheyAreProbablyMisspelt() {
    int entries = model.history().size();
    assertNotFound(
        () -> stage("prodution"),
        "Cannot promote species:2 to prodution: no alias prodution (did you mean production?"
            + " ifCurrentIsNone() says that it is new)");
    assertThat(model.promote(second).to("Production").preview().refusals())
        .containsExactly(
            "Cannot promote species:2 to Production: no alias Production (did you mean production?"
                + " ifCurrentIsNone() says that it is new)");
    assertNotFound(
        strict(model, "stagin")::commit,
        "Cannot change the policy of stagin of species: no alias stagin (did you mean staging?"
            + " forNewAlias() says that it is new)");
    assertThat(model.history()).hasSize(entries);

    model.promote(second).to("prodution").ifCurrentIsNone().by(BOB).reason("Meant").commit();
    strict(model, "stagin").forNewAlias().commit();
    model.promote(first).to("prodution").by(BOB).reason("It is known now").commit();
    for (String other : List.of("eu-1", "eu-2", "production-eu", "production-us")) {
      stage(other);
    }
    for (String slip : List.of("prodution-eu", "pro-duction", "Staging")) {
      assertThatThrownBy(() -> stage(slip)).isInstanceOf(NotFoundException.class);
    }
    assertThatThrownBy(() -> model.changePolicy("eu").forNewAlias().forNewAlias())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid policy: new alias set twice");
  }

  @Test
  void belongToAModelThatTheHomeKnows() {
    GovernedModel unknown = governed("specis");
    String known =
        " of specis: the model does not exist (did you mean species? it begins with its first"
            + " version, or with a decision where it is open)";
    assertNotFound(
        strict(unknown, "production")::commit, "Cannot change the policy of production" + known);
    assertNotFound(() -> unknown.lockPromotions(ALICE, "Sale"), "Cannot lock promotions" + known);
    assertNotFound(
        () -> unknown.unlockPromotions(ALICE, "Over"), "Cannot unlock promotions" + known);
    assertNotFound(
        () -> unknown.pinHoldout(Flowers.split(home, 3), ALICE, "One for all"),
        "Cannot pin a holdout" + known);
    assertNotFound(
        () -> unknown.removeAlias("staging", ALICE, "Tidy"), "Cannot remove staging" + known);
    assertThat(home.models().names()).containsExactly("species");
    assertThat(unknown.history()).isEmpty();
    assertThat(unknown.promotionPolicies()).isEmpty();
  }

  @Test
  void haveAPolicyBeforeTheFirstVersionOfAnOpenModel() {
    try (Lifecycle fresh = Flowers.inMemory();
        ManagedModel<Flower, String> opened = Flowers.model(fresh).open()) {
      strict(opened, "production").commit();
      strict(fresh.models().governed("species"), "staging").commit();
      assertThat(opened.promotionPolicies()).containsOnlyKeys("production", "staging");
      assertThat(opened.promotionPolicies().get("staging"))
          .isEqualTo(opened.promotionPolicy("staging"));
      opened.changePolicy("staging").gates().by(ALICE).reason("No more").commit();
      assertThat(opened.promotionPolicies()).containsOnlyKeys("production");
    }
  }
}
