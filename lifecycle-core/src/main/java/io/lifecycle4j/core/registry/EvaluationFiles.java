package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.EvaluationDocument;
import io.lifecycle4j.core.evaluation.KeptFigures;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.KeptStressReport;
import io.lifecycle4j.registry.StressTested;
import io.lifecycle4j.registry.StressTested.Worst;
import io.lifecycle4j.registry.VersionChange;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of evaluations and stress reports, which entries of a registry name. Thread-safe. */
record EvaluationFiles(ModelRegistry registry) {
  private static final String DOCUMENT = "evaluation.json";

  private static final String STRESS = "stress.json";

  /** The figures of each row. */
  private static final String ROWS = "rows.safetensors";

  /** A larger file is not read into memory. */
  private static final long MOST_BYTES = 64 << 20;

  /** Stores an evaluation; returns the change that names it, which is still to be applied. */
  Evaluated put(ModelVersion version, Evaluation evaluation, Optional<Content> rows) {
    Content document = Content.of(EvaluationDocument.write(evaluation));
    List<StoredFile> files = new ArrayList<>();
    rows.ifPresent(content -> files.add(registry.put(new NamedContent(ROWS, content))));
    StoredFile stored = registry.put(new NamedContent(DOCUMENT, document));
    return evaluated(version.model(), version.number(), evaluation, stored, files);
  }

  private static Evaluated evaluated(
      String model,
      int version,
      Evaluation evaluation,
      StoredFile document,
      List<StoredFile> files) {
    return new Evaluated(
        model,
        version,
        evaluation.data(),
        evaluation.rows(),
        evaluation.metrics(),
        document,
        files);
  }

  /** Returns whether an entry states the figures of its document. */
  static boolean isOf(Evaluated entry, Engine.Files files) {
    Evaluation evaluation = EvaluationDocument.read(files.read(entry.document()), "evaluation");
    return entry.equals(
        evaluated(entry.model(), entry.version(), evaluation, entry.document(), entry.files()));
  }

  /** Returns whether an entry states the figures of its document. */
  static boolean isOf(StressTested entry, Engine.Files files) {
    StressReport report = StressDocument.read(files.read(entry.document()), "stress report");
    return entry.equals(stressed(entry.model(), entry.version(), report, entry.document()));
  }

  /** Stores a stress report; returns the change that names it, which is still to be applied. */
  StressTested put(ModelVersion version, StressReport report) {
    Content document = Content.of(StressDocument.write(report));
    StoredFile stored = registry.put(new NamedContent(STRESS, document));
    return stressed(version.model(), version.number(), report, stored);
  }

  private static StressTested stressed(
      String model, int version, StressReport report, StoredFile document) {
    return new StressTested(
        model,
        version,
        report.data(),
        report.rows(),
        report.metric(),
        report.clean(),
        report.results().stream()
            .flatMap(
                worst ->
                    worst.drop().stream().map(drop -> new Worst(worst.test().toString(), drop)))
            .findFirst(),
        document);
  }

  /** Returns the figures of each row of an evaluation; empty if none are kept, or too many. */
  Optional<KeptFigures> figures(Evaluated change) {
    return change.files().stream()
        .filter(file -> file.name().equals(ROWS) && file.size() <= MOST_BYTES)
        .findFirst()
        .map(file -> KeptFigures.read(read(file), "rows of the evaluation of " + label(change)));
  }

  /** Returns the evaluations of a version, oldest first; none is read before it is asked for. */
  List<KeptEvaluation> evaluations(Evaluations.Found found) {
    return found.evaluated().stream()
        .<KeptEvaluation>map(named -> new Kept(named.entry(), named.change(), this))
        .toList();
  }

  /** Returns the stress reports of a version in the same way. */
  List<KeptStressReport> stressReports(Evaluations.Found found) {
    return found.stressed().stream()
        .<KeptStressReport>map(named -> new KeptStress(named.entry(), named.change(), this))
        .toList();
  }

  private record Kept(AuditRecord entry, Evaluated change, EvaluationFiles files)
      implements KeptEvaluation {
    @Override
    public Evaluation evaluation() {
      String what = "evaluation " + change.document().blob() + " of " + label(change);
      return EvaluationDocument.read(files.read(change.document()), what);
    }

    @Override
    public String toString() {
      return label(change) + " on " + change.data() + " (entry " + entry.sequence() + ")";
    }
  }

  private record KeptStress(AuditRecord entry, StressTested change, EvaluationFiles files)
      implements KeptStressReport {
    @Override
    public StressReport report() {
      String what = "stress report " + change.document().blob() + " of " + label(change);
      return StressDocument.read(files.read(change.document()), what);
    }

    @Override
    public String toString() {
      return label(change)
          + " under stress on "
          + change.data()
          + " (entry "
          + entry.sequence()
          + ")";
    }
  }

  private static String label(VersionChange change) {
    return change.model() + ":" + change.version();
  }

  private byte[] read(StoredFile document) {
    Engine.Files files = file -> NamedBlobs.file(file, () -> registry.open(file));
    return files.read(document);
  }
}
