package io.lifecycle4j.examples.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.spring.LifecycleProblems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Predicts by the Open Inference Protocol, version 2, which clients of KServe and Triton speak.
 * Tensors are JSON: the extension for binary tensors is not offered.
 */
@RestController
@RequestMapping("/v2")
class InferenceController {
  private static final Logger LOG = LoggerFactory.getLogger(InferenceController.class);
  private static final List<Output> OUTPUTS =
      List.of(
          new Output("weather", "BYTES", Prediction::value),
          new Output("probability", "FP64", found -> found.probability().orElse(Double.NaN)),
          new Output("id", "BYTES", Prediction::id), // to record the ground truth
          new Output(
              "version", "INT64", InferenceController::version)); // of a row, as in a rollout

  private final ManagedModel<Day, String> model;
  private final InferenceTensors<Day> inputs;
  private final ObjectMapper json;

  InferenceController(ManagedModel<Day, String> model, ObjectMapper json) {
    this.model = model;
    this.inputs = new InferenceTensors<>(Day.class, json);
    this.json = json;
  }

  /** An output: its name, its type, and how it is read from a prediction. */
  private record Output(String name, String datatype, Function<Prediction<String>, Object> reader) {
    Map<String, Object> metadata() {
      return Map.of("name", name, "datatype", datatype, "shape", List.of(-1));
    }

    Map<String, Object> tensor(List<Prediction<String>> predictions) {
      return Map.of(
          "name",
          name,
          "datatype",
          datatype,
          "shape",
          List.of(predictions.size()),
          "data",
          predictions.stream().map(reader).toList());
    }
  }

  @GetMapping
  Map<String, Object> server() {
    return Map.of("name", "weather-service", "version", "1", "extensions", List.of());
  }

  @GetMapping("/health/live")
  Map<String, Object> live() {
    return Map.of("live", true);
  }

  @GetMapping("/health/ready")
  ResponseEntity<Map<String, Object>> ready() {
    return ready(model.name(), null);
  }

  @GetMapping({"/models/{name}/ready", "/models/{name}/versions/{version}/ready"})
  ResponseEntity<Map<String, Object>> ready(
      @PathVariable String name, @PathVariable(required = false) @Nullable String version) {
    check(name, version);
    HttpStatus status = model.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
    return ResponseEntity.status(status).body(Map.of("name", name, "ready", model.ready()));
  }

  @GetMapping({"/models/{name}", "/models/{name}/versions/{version}"})
  Map<String, Object> metadata(
      @PathVariable String name, @PathVariable(required = false) @Nullable String version) {
    check(name, version);
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", name);
    shown.put("versions", List.of(serving()));
    shown.put("platform", "lifecycle4j_" + model.servingStatus().engine().orElse("none"));
    shown.put("inputs", inputs.metadata());
    shown.put("outputs", OUTPUTS.stream().map(Output::metadata).toList());
    return shown;
  }

  /** Takes bytes: clients do not agree on the type of the content. */
  @PostMapping({"/models/{name}/infer", "/models/{name}/versions/{version}/infer"})
  Map<String, Object> infer(
      @PathVariable String name,
      @PathVariable(required = false) @Nullable String version,
      @RequestBody byte[] body)
      throws IOException {
    check(name, version);
    JsonNode request = json.readTree(body);
    List<Output> outputs = outputs(request);
    List<Prediction<String>> predictions = model.predict(inputs.read(request));
    checkVersion(predictions, version);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("model_name", name);
    answer.put("model_version", String.valueOf(version(predictions.get(0))));
    if (request.has("id")) {
      answer.put("id", request.get("id").asText());
    }
    answer.put("outputs", outputs.stream().map(output -> output.tensor(predictions)).toList());
    return answer;
  }

  private static List<Output> outputs(JsonNode request) {
    List<Output> wanted = new ArrayList<>();
    for (JsonNode each : request.path("outputs")) {
      String name = each.path("name").asText();
      wanted.add(
          OUTPUTS.stream()
              .filter(output -> output.name.equals(name))
              .findFirst()
              .orElseThrow(() -> new NotFoundException("Output does not exist: " + name)));
    }
    return wanted.isEmpty() ? OUTPUTS : wanted;
  }

  private String serving() {
    return String.valueOf(model.servingStatus().serving().orElse(0));
  }

  private void check(String name, @Nullable String version) {
    if (!name.equals(model.name()) || (version != null && !version.equals(serving()))) {
      throw new NotFoundException(
          "Model does not serve here: %s version %s (%s version %s does)"
              .formatted(name, version, model.name(), serving()));
    }
  }

  /** Another version may have answered than the one that served when the request came. */
  private void checkVersion(List<Prediction<String>> predictions, @Nullable String version) {
    for (Prediction<String> prediction : predictions) {
      if (version != null && !version.equals(String.valueOf(version(prediction)))) {
        throw new NotFoundException(
            "Model does not serve here: %s version %s (version %s answered)"
                .formatted(model.name(), version, version(prediction)));
      }
    }
  }

  private static int version(Prediction<String> prediction) {
    return prediction.version().orElse(0);
  }

  @ExceptionHandler(LifecycleException.class)
  ResponseEntity<Map<String, Object>> error(LifecycleException failure) {
    String error = failure.code();
    if (failure.kind().showsMessage()) {
      error += ": " + failure.getMessage();
    } else {
      LOG.error("A request failed", failure);
    }
    return LifecycleProblems.answer(failure).body(Map.of("error", error));
  }

  @ExceptionHandler(IOException.class)
  ResponseEntity<Map<String, Object>> unreadable(IOException failure) {
    return ResponseEntity.badRequest().body(Map.of("error", "The request is no JSON"));
  }
}
