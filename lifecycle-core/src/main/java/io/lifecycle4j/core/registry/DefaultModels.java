package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Models over any registry. */
final class DefaultModels implements Models {
  private final ModelRegistry registry;

  DefaultModels(ModelRegistry registry) {
    this.registry = registry;
  }

  @Override
  public List<String> names() {
    return registry.models();
  }

  @Override
  public List<ModelVersion> versions(String model) {
    return registry.versions(checkName("model", model));
  }

  @Override
  public ModelVersion version(String model, int number) {
    checkName("model", model);
    check(number >= 1, "Invalid model version: %s (must be at least 1)", number);
    return registry
        .find(model, number)
        .orElseThrow(
            () -> new NotFoundException("Model version does not exist: " + model + ":" + number));
  }

  @Override
  public Optional<ModelVersion> findNamed(String model, String alias) {
    OptionalInt number = registry.named(checkName("model", model), checkName("alias", alias));
    return number.isPresent() ? registry.find(model, number.getAsInt()) : Optional.empty();
  }

  @Override
  public List<AuditRecord> history(String model) {
    return registry.history(checkName("model", model));
  }

  @Override
  public String toString() {
    return "Models";
  }
}
