package io.lifecycle4j.core.tracking.export;

import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as a line of JSON; what is missing is null. */
record ExportedRun(
    String run,
    String experiment,
    String name,
    String status,
    Instant started,
    @Nullable Instant ended,
    @Nullable String cause,
    @Nullable String parent,
    boolean deleted,
    Map<String, String> params,
    Map<String, Double> metrics,
    Map<String, String> tags,
    List<File> artifacts,
    List<Input> inputs) {

  record File(String name, String sha256, long size) {}

  record Input(String dataset, int version, String sha256, String role) {}

  static ExportedRun of(RunRecord run) {
    Map<String, String> params = new LinkedHashMap<>();
    run.params().forEach((name, value) -> params.put(name, value.text()));
    Map<String, Double> metrics = new LinkedHashMap<>();
    run.metrics().forEach((name, summary) -> metrics.put(name, summary.last().value()));
    return new ExportedRun(
        run.id(),
        run.info().experiment(),
        run.info().name(),
        run.status().name(),
        run.info().started(),
        run.end().map(RunEnd::time).orElse(null),
        run.end().map(RunEnd::cause).filter(cause -> !cause.isEmpty()).orElse(null),
        run.info().parent().orElse(null),
        run.deleted(),
        params,
        metrics,
        run.tags(),
        run.artifacts().values().stream().map(ExportedRun::file).toList(),
        inputs(run));
  }

  private static File file(StoredFile file) {
    return new File(file.name(), file.blob().sha256(), file.size());
  }

  private static List<Input> inputs(RunRecord run) {
    return run.inputs().stream()
        .map(
            input ->
                new Input(
                    input.version().dataset(),
                    input.version().number(),
                    input.version().id().sha256(),
                    input.role()))
        .toList();
  }
}
