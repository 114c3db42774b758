package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.ModelExport;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Models over any registry. */
final class DefaultModels implements Models {
  private final ModelRegistry registry;
  private final Engines engines;

  DefaultModels(ModelRegistry registry, Engines engines) {
    this.registry = registry;
    this.engines = engines;
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
    return new ModelVersions(model, registry).version(number);
  }

  @Override
  public Optional<ModelVersion> findNamed(String model, String alias) {
    OptionalInt number = registry.named(checkName("model", model), checkName("alias", alias));
    return number.isPresent() ? registry.find(model, number.getAsInt()) : Optional.empty();
  }

  @Override
  public ModelExport export(ModelVersion version) {
    return new VersionExport(registered(version), registry, engines);
  }

  @Override
  public List<KeptEvaluation> evaluations(ModelVersion version) {
    return new EvaluationFiles(registry).of(registered(version));
  }

  private ModelVersion registered(ModelVersion version) {
    required(version, "model version");
    ModelVersion found = version(version.model(), version.number());
    if (!found.id().equals(version.id())) {
      throw new NotFoundException(
          "Model version does not exist: " + version + " (the one of this home is another)");
    }
    return found;
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
