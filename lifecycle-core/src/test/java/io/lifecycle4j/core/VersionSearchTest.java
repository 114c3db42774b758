package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.alias;
import static io.lifecycle4j.condition.Conditions.archived;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.modelName;
import static io.lifecycle4j.condition.Conditions.owner;
import static io.lifecycle4j.condition.Conditions.param;
import static io.lifecycle4j.condition.Conditions.registered;
import static io.lifecycle4j.condition.Conditions.runId;
import static io.lifecycle4j.condition.Conditions.stage;
import static io.lifecycle4j.condition.Conditions.tag;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Ordering;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.VersionPage;
import io.lifecycle4j.registry.VersionQuery;
import io.lifecycle4j.tracking.RunQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Versions are found by what is known of them. */
@Timeout(60)
class VersionSearchTest {
  private final Lifecycle home = Flowers.inMemory(new LinearEngine());
  private final Models models = home.models();
  private double accuracy;
  private String run = "";

  /** Version 1 was in production, 2 is, 3 is a candidate that was not evaluated. */
  @BeforeEach
  void register() {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));
      model.evaluate(first);
      accuracy = model.evaluate(second).metric("accuracy");
      model.promote(second, ALICE, "Newer");
      ModelVersion third = model.train(Flowers.split(home, 3));
      run = third.manifest().provenance().findRun().orElseThrow();
      model.promote(third).to("staging").by(ALICE).reason("Try").commit();
      models.describe(first).archive().by(ALICE).reason("Old").commit();
      models.describe(second).tag("team", "risk").by(ALICE).reason("Ours").commit();
      models.describe(third).owner("bob").owner("carol").by(ALICE).reason("Theirs").commit();
    }
  }

  @AfterEach
  void close() {
    home.close();
  }

  private List<Integer> found(Condition condition) {
    List<RegisteredVersion> found = models.search("species", condition);
    assertThat(models.search("species", condition.toString()))
        .as("the text form finds the same")
        .isEqualTo(found);
    return found.stream().map(RegisteredVersion::number).toList();
  }

  @Test
  void findsWhatItIsAskedFor() {
    assertThat(
            models.search(
                "species",
                "metrics.accuracy >= 0.1 AND tags.team = 'risk' AND alias = 'production'"))
        .extracting(RegisteredVersion::label)
        .containsExactly("species:2");
    assertThat(found(metric("accuracy").is(accuracy).and(alias().is("production"))))
        .containsExactly(2);
    assertThat(found(metric("accuracy").isMissing())).containsExactly(3);
    assertThat(found(tag("team").is("blue"))).isEmpty();
    assertThat(found(alias().isPresent())).containsExactly(2, 3);
    assertThat(found(alias().in("staging", "canary"))).containsExactly(3);
    assertThat(found(owner().like("c%"))).containsExactly(3);
    assertThat(found(archived().is("true"))).containsExactly(1);
    assertThat(found(stage().is("former"))).containsExactly(1);
    assertThat(found(stage().in("production", "candidate"))).containsExactly(2, 3);
    assertThat(found(runId().is(run))).containsExactly(3);
    assertThat(found(modelName().is("species").and(registered().before(Instant.MAX)))).hasSize(3);
    assertThat(found(registered().after(Instant.now()))).isEmpty();
    assertThat(found(Conditions.always())).containsExactly(1, 2, 3);
  }

  @Test
  void findsTheParametersOfItsRun() {
    String name = home.experiments().find(run).orElseThrow().params().keySet().iterator().next();
    assertThat(found(param(name).isPresent().and(runId().is(run)))).containsExactly(3);
    assertThat(found(param("none").isPresent())).isEmpty();
  }

  @Test
  void findsVersionsOfAllModelsInAnyOrderPageByPage() {
    try (ManagedModel<Flower, String> other =
        home.model("other", Flower.class, classification("species"))
            .preprocessing(oneHot("soil"))
            .trainer(LinearTrainer.small())
            .open()) {
      other.train(Flowers.split(home, 4));
    }
    VersionQuery query = VersionQuery.builder().orderBy("metrics.accuracy DESC").limit(2).build();
    List<String> labels = new ArrayList<>();
    Optional<VersionPage> page = Optional.of(models.search(query));
    while (page.isPresent()) {
      assertThat(page.get().versions()).hasSizeLessThanOrEqualTo(2);
      page.get().versions().forEach(version -> labels.add(version.label()));
      page = page.get().next().map(next -> models.search(query.toBuilder().cursor(next).build()));
    }
    assertThat(labels).containsExactlyInAnyOrder("species:1", "species:2", "species:3", "other:1");
    assertThat(labels.subList(2, 4))
        .as("those without the metric")
        .containsExactly("other:1", "species:3");
    assertThat(
            models.search(VersionQuery.builder().where("stage = 'candidate'").build()).versions())
        .extracting(RegisteredVersion::label)
        .containsExactly("other:1", "species:3");
    assertThat(
            models
                .search(
                    VersionQuery.builder()
                        .model("species")
                        .orderBy(registered().descending(), Ordering.parse("tags.team"))
                        .build())
                .versions())
        .extracting(RegisteredVersion::number)
        .containsExactly(3, 2, 1);
  }

  private void assertRefuses(VersionQuery.Builder query, String message) {
    assertThatThrownBy(() -> models.search(query.build()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid query: no version has " + message);
  }

  @Test
  void refusesNamesThatAreProbablyMisspelt() {
    assertThatThrownBy(() -> models.search("specis", "alias = 'production'"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith(
            "Cannot search specis: the model does not exist (did you mean species? ");
    assertRefuses(
        VersionQuery.builder().where("NOT metrics.acuracy > 0.1 OR alias = 'production'"),
        "the metric acuracy (did you mean accuracy? there are accuracy, ");
    assertRefuses(
        VersionQuery.builder().orderBy("metrics.recal DESC"),
        "the metric recal (did you mean recall_macro? there are ");
    assertRefuses(
        VersionQuery.builder().where("tags.teem = 'risk'").model("species"),
        "the tag teem (did you mean team? there are team)");
    assertThat(found(tag("teem").isMissing())).as("asks whether it is there").hasSize(3);
    try (ManagedModel<Flower, String> other =
        home.model("other", Flower.class, classification("species"))
            .preprocessing(oneHot("soil"))
            .trainer(LinearTrainer.small())
            .open()) {
      other.train(Flowers.split(home, 4));
    }
    assertThat(models.search("other", "metrics.acuracy > 0.1 AND tags.teem = 'risk'"))
        .as("no version has metrics or tags yet")
        .isEmpty();
  }

  @Test
  void believesACursorOfTheSameQueryOnly() {
    VersionQuery query = VersionQuery.builder().limit(1).build();
    String next = models.search(query).next().orElseThrow();
    VersionQuery other = query.toBuilder().where("alias IS NOT NULL").cursor(next).build();
    assertThatThrownBy(() -> models.search(other))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid cursor: '" + next + "' (must be what a page of the same query gave)");
  }

  @Test
  void saysWhatAVersionHasInsteadOfAnUnknownField() {
    assertThatThrownBy(() -> models.search("species", "status = 'FINISHED'"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid query: refers to status (a version has metrics.NAME, params.NAME, tags.NAME,"
                + " run_id, model, alias, stage, owner, archived and registered)");
    assertThatThrownBy(() -> models.search("species", "colour = 'red'"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("of a version model, alias, stage, owner, archived or registered");
    assertThatThrownBy(() -> VersionQuery.builder().orderBy("alias"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot order by alias: a version may have several (order by a metric, tag or its"
                + " time)");
    assertThatThrownBy(() -> RunQuery.builder().where("alias = 'production'"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid query: refers to alias (only versions of models have it)");
  }
}
