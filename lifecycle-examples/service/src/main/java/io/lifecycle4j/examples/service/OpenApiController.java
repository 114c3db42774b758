package io.lifecycle4j.examples.service;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.registry.DataSheet;
import io.lifecycle4j.validation.Rule;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Describes the service as OpenAPI does, with the ranges of the version in production. */
@RestController
class OpenApiController {
  private static final Map<String, Object> PROBLEM =
      answer("A problem", "application/problem+json", Map.of("type", "object"));

  private final Lifecycle lifecycle;
  private final ManagedModel<Day, String> model;

  OpenApiController(Lifecycle lifecycle, ManagedModel<Day, String> model) {
    this.lifecycle = lifecycle;
    this.model = model;
  }

  @GetMapping("/openapi.json")
  Map<String, Object> document() {
    return Map.of(
        "openapi", "3.1.0",
        "info", Map.of("title", "Weather", "version", "1"),
        "paths", Map.of("/predict", post(predict()), "/ground-truth", post(truth())),
        "components",
            Map.of(
                "schemas",
                Map.of(
                    "Day", OpenApi.object(Day.class, rules()),
                    "Forecast", OpenApi.object(WeatherController.Forecast.class, List.of()))));
  }

  /** Returns the rules by which requests are refused; none if nothing is in production. */
  private List<Rule> rules() {
    return model
        .findProduction()
        .map(lifecycle.models()::dataSheet)
        .map(DataSheet::rules)
        .orElse(List.of());
  }

  private static Map<String, Object> post(Map<String, Object> operation) {
    return Map.of("post", operation);
  }

  private static Map<String, Object> predict() {
    return Map.of(
        "operationId", "predict",
        "requestBody", Map.of("required", true, "content", json(ref("Day"))),
        "responses",
            Map.of(
                "200", answer("The forecast", "application/json", ref("Forecast")),
                "400", PROBLEM,
                "503", PROBLEM));
  }

  private static Map<String, Object> truth() {
    Map<String, Object> labels =
        Map.of("type", "object", "additionalProperties", Map.of("type", "string"));
    return Map.of(
        "operationId", "recordGroundTruth",
        "requestBody", Map.of("required", true, "content", json(labels)),
        "responses", Map.of("204", Map.of("description", "Recorded"), "400", PROBLEM));
  }

  private static Map<String, Object> ref(String schema) {
    return Map.of("$ref", "#/components/schemas/" + schema);
  }

  private static Map<String, Object> json(Map<String, Object> schema) {
    return Map.of("application/json", Map.of("schema", schema));
  }

  private static Map<String, Object> answer(
      String description, String type, Map<String, Object> schema) {
    return Map.of("description", description, "content", Map.of(type, Map.of("schema", schema)));
  }
}
