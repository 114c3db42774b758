package io.lifecycle4j.examples.service;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.serving.Prediction;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Predicts a day, and learns later what its weather was. */
@RestController
class WeatherController {
  private static final Logger LOG = LoggerFactory.getLogger(WeatherController.class);

  private final ManagedModel<Day, String> model;

  WeatherController(ManagedModel<Day, String> model) {
    this.model = model;
  }

  /**
   * What is predicted.
   *
   * @param id names the prediction, to record its ground truth
   * @param weather the predicted weather
   * @param probability of that weather
   * @param version the version that predicted it
   */
  record Forecast(String id, String weather, double probability, int version) {}

  @PostMapping("/predict")
  Forecast predict(@RequestBody Day day) {
    Prediction<String> prediction = model.predict(day);
    Forecast forecast =
        new Forecast(
            prediction.id(),
            prediction.value(),
            prediction.probability().orElse(Double.NaN),
            prediction.version().orElse(0));
    LOG.atInfo()
        .addKeyValue("model.name", model.name())
        .addKeyValue("model.version", forecast.version)
        .addKeyValue("prediction.id", forecast.id)
        .log("Predicted {}", forecast.weather);
    return forecast;
  }

  /** Records the true weather of predictions by their ids. */
  @PostMapping("/ground-truth")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void record(@RequestBody Map<String, String> weather) {
    model.recordGroundTruth(weather);
  }

  /** Names the field of a request that cannot be read; Spring does not say which. */
  @ExceptionHandler
  ProblemDetail unreadable(HttpMessageNotReadableException failure) {
    String field =
        failure.getCause() instanceof JsonMappingException json
            ? json.getPath().stream().map(Reference::getFieldName).collect(joining("."))
            : "";
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.BAD_REQUEST,
        field.isEmpty()
            ? "Invalid request: no JSON object"
            : "Invalid request: " + field + " is missing, unknown or of another type");
  }
}
