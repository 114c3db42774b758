package io.lifecycle4j.spring;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.validation.Rules.column;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.spring.RidesApplication.Ride;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real application in another process, which this one speaks to over HTTP. */
@Timeout(120)
class ServiceTest {
  private static final Actor ALICE = Actor.by("alice");
  private static final int CLIENTS = 16;

  @TempDir private Path home;

  @Test
  @OnlyLarger
  void servesWhatOtherProcessesPromoteAndEndsItsCalls() throws Exception {
    try (Lifecycle lifecycle = Fares.home(home, new LinearEngine());
        ManagedModel<Ride, Double> model = RidesApplication.model(lifecycle).open()) {
      Split split =
          Fares.split(
              lifecycle, column("km").between(0, 1_000), column("km").between(-1, 2_000).as("far"));
      model.promote(model.train(split), ALICE, "First");
      ModelVersion second = model.train(split);
      try (Service service =
          new Service(
                  "--server.port=0",
                  "--server.shutdown=graceful",
                  "--lifecycle4j.home=" + home,
                  "--lifecycle4j.endpoint-writes=true",
                  "--management.endpoint.health.show-details=always",
                  "--management.endpoint.health.probes.enabled=true",
                  "--management.endpoints.web.exposure.include=health,models,drift,prometheus")
              .ready()) {
        assertItAnswers(service);
        assertItRefuses(service);
        assertItFollows(service, () -> model.promote(second, ALICE, "Better"), 2);
        assertItFollows(service, () -> model.rollback(ALICE, "Worse"), 1);
        assertItShowsAndDecides(service);
        awaitTrue(
            () -> model.findProduction().filter(second::equals).isPresent()); // it follows, too
        assertItEndsCalls(service);
      }
    }
  }

  private static void assertItAnswers(Service service) throws Exception {
    HttpResponse<String> fare = service.post("/predict", "{\"km\": 10}");
    assertThat(fare.statusCode()).as(fare.body()).isEqualTo(200);
    assertThat(fare.body()).startsWith("{\"fare\":2").endsWith(",\"version\":1}");
    assertThat(service.get("/actuator/health/readiness").body()).contains("\"UP\"");
    assertThat(service.get("/actuator/health").body())
        .contains("\"lifecycle\"", "\"state\":\"CURRENT\"", "\"production\":1", "\"WRITING\"");
    assertThat(service.get("/actuator/drift").body()).isEqualTo("{}");
    assertThat(service.get("/actuator/models").body())
        .contains(
            "\"fare\":{\"ready\":true,\"state\":\"CURRENT\",\"production\":1,\"serving\":1,"
                + "\"engine\":\"linear\"}");
    assertThat(service.get("/actuator/models/other").statusCode()).isEqualTo(404);
  }

  private static void assertItRefuses(Service service) throws Exception {
    HttpResponse<String> invalid = service.post("/predict", "{\"km\": 1e6}"); // breaks two rules
    assertThat(invalid.statusCode()).as(invalid.body()).isEqualTo(400);
    assertThat(invalid.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(invalid.body()).contains("\"code\":\"REQUEST_REJECTED\"", "km", "1000", "2000");
    CompletableFuture<HttpResponse<String>> first = service.later("/busy");
    CompletableFuture<HttpResponse<String>> second = service.later("/busy");
    Object refused = CompletableFuture.anyOf(first, second).get(); // the other one waits
    HttpResponse<?> overload = (HttpResponse<?>) refused;
    assertThat(overload.statusCode()).isEqualTo(503);
    assertThat(overload.headers().firstValue("Retry-After")).contains("1");
    assertThat(overload.body().toString()).contains("\"code\":\"OVERLOADED\"");
    service.get("/release");
    assertThat(List.of(first.get().statusCode(), second.get().statusCode())).contains(200, 503);
  }

  /** Clients call while production moves, until they are answered by the new version. */
  private static void assertItFollows(Service service, Runnable move, int version)
      throws Exception {
    AtomicInteger served = new AtomicInteger();
    AtomicBoolean isOver = new AtomicBoolean();
    List<FutureTask<Integer>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      FutureTask<Integer> client =
          new FutureTask<>(
              () -> {
                int failed = 0;
                while (!isOver.get()) {
                  HttpResponse<String> fare = service.post("/predict", "{\"km\": 10}");
                  failed += fare.statusCode() == 200 ? 0 : 1;
                  if (fare.body().endsWith("\"version\":" + version + "}")) {
                    served.incrementAndGet();
                  }
                }
                return failed;
              });
      new Thread(client).start();
      clients.add(client);
    }
    move.run();
    awaitTrue(() -> served.get() >= CLIENTS);
    isOver.set(true);
    for (FutureTask<Integer> client : clients) {
      assertThat(client.get()).as("failed").isZero();
    }
  }

