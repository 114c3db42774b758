package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.GovernedModel;
import io.lifecycle4j.registry.PolicyBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of which people decide in a process that has neither its trainer nor its inputs. */
class GovernedModelTest {
  @TempDir private Path directory;

  @Test
  void isKnownWithoutAnEngine() {
    ModelVersion first;
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      first = Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion second = model.train(Flowers.split(home, 2));
      model.promote(second).to("staging").by(ALICE).reason("A trial").commit();
    }
    try (Lifecycle office = Lifecycle.open(directory)) {
      GovernedModel model = office.models().governed("species");
      assertThat(model.name()).isEqualTo("species");
      assertThat(model.findProduction()).contains(first);
      assertThat(model.findNamed("staging").orElseThrow().number()).isEqualTo(2);
      assertThat(model.productionAt(Instant.now())).contains(first);
      assertThat(model.productionAt(Instant.EPOCH)).isEmpty();
      assertThat(model.history()).isEqualTo(office.models().history("species")).hasSize(4);
      assertThat(model).hasToString("GovernedModel[species]");
      assertThatThrownBy(() -> model.findNamed("a/b")).isInstanceOf(InvalidNameException.class);
    }
  }

  @Test
  void knowsTheMetricsOfTheNewestVersion() {
    try (Lifecycle home = Flowers.in(directory)) {
      try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
        model.train(Flowers.split(home, 1));
      }
      PolicyBuilder policy =
          home.models()
              .governed("species")
              .changePolicy("production")
              .gates(metric("acuracy").atLeast(0.5))
              .by(ALICE)
              .reason("Agreed");
      assertThatThrownBy(policy::commit)
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("no metric acuracy of the task classification (did you mean");
    }
  }

  @Test
  void knowsTheColumnsAndTextsOfTheDataOfTheNewestVersion() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      model.train(Flowers.split(home, 1));
      for (GovernedModel either : List.of(model, home.models().governed("species"))) {
        assertThatThrownBy(() -> limit(either, "soiil", "loam").commit())
            .isInstanceOf(InvalidValueException.class)
            .hasMessage(
                "Invalid gate of species: in flowers:1, column does not exist: soiil (did you mean"
                    + " soil? there are length, width, soil, species)");
        assertThatThrownBy(() -> limit(either, "soil", "lome").commit())
            .isInstanceOf(InvalidValueException.class)
            .hasMessage(
                "Invalid gate of species: no row of flowers:1 has the soil 'lome' (values of soil:"
                    + " loam, sand)");
      }
      assertThat(model.promotionPolicies()).isEmpty();
      limit(home.models().governed("species"), "soil", "loam").commit();
      limit(model, "length", "1.5").commit();
    }
  }

  private static PolicyBuilder limit(GovernedModel model, String column, String value) {
    return model
        .changePolicy("production")
        .gates(metric("accuracy").where(column, value).atLeast(0.5))
        .by(ALICE)
        .reason("Agreed");
  }

  @Test
  void mayBeRegisteredLater() {
    try (Lifecycle home = Flowers.in(directory)) {
      GovernedModel later = home.models().governed("species");
      assertThat(later.findProduction()).isEmpty();
      assertThat(later.history()).isEmpty();
      try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
        ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
        assertThat(later.findProduction()).contains(first);
        assertThat(later.history()).isEqualTo(model.history());
      }
      assertThatThrownBy(() -> home.models().governed("a/b"))
          .isInstanceOf(InvalidNameException.class);
    }
  }
}
