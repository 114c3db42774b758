package io.lifecycle4j.spring;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** Shows the newest drift report of each model of the application. */
@Endpoint(id = "drift")
public class DriftEndpoint {
  private final ManagedModelFactory models;

  DriftEndpoint(ManagedModelFactory models) {
    this.models = models;
  }

  /**
   * Shows the newest reports.
   *
   * @return by the name of the model, those that have one
   */
  @ReadOperation
  public Map<String, Object> drift() {
    Map<String, Object> shown = new LinkedHashMap<>();
    models
        .opened()
        .forEach(
            model ->
                model
                    .reports()
                    .findNewest()
                    .ifPresent(report -> shown.put(model.name(), ModelSummaries.drift(report))));
    return shown;
  }

  /**
   * Shows the newest report of a model.
   *
   * @param name the name of the model
   * @return the report; null if there is none
   */
  @ReadOperation
  public @Nullable Map<String, Object> drift(@Selector String name) {
    return models
        .find(name)
        .flatMap(model -> model.reports().findNewest())
        .map(ModelSummaries::drift)
        .orElse(null);
  }
}
