package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.validation.ValidationForms;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.DataSheet;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.validation.Rule;
import java.util.List;
import java.util.Optional;

/**
 * Finds what is known of the training data of versions: in this home, or in the file that a version
 * was imported from. Thread-safe.
 *
 * @param datasets those of this home
 * @param registry knows where versions come from
 */
record VersionData(DatasetStore datasets, ModelRegistry registry) {
  VersionData {
    required(datasets, "dataset store");
    required(registry, "model registry");
  }

  /** Finds the columns and the rules; empty if neither the data nor an export is here. */
  Optional<DataSheet> find(ModelVersion version) {
    VersionRef data = version.manifest().provenance().data();
    return datasets
        .find(data.dataset(), data.number())
        .filter(found -> found.id().equals(data.id()))
        .map(this::sheet)
        .or(() -> VersionDocument.findData(RegisteredVersion.of(version), registry));
  }

  private DataSheet sheet(StoredVersion data) {
    List<Rule> rules =
        data.manifest()
            .report()
            .map(report -> ValidationForms.report(datasets.read(report)).rules())
            .orElse(List.of());
    return new DataSheet(data.manifest().schema(), rules);
  }
}
