package io.lifecycle4j.spring;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.registry.Gates.cardComplete;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.spring.RidesApplication.Ride;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;

/** What the endpoints and health show of a model, and what they do with it. */
@Timeout(60)
class EndpointsTest {
  private static final Actor ALICE = Actor.by("alice");

  private @Nullable AnnotationConfigApplicationContext started;

  /** An application with the model, which judges windows of 50 rides. */
  static class Application {
    @Bean
    LifecycleCustomizer engine() {
      return builder -> builder.engine(new LinearEngine()).withoutEnvironment();
    }

    @Bean
    ManagedModel<Ride, Double> fare(ManagedModelFactory models) {
      return models.open(
          "fare",
          Ride.class,
          Tasks.regression("fare"),
          model ->
              RidesApplication.settings(model).monitor(DriftMonitor.builder().window(50).build()));
    }
  }

  private void start(String writes) {
    started =
        Contexts.start(
            Map.of("lifecycle4j.home", "memory:new", "lifecycle4j.endpoint-writes", writes),
            Application.class,
            LifecycleAutoConfiguration.class,
            LifecycleEndpointAutoConfiguration.class,
            HealthTest.configuration());
  }

  private AnnotationConfigApplicationContext context() {
    return Objects.requireNonNull(started);
  }

  @AfterEach
  void close() {
    context().close();
  }

  @SuppressWarnings("unchecked") // the only model of the application
  private ManagedModel<Ride, Double> model() {
    return context().getBean(ManagedModel.class);
  }

  private Split split() {
    return Fares.split(context().getBean(Lifecycle.class));
  }

  private WebEndpointResponse<Map<String, Object>> move(
      String name, @Nullable Integer version, String reason) {
    return context()
        .getBean(WritableModelsEndpoint.class)
        .move(SecurityContext.NONE, name, version, reason);
  }

  private static void assertProblem(
      WebEndpointResponse<Map<String, Object>> answer, int status, String code) {
    assertThat(answer.getStatus()).as("%s", answer.getBody()).isEqualTo(status);
    assertThat(answer.getBody()).containsEntry("status", status).containsEntry("code", code);
    assertThat(Objects.requireNonNull(answer.getContentType()))
        .hasToString("application/problem+json");
  }

  @Test
  void promoteAndRollBackAndSayWhyNot() {
    start("true");
    Split split = split();
    model().train(split);
    model().train(split);
    assertThat(move("fare", 1, "First").getStatus()).isEqualTo(200);
    assertThat(move("fare", 2, "Better").getBody())
        .containsEntry("by", "actuator")
        .containsEntry("reason", "Better");
    assertThat(move("fare", null, "Worse").getStatus()).isEqualTo(200);
    assertThat(model().findProduction().orElseThrow().number()).isEqualTo(1);

    assertProblem(move("other", 1, "Try"), 404, "NOT_FOUND");
    assertProblem(move("fare", 9, "Try"), 404, "NOT_FOUND");
    assertProblem(move("fare", 2, " "), 400, "INVALID_VALUE");
    assertProblem(move("fare", 1, "Again"), 409, "CONFLICT");
    model().changePolicy("production").gates(cardComplete()).by(ALICE).reason("Why").commit();
    assertProblem(move("fare", 2, "Try"), 409, "GATE_FAILED");
    assertThat(model().findProduction().orElseThrow().number()).isEqualTo(1);
  }

  @Test
  void onlyShowUnlessWritesAreOn() {
    start("false");
    assertThat(context().getBean(ModelsEndpoint.class))
        .isExactlyInstanceOf(ModelsEndpoint.class); // no operation writes
  }

  @Test
  void showDriftWhichIsNoReasonToBeDown() {
    start("false");
    DriftEndpoint drift = context().getBean(DriftEndpoint.class);
    assertThat(drift.drift()).isEmpty();
    assertThat(drift.drift("fare")).isNull();
    model().promote(model().train(split()), ALICE, "First");
    model().predict(Collections.nCopies(50, new Ride(100)));
    assertThat(model().monitoring().findDrift()).isPresent();
    awaitTrue(() -> !drift.drift().isEmpty());

    Map<String, Object> report = Objects.requireNonNull(drift.drift("fare"));
    assertThat(drift.drift()).containsEntry("fare", report);
    assertThat(report)
        .containsEntry("drifted", List.of("km", "prediction"))
        .containsEntry("rows", 50L);
    assertThat(report.get("columns")).asString().contains("column=km", "verdict=DRIFT", "effect=");
    assertThat(drift.drift("other")).isNull();
    assertThat(HealthTest.health(context()))
        .contains("UP", "lastDriftCheck={", "drifted=[km, prediction]")
        .doesNotContain("DOWN");
  }
}
