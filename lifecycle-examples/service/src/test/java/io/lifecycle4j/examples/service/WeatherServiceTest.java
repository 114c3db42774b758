package io.lifecycle4j.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar, started and asked over HTTP. */
@Timeout(240)
@Tag("volume")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WeatherServiceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RAINY =
      "{\"location\": \"Seattle\", \"precipitation\": 10.9, \"wind\": 4.5}";

  @TempDir private static Path directory;
  private static Service service;

  @BeforeAll
  static void start() {
    service =
        new Service(
            directory,
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Path.of("target", "service.jar").toAbsolutePath().toString(),
                "--server.port=0"));
  }

  @AfterAll
  static void close() {
    service.close();
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return JSON.readTree(answer.body());
  }

  @Test
  @Order(1)
  void predictsAndLearnsTheTruth() throws Exception {
    HttpResponse<String> answer = service.post("/predict", RAINY);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode forecast = json(answer);
    assertThat(forecast.get("weather").asText()).isEqualTo("rain");
    assertThat(forecast.get("probability").asDouble()).isBetween(0.5, 1.0);
    assertThat(forecast.get("version").asInt()).isEqualTo(1);
    String id = forecast.get("id").asText();
    assertThat(service.post("/ground-truth", "{\"" + id + "\": \"rain\"}").statusCode())
        .isEqualTo(204);
    HttpResponse<String> unknown = service.post("/ground-truth", "{\"" + id + "\": \"hail\"}");
    assertThat(unknown.statusCode()).as(unknown.body()).isEqualTo(400);
    assertThat(json(unknown).get("detail").asText()).contains("hail");
  }

  @Test
  @Order(1)
  void answersAnInvalidRequestWithAProblem() throws Exception {
    for (String invalid :
        List.of(
            "{\"location\": \"Seattle\", \"precipitation\": 10.9}",
            "{\"location\": \"Seattle\", \"precipitation\": 10.9, \"wind\": null}",
            "{\"location\": \"Seattle\", \"precipitation\": 10.9, \"wind\": 1, \"sun\": 1}",
            "{\"location\": \"Seattle\", \"precipitation\": \"much\", \"wind\": 1}")) {
      HttpResponse<String> answer = service.post("/predict", invalid);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
  }

  @Test
  @Order(1)
  void speaksTheOpenInferenceProtocol() throws Exception {
    assertThat(json(service.get("/v2")).get("extensions")).isEmpty();
    assertThat(service.get("/v2/health/live").statusCode()).isEqualTo(200);
    assertThat(service.get("/v2/health/ready").statusCode()).isEqualTo(200);
    assertThat(service.get("/v2/models/weather/versions/1/ready").statusCode()).isEqualTo(200);
    JsonNode model = json(service.get("/v2/models/weather"));
    assertThat(model.at("/versions/0").asText()).isEqualTo("1");
    assertThat(model.get("inputs").toString())
        .contains("\"location\"", "\"BYTES\"", "\"wind\"", "\"FP64\"");
    JsonNode answer =
        json(
            infer(
                tensor("location", "BYTES", "[2, 1]", "[[\"Seattle\"], [\"New York\"]]"),
                tensor("precipitation", "FP32", "[2]", "[10.9, 0]"),
                tensor("wind", "INT32", "[2]", "[4, 3]")));
    assertThat(answer.get("model_version").asText()).isEqualTo("1");
    assertThat(answer.get("id").asText()).isEqualTo("a1");
    assertThat(answer.at("/outputs/0/name").asText()).isEqualTo("weather");
    assertThat(answer.at("/outputs/0/data").toString()).startsWith("[\"rain\",");
    assertThat(answer.at("/outputs/0/shape").toString()).isEqualTo("[2]");
    assertThat(answer.at("/outputs/2/data/1").asText()).as("an id").isNotEmpty();
  }

  private static String tensor(String name, String datatype, String shape, String data) {
    return """
    {"name": "%s", "datatype": "%s", "shape": %s, "data": %s}\
    """
        .formatted(name, datatype, shape, data);
  }

  private static HttpResponse<String> infer(String... tensors) throws Exception {
    return service.post(
        "/v2/models/weather/infer",
        "{\"id\": \"a1\", \"inputs\": [" + String.join(", ", tensors) + "]}");
  }

  @Test
  @Order(1)
  void refusesInferenceWithEveryProblem() throws Exception {
    HttpResponse<String> answer =
        infer(
            tensor("location", "FP64", "[1]", "[1]"),
            tensor("precipitation", "FP64", "[3]", "[1]"),
            tensor("sun", "FP64", "[1]", "[1]"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("error").asText())
        .isEqualTo(
            "INVALID_VALUE: Invalid inference request: input 'sun' is unknown or there twice; input"
                + " 'location' has the datatype FP64 (needs BYTES); input 'precipitation' has the"
                + " shape [3] and 1 values (needs [rows] or [rows, 1]); input 'wind' is missing");
    assertThat(infer().statusCode()).isEqualTo(400);
    assertThat(service.post("/v2/models/weather/infer", "no").statusCode()).isEqualTo(400);
    assertThat(service.get("/v2/models/fare").statusCode()).isEqualTo(404);
    assertThat(service.get("/v2/models/weather/versions/2").statusCode()).isEqualTo(404);
  }

  @Test
  @Order(2)
  void isMeasuredAndObserved() throws Exception {
    assertThat(service.get("/actuator/health/readiness").body()).contains("UP");
    assertThat(service.get("/actuator/health/liveness").body()).contains("UP");
    assertThat(service.get("/actuator/prometheus").body())
        .contains(
            "lifecycle4j_predict_seconds_count{error=\"none\",model=\"weather\",version=\"1\"}",
            "lifecycle4j_version_serving{model=\"weather\"} 1.0");
    assertThat(json(service.get("/actuator/models/weather")).at("/aliases/production").asInt())
        .isEqualTo(1);
  }

  @Test
  @Order(3)
  void logsTheVersionAndEndsGracefully() throws Exception {
    service.stop();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : service.output().split("\n", -1)) {
      lines.add(JSON.readTree(line)); // each is JSON
    }
    assertThat(lines)
        .anySatisfy(
            line -> {
              assertThat(line.at("/message").asText()).isEqualTo("Predicted rain");
              assertThat(line.at("/model/name").asText()).isEqualTo("weather");
              assertThat(line.at("/model/version").asInt()).isEqualTo(1);
              assertThat(line.at("/prediction/id").asText()).isNotEmpty();
            })
        .anySatisfy(line -> assertThat(line.at("/message").asText()).contains("shutdown complete"));
  }
}
