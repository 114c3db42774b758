package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.EvaluationDocument;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of evaluations, which entries of a registry name. Thread-safe. */
record EvaluationFiles(ModelRegistry registry) {
  private static final String DOCUMENT = "evaluation.json";

  /** The figures of each row. */
  private static final String ROWS = "rows.safetensors";

  /** Stores an evaluation; returns the change that names it, which is still to be applied. */
  Evaluated put(ModelVersion version, Evaluation evaluation, Optional<Content> rows) {
    Content document = Content.of(EvaluationDocument.write(evaluation));
    List<StoredFile> files = new ArrayList<>();
    rows.ifPresent(content -> files.add(registry.put(new NamedContent(ROWS, content))));
    return new Evaluated(
        version.model(),
        version.number(),
        registry.put(new NamedContent(DOCUMENT, document)),
        files);
  }

  /** Reads the evaluations of a version, oldest first. */
  List<KeptEvaluation> of(ModelVersion version) {
    List<KeptEvaluation> kept = new ArrayList<>();
    Map<BlobId, Evaluation> known = new HashMap<>();
    for (AuditRecord entry : registry.history(version.model())) {
      for (Change change : entry.transition().changes()) {
        if (change instanceof Evaluated evaluated && evaluated.version() == version.number()) {
          Evaluation evaluation =
              known.computeIfAbsent(evaluated.document().blob(), blob -> read(evaluated));
          kept.add(new KeptEvaluation(entry, evaluated, evaluation));
        }
      }
    }
    return List.copyOf(kept);
  }

  private Evaluation read(Evaluated evaluated) {
    StoredFile document = evaluated.document();
    Engine.Files files = file -> NamedBlobs.file(file, () -> registry.open(file));
    return EvaluationDocument.read(
        files.read(document),
        "evaluation " + document.blob() + " of " + evaluated.model() + ":" + evaluated.version());
  }
}
