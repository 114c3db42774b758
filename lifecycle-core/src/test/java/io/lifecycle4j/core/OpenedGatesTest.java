package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Columns;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said when a model is opened with gates that are probably not meant. */
class OpenedGatesTest {
  private final Lifecycle home = Flowers.inMemory();
  private final List<String> warnings = new ArrayList<>();

  @AfterEach
  void close() {
    home.close();
  }

  private ManagedModelBuilder<Flower, String> model(Requirement... gates) {
    return new DefaultManagedModelBuilder<>(
            (DefaultLifecycle) home,
            "species",
            Columns.of(Flower.class),
            classification("species", "setosa", "versicolor", "virginica"),
            LoggedLines.of("warn", warnings))
        .gates(gates);
  }

  @Test
  void warnsOfAGateThatAlwaysPassesOnceTheModelIsOpened() {
    ManagedModelBuilder<Flower, String> always = model(metric("accuracy").atLeast(0));
    assertThat(warnings).isEmpty();
    always.open().close();

    assertThat(warnings)
        .containsExactly(
            "A gate of species may be wrong: accuracy at least 0 always passes (accuracy is from 0"
                + " to 1)");
  }

  @Test
  void saysNothingOfGatesThatDecide() {
    model(metric("accuracy").atLeast(0.9), notWorseThanProduction("accuracy")).open().close();

    assertThat(warnings).isEmpty();
  }

  @Test
  void opensNoModelWithAGateThatNeverPasses() {
    assertThatThrownBy(() -> model(metric("accuracy").atLeast(95)).open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("can never pass");
    assertThat(warnings).isEmpty();
  }
}
