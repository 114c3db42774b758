package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.core.model.Safetensors;
import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.core.storage.FileExport;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest.GoldenRow;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.ModelExport;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Exports a version of any registry. */
final class VersionExport implements ModelExport {
  private final ModelVersion version;
  private final ModelRegistry registry;
  private final Engines engines;

  VersionExport(ModelVersion version, ModelRegistry registry, Engines engines) {
    this.version = version;
    this.registry = registry;
    this.engines = engines;
  }

  @Override
  public long weightsToSafetensors(Path file) {
    long[] count = new long[1];
    FileExport.write(
        file, // checked first, because weights may be large
        out -> {
          List<Tensor> weights = weights();
          count[0] = weights.size();
          Safetensors.of(weights, metadata()).writeTo(out);
        });
    return count[0];
  }

  private List<Tensor> weights() {
    return engines.weights(
        version.label(),
        version.manifest().artifact(),
        stored -> NamedBlobs.file(stored, () -> registry.open(stored)));
  }

  private Map<String, String> metadata() {
    ModelArtifact artifact = version.manifest().artifact();
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("model", version.label());
    metadata.put("manifest", version.id().sha256());
    metadata.put("format", artifact.format());
    metadata.put("network", artifact.architecture());
    metadata.put("task", SchemaForms.JSON.text(version.manifest().task()));
    metadata.put("inputs", shown(artifact.signature().inputs()));
    metadata.put("outputs", shown(artifact.signature().outputs()));
    metadata.put(
        "sha256",
        artifact.files().stream()
            .map(stored -> stored.blob().sha256())
            .collect(Collectors.joining(" ")));
    return metadata;
  }

  private static String shown(List<TensorSpec> tensors) {
    return tensors.stream().map(TensorSpec::toString).collect(Collectors.joining(", "));
  }

  @Override
  public long goldenRowsToJsonLines(Path file) {
    List<GoldenRow> rows = version.manifest().golden();
    FileExport.write(
        file,
        out -> {
          for (GoldenRow row : rows) {
            out.write(ModelForms.JSON.write(row));
            out.write('\n');
          }
        });
    return rows.size();
  }

  @Override
  public String toString() {
    return "ModelExport[" + version + "]";
  }
}
