package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.evaluation.StressTests;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.ActionRequest;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.ModelAction;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who trains, evaluates and judges is on record, also in a service that runs as one user. */
class NamedActorTest {
  private static final Actor BOB = Actor.by("bob");

  private final List<ActionRequest> requests = new ArrayList<>();
  private final Lifecycle home =
      Flowers.open(
          Lifecycle.builder()
              .location(URI.create("memory:new"))
              .authorizer(
                  request -> {
                    requests.add(request);
                    return !request.actor().name().equals("mallory");
                  }));
  private final ManagedModel<Flower, String> model = Flowers.model(home).open();

  @AfterEach
  void close() {
    home.close();
  }

  private AuditRecord newest() {
    return model.history().get(model.history().size() - 1);
  }

  @Test
  void bindsWhoTrainedAVersion() {
    ModelVersion version = model.train(Flowers.split(home, 1), ALICE);
    model
        .changePolicy("production")
        .approvals(Approvals.of(1))
        .by(BOB)
        .reason("Four eyes")
        .commit();

    assertThatThrownBy(() -> model.approve(version, Actor.by("Alice"), "Mine"))
        .isInstanceOf(NotAllowedException.class)
        .hasMessage(
            "Not allowed for Alice: approve species:1 for production: alice registered it (needs"
                + " somebody else)");
    model.approve(version, BOB, "Reviewed");
    model.promote(version, ALICE, "Better");
    assertThat(model.findProduction()).contains(version);
  }

  @Test
  void isOfTheRunAndTheRegistration() {
    ModelVersion version = model.train(Flowers.split(home, 1), ALICE);

    assertThat(newest().transition().actor()).isEqualTo(ALICE);
    String run = version.manifest().provenance().findRun().orElseThrow();
    assertThat(home.experiments().find(run).orElseThrow().tags()).containsEntry("user", "alice");
    assertThat(requests)
        .allMatch(request -> request.actor().equals(ALICE))
        .extracting(ActionRequest::action)
        .contains(ModelAction.REGISTER);
  }

  @Test
  void trainsNothingForWhoMayNot() {
    Actor mallory = Actor.by("mallory");
    assertThatThrownBy(() -> model.train(Flowers.split(home, 1), mallory))
        .isInstanceOf(NotAllowedException.class)
        .hasMessage("Not allowed for mallory: register species");
    assertThat(home.experiments().runs("species")).isEmpty();
    assertThat(model.history()).isEmpty();
  }

  @Test
  void isOfEvaluationsAndStressTests() {
    ModelVersion version = model.train(Flowers.split(home, 1), ALICE);
    model.evaluate(version, BOB);
    assertThat(newest().transition().actor()).isEqualTo(BOB);
    model.stress(version, BOB).tests(StressTests.noise(0.5)).run();
    assertThat(newest().transition().actor()).isEqualTo(BOB);
    model
        .changePolicy("staging")
        .gates(metric("accuracy").atLeast(0.1))
        .by(BOB)
        .reason("Agreed")
        .commit();
    model.judge(version, "staging", BOB);
    assertThat(newest().transition().actor()).isEqualTo(BOB);
    assertThat(home.models().looks("species"))
        .hasSize(3)
        .allMatch(look -> look.actor().equals("bob"));
  }

  @Test
  void isAskedForInAPreview() {
    ModelVersion version = model.train(Flowers.split(home, 1), ALICE);
    model
        .changePolicy("production")
        .approvals(Approvals.of(1))
        .by(ALICE)
        .reason("Four eyes")
        .commit();
    model.approve(version, BOB, "Reviewed");
    int entries = model.history().size();

    assertThat(model.promote(version).preview().refusals()).isEmpty();
    assertThat(model.promote(version).by(ALICE).preview().refusals()).isEmpty();
    assertThat(model.promote(version).by(Actor.by("mallory")).preview().refusals())
        .containsExactly("Not allowed for mallory: promote species (production)");
    assertThat(model.promote(version).by(BOB).preview().refusals())
        .singleElement()
        .asString()
        .startsWith("it has 0 of 1 approvals: bob approved it at ")
        .endsWith(", but promotes it, too");
    assertThat(model.history()).hasSize(entries);
  }
}
