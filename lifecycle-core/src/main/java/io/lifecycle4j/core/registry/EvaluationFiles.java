package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.EvaluationDocument;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.util.ArrayList;
import java.util.List;
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
        evaluation.data(),
        evaluation.rows(),
        evaluation.metrics(),
        registry.put(new NamedContent(DOCUMENT, document)),
        files);
  }

  /** Returns the evaluations of a version, oldest first; none is read before it is asked for. */
  List<KeptEvaluation> kept(Evaluations.Found found) {
    return found.evaluated().stream()
        .<KeptEvaluation>map(named -> new Kept(named.entry(), named.change(), this))
        .toList();
  }

  private record Kept(AuditRecord entry, Evaluated change, EvaluationFiles files)
      implements KeptEvaluation {
    @Override
    public Evaluation evaluation() {
      return files.read(change);
    }
  }

  private Evaluation read(Evaluated evaluated) {
    StoredFile document = evaluated.document();
    Engine.Files files = file -> NamedBlobs.file(file, () -> registry.open(file));
    return EvaluationDocument.read(
        files.read(document),
        "evaluation " + document.blob() + " of " + evaluated.model() + ":" + evaluated.version());
  }
}
