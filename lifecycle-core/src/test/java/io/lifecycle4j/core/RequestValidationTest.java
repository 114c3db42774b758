package io.lifecycle4j.core;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.rowCount;
import static io.lifecycle4j.validation.Rules.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.validation.RequestRejectedException;
import io.lifecycle4j.validation.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests are checked against the rules of the data that the serving version learned from. */
class RequestValidationTest {
  private static final Rule LENGTH = column("length").between(-5, 10);
  private static final Rule WIDTH = column("width").between(-5, 5).warn();
  private static final Rule SOIL = column("soil").in("sand", "loam");
  private static final Flower LONG = new Flower(99, 0.3, "sand");
  private static final Flower WIDE = new Flower(1.5, 77, "sand");

  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;

  @BeforeEach
  void train() {
    home = Flowers.inMemory(engine);
    DatasetVersion data =
        Flowers.commit(
            home,
            1,
            400,
            LENGTH,
            WIDTH,
            SOIL,
            column("width").between(-1, 2).mostly(0.01).as("narrow"),
            column("species").in("setosa", "versicolor", "virginica"),
            rowCount().atLeast(100),
            rows("mine", row -> true));
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, data.split(Flowers.PLAN));
    }
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.open()).isZero();
  }

  private ManagedModel<Flower, String> open(InvalidRequestPolicy policy) {
    return Flowers.plain(home).validatingRequests(policy).open();
  }

  @Test
  void refusesARequestThatBreaksAnErrorAndSaysWhichAndWhy() {
    try (ManagedModel<Flower, String> model = open(InvalidRequestPolicy.REJECT)) {
      assertThat(model.predict(Flowers.SETOSA).value()).isEqualTo("setosa");
      assertThatThrownBy(() -> model.predict(LONG))
          .isInstanceOf(RequestRejectedException.class)
          .hasMessage("Cannot predict with species:1: length is between -5 and 10 (was 99)")
          .satisfies(
              e ->
                  assertThat(((RequestRejectedException) e).broken())
                      .extracting(Rule::id)
                      .containsExactly("length.between"));
      assertThatThrownBy(() -> model.predict(new Flower(99, 0.3, "clay")))
          .hasMessage(
              "Cannot predict with species:1: length is between -5 and 10 (was 99); soil is one"
                  + " of sand, loam (was clay)");
      assertThat(model.predict(Flowers.SETOSA).value()).isEqualTo("setosa");
      assertThat(model.monitoring().brokenRules()).isEqualTo(Map.of(LENGTH, 2L, SOIL, 1L));
    }
  }

  @Test
  void refusesAWholeBatchForOneRequest() {
    try (ManagedModel<Flower, String> model = open(InvalidRequestPolicy.REJECT)) {
      assertThatThrownBy(() -> model.predict(List.of(Flowers.SETOSA, LONG)))
          .isInstanceOf(RequestRejectedException.class);
      assertThat(model.predict(List.of(Flowers.SETOSA, Flowers.VIRGINICA))).hasSize(2);
    }
  }

  @Test
  void answersWhatBreaksAWarningOrAToleranceAndCounts() {
    try (ManagedModel<Flower, String> model = open(InvalidRequestPolicy.REJECT)) {
      assertThat(model.predict(WIDE)).isNotNull();
      assertThat(model.monitoring().brokenRules().keySet())
          .extracting(Rule::id)
          .containsExactly("width.between", "narrow");
    }
  }

  @Test
  void answersAndCountsWhenItOnlyLogs() {
    try (ManagedModel<Flower, String> model = open(InvalidRequestPolicy.LOG)) {
      for (int i = 0; i < 5; i++) {
        assertThat(model.predict(LONG)).isNotNull();
      }
      assertThat(model.monitoring().brokenRules()).isEqualTo(Map.of(LENGTH, 5L));
    }
  }

  @Test
  void checksNothingUnlessToldTo() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThat(model.predict(LONG)).isNotNull();
      assertThat(model.monitoring().brokenRules()).isEmpty();
    }
    try (ManagedModel<Flower, String> model = open(InvalidRequestPolicy.OFF)) {
      assertThat(model.predict(LONG)).isNotNull();
    }
  }

  @Test
  void showsNoValueOfAPrivateColumn() {
    DatasetVersion data = Flowers.commitPrivate(home, "length", LENGTH);
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).validatingRequests(InvalidRequestPolicy.REJECT).open()) {
      Flowers.promoted(model, data.split(Flowers.PLAN));
      assertThatThrownBy(() -> model.predict(LONG))
          .hasMessage("Cannot predict with species:2: length is between -5 and 10 (was (private))");
    }
  }

  @Test
  void followsTheRulesOfTheVersionThatServes() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).validatingRequests(InvalidRequestPolicy.REJECT).open()) {
      Flowers.promoted(model, Flowers.split(home, 2)); // without rules
      assertThat(model.predict(LONG)).isNotNull();
      model.rollback(Flowers.ALICE, "Rules again");
      assertThatThrownBy(() -> model.predict(LONG)).isInstanceOf(RequestRejectedException.class);
    }
  }

  @Test
  void isRefusedForAFunctionThatLearnedFromNothing() {
    var builder =
        Flowers.plain(home)
            .serving(flower -> "setosa")
            .validatingRequests(InvalidRequestPolicy.LOG);
    assertThatThrownBy(builder::open)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid builder of species: requests to a function are validated (it learned from no"
                + " dataset)");
    assertThatThrownBy(() -> builder.validatingRequests(InvalidRequestPolicy.LOG))
        .hasMessage("Invalid builder of species: policy of requests set twice");
  }
}