  private static void assertItShowsAndDecides(Service service) throws Exception {
    assertThat(service.get("/actuator/health").body())
        .contains("\"lastRollback\"", "\"reason\":\"Worse\"");
    awaitTrue(() -> text(service, "/events").contains("moved"));
    assertThat(service.get("/actuator/prometheus").body())
        .contains(
            "lifecycle4j_predict_seconds_bucket{error=\"none\",model=\"fare\",version=\"2\"",
            "lifecycle4j_version_serving{model=\"fare\"} 1.0");
    String alerts = "lifecycle4j_alerts_open{model=\"fare\"} 0.0"; // read on a thread of its own
    awaitTrue(() -> text(service, "/actuator/prometheus").contains(alerts));
    HttpResponse<String> refused =
        service.post("/actuator/models/fare", "{\"version\": 9, \"reason\": \"Try\"}");
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(404);
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(refused.body()).contains("\"code\":\"NOT_FOUND\"");
    HttpResponse<String> moved =
        service.post("/actuator/models/fare", "{\"version\": 2, \"reason\": \"Better again\"}");
    assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
    assertThat(moved.body()).contains("\"by\":\"actuator\"", "\"reason\":\"Better again\"");
    assertThat(service.get("/actuator/models/fare").body())
        .contains("\"aliases\":{\"production\":2}", "\"reason\":\"Better again\"");
  }

  private static String text(Service service, String path) {
    try {
      return service.get(path).body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertItEndsCalls(Service service) throws Exception {
    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      calls.add(service.later("/slow"));
    }
    awaitTrue(() -> text(service, "/begun").equals("" + CLIENTS));
    service.stop();
    for (CompletableFuture<HttpResponse<String>> call : calls) {
      assertThat(call.get().statusCode()).isEqualTo(200);
    }
    service.ended();
    String output = service.output();
    assertThat(output.substring(output.indexOf("graceful shutdown")))
        .contains("Graceful shutdown complete")
        .doesNotContain("WARN", "ERROR", "Exception");
  }

  @Test
  @OnlyLarger
  void predictsWhileTheDiskIsFullAndSaysSo() throws Exception {
    try (Service service =
        new Service(
                "--server.port=0",
                "--rides.disk=" + home,
                "--management.endpoint.health.show-details=always")
            .ready()) {
      assertNothingIsInProduction(service);
      assertThat(service.get("/release").statusCode()).isEqualTo(200);
      assertThat(service.get("/busy").statusCode()).isEqualTo(200);
      assertThat(service.get("/actuator/health").statusCode()).isEqualTo(200);
      service.get("/full");
      service.get("/release");
      assertThat(service.get("/busy").statusCode()).as("it predicts").isEqualTo(200);
      awaitTrue(() -> text(service, "/actuator/health").contains("\"log\":\"FAILING\""));
      HttpResponse<String> down = service.get("/actuator/health");
      assertThat(down.statusCode()).isEqualTo(503);
      assertThat(down.body()).contains("\"status\":\"DOWN\"", "\"logFailure\"");
      service.get("/free");
      awaitTrue(() -> !text(service, "/actuator/health").contains("DOWN"));
      assertThat(service.get("/actuator/health").statusCode()).isEqualTo(200);
    }
  }

  /** Of another model, which has no version: clients may retry, as the address is right. */
  private static void assertNothingIsInProduction(Service service) throws Exception {
    HttpResponse<String> refused = service.post("/predict", "{\"km\": 10}");
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.body())
        .contains("\"code\":\"MODEL_UNAVAILABLE\"", "no version in production (promote one)");
  }

  @Test
  @OnlyLarger
  void explainsAWrongProperty() throws Exception {
    try (Service service =
        new Service(
            "--spring.main.web-application-type=none",
            "--lifecycle4j.home=memory:new",
            "--lifecycle4j.observed-predictions=2")) {
      assertThat(service.ended()).isEqualTo(1);
      assertThat(service.output())
          .contains(
              "APPLICATION FAILED TO START",
              "INVALID_VALUE: Invalid lifecycle4j.observed-predictions: 2 (must be 0 to 1)",
              "Change the property or the bean that the message names.");
    }
  }

  @Test
  void explainsWhyItDoesNotStart() throws Exception {
    try (Service service = new Service("--spring.main.web-application-type=none")) {
      assertThat(service.ended()).isEqualTo(1);
      assertThat(service.output())
          .contains(
              "APPLICATION FAILED TO START",
              "The property lifecycle4j.home is not set, so no home can be opened.",
              "Set lifecycle4j.home to a directory");
    }
  }
}
