package io.lifecycle4j.core;

import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.InvalidValueException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A builder takes each part once. */
class ModelBuilderPartsTest {
  private final Lifecycle home = Flowers.inMemory(new LinearEngine());

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesToBeSaidTwiceOrNotAtAll() {
    var builder = Flowers.model(home);
    assertThatThrownBy(() -> builder.trainer(context -> null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid builder of species: trainer set twice");
    assertThatThrownBy(() -> builder.serving(null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing function: null (must be given)");
    assertThatThrownBy(() -> builder.gates(Watchless.NONE, null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid gates: element 1 is null (must be given)");
    var other = home.model("other", Flower.class, classification("species"));
    assertThatThrownBy(() -> other.preprocessing(null, null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid preprocessing: element 0 is null (must be given)");
  }

  /** A requirement of no known kind. */
  private enum Watchless implements io.lifecycle4j.condition.Requirement {
    NONE
  }
}
