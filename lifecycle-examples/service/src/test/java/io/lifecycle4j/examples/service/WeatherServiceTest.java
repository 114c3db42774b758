package io.lifecycle4j.examples.service;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.ProcessBuilder.Redirect;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The jar, started and asked over HTTP. */
@Timeout(240)
@Tag("volume")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WeatherServiceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RAINY =
      "{\"location\": \"Seattle\", \"precipitation\": 10.9, \"wind\": 4.5}";

  private static final Path DEPLOY = Path.of("deploy").toAbsolutePath();

  @TempDir private static Path directory;
  private static Service service;

  /** Runs what the image runs: its jar as directories, with an archive of its classes. */
  @BeforeAll
  static void start() throws Exception {
    Path jar = Path.of("target", "service.jar").toAbsolutePath();
    assertThat(run("sh", DEPLOY.resolve("unpack.sh"), jar, directory.resolve("app"))).isZero();
    assertThat(run("sh", directory.resolve("app/archive.sh"))).isZero();
    service =
        new Service(
            directory,
            List.of(
                "sh",
                directory.resolve("app/start.sh").toString(),
                "--lifecycle4j.home=" + directory.resolve("home"),
                "--server.port=0"));
  }

  private static int run(Object... command) throws Exception {
    ProcessBuilder process =
        Service.process(directory, Stream.of(command).map(Object::toString).toList());
    return process.redirectOutput(Redirect.DISCARD).start().waitFor();
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
    assertNames("wind", "{\"location\": \"Seattle\", \"precipitation\": 10.9}");
    assertNames("wind", "{\"location\": \"Seattle\", \"precipitation\": 10.9, \"wind\": null}");
    assertNames(
        "sun", "{\"location\": \"Seattle\", \"precipitation\": 10.9, \"wind\": 1, \"sun\": 1}");
    assertNames(
        "precipitation", "{\"location\": \"Seattle\", \"precipitation\": \"much\", \"wind\": 1}");
    assertNames("no JSON object", "rain");
  }

  private static void assertNames(String field, String invalid) throws Exception {
    HttpResponse<String> answer = service.post("/predict", invalid);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(answer).get("detail").asText()).startsWith("Invalid request: " + field);
  }

  @Test
  @Order(1)
  void refusesWhatTheTrainingDataNeverHadAndSaysSoToClients() throws Exception {
    JsonNode document = json(service.get("/openapi.json"));
    JsonNode day = document.at("/components/schemas/Day");
    assertThat(day.at("/properties/location/enum").toString())
        .isEqualTo("[\"Seattle\",\"New York\"]");
    assertThat(day.at("/properties/precipitation/minimum").asInt(-1)).isZero();
    assertThat(day.at("/properties/precipitation/maximum").asInt()).isEqualTo(500);
    assertThat(day.at("/properties/wind/type").asText()).isEqualTo("number");
    assertThat(day.get("required")).hasSize(3);
    assertThat(document.at("/components/schemas/Forecast/properties/version/type").asText())
        .isEqualTo("integer");
    HttpResponse<String> answer =
        service.post("/predict", "{\"location\": \"Oslo\", \"precipitation\": 501, \"wind\": 1}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("code").asText()).isEqualTo("REQUEST_REJECTED");
    assertThat(json(answer).get("detail").asText()).contains("Oslo", "501");
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

  /** No container engine is here, so the files for one are compared with what was run. */
  @Test
  @Order(2)
  void isDeployedByTheCommandsThatRanHere() throws Exception {
    String image = Files.readString(Path.of("Dockerfile"));
    for (String script : List.of("unpack.sh", "archive.sh", "start.sh")) {
      assertThat(image).contains(script);
      assertThat(DEPLOY.resolve(script)).exists();
    }
    assertThat(image).contains("USER 10001", "HEALTHCHECK", "\"Health\"").doesNotContain("latest");
    assertThat(run("java", "-cp", directory.resolve("app"), "Health", service.port())).isZero();
    String pods = Files.readString(DEPLOY.resolve("kubernetes.yaml"));
    for (Object document : new Yaml().loadAll(pods)) {
      assertThat(document).isInstanceOf(Map.class);
    }
    assertThat(pods)
        .contains("kind: StatefulSet", "replicas: 1\n", "terminationGracePeriodSeconds");
    Matcher probes = Pattern.compile("path: (/actuator/health/\\w+)").matcher(pods);
    assertThat(probes.results().map(probe -> probe.group(1)))
        .hasSize(3)
        .allSatisfy(path -> assertThat(service.get(path).statusCode()).isEqualTo(200));
  }

  @Test
  @Order(2)
  void hasEachMeterOfTheBoard() throws Exception {
    String board = Files.readString(DEPLOY.resolve("grafana.json"));
    String shown = service.get("/actuator/prometheus").body();
    Matcher meters = Pattern.compile("lifecycle4j_\\w+").matcher(board);
    Set<String> asked = meters.results().map(MatchResult::group).collect(toSet());
    asked.removeIf(name -> name.matches(".*_(drift|rollback|quality_value).*")); // come later
    assertThat(asked).hasSizeGreaterThan(10).allSatisfy(name -> assertThat(shown).contains(name));
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
