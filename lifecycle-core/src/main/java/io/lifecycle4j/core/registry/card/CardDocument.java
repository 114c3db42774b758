package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.core.evaluation.EvaluationDocument;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.evaluation.StressResult;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Suspicion;
import io.lifecycle4j.registry.VersionOrigin;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A card as JSON.
 *
 * @param form the name of this form
 * @param v its version
 * @param notes what people say, by the names of {@code VersionNotes}
 * @param versions the metric by which versions are compared, of each version up to this one
 */
record CardDocument(
    String form,
    int v,
    Named version,
    List<String> aliases,
    List<InProduction> production,
    Map<String, String> notes,
    Network network,
    Provenance data,
    List<Input> inputs,
    Optional<Training> run,
    List<Evaluated> evaluations,
    List<Compared> versions,
    Optional<Stress> stress,
    List<Judged> gates,
    List<HoldoutLook> looks,
    List<Entry> history,
    Optional<Origin> origin,
    List<Suspicion> suspicions,
    List<String> missing) {
  private static final String FORM = "lifecycle4j-model-card";
  private static final int VERSION = 1;

  record Named(String model, int number, BlobId id, Instant registered) {}

  record InProduction(
      long entry,
      Instant from,
      Optional<Instant> until,
      Optional<BlobId> policy,
      Optional<String> override) {}

  record Network(
      Task<?> task,
      String format,
      String architecture,
      List<StoredFile> files,
      List<String> steps) {}

  record Input(String name, String type, List<Integer> shape, long rows, long missing) {}

  record Training(String id, String experiment, Instant started, Map<String, String> params) {}

  record Evaluated(long entry, Instant time, BlobId sha256, EvaluationDocument evaluation) {}

  record Compared(int version, String metric, double value, BlobId evaluation) {}

  record Stress(
      long entry,
      Instant time,
      BlobId sha256,
      String data,
      long rows,
      String metric,
      double clean,
      long seed,
      List<Result> results) {}

  record Result(
      String test,
      Optional<StressResult.Figures> figures,
      long answered,
      long refused,
      String note) {}

  record Judged(String gate, String verdict, String explanation, Map<String, Double> figures) {}

  record Entry(long sequence, Instant time, String actor, String reason, List<String> changes) {}

  record Origin(UUID home, int number, List<Entry> history) {}

  static String of(CardFacts facts, List<String> missing, List<Suspicion> suspicions) {
    ModelVersion version = facts.version();
    ModelManifest manifest = version.manifest();
    return ModelForms.JSON.text(
        new CardDocument(
            FORM,
            VERSION,
            new Named(version.model(), version.number(), version.id(), version.registered()),
            facts.aliases(),
            facts.production().stream().map(CardDocument::production).toList(),
            facts.notes().properties(),
            network(manifest),
            manifest.provenance(),
            manifest.preprocessing().input().columns().stream()
                .map(column -> input(column, manifest))
                .toList(),
            facts.run().map(CardDocument::training),
            facts.evaluations().stream().map(CardDocument::evaluated).toList(),
            versions(facts),
            facts.stressed().map(CardDocument::stress),
            facts.verdicts().stream().map(CardDocument::judged).toList(),
            facts.looks(),
            facts.history().stream().map(CardDocument::entry).toList(),
            facts.origin().map(CardDocument::imported),
            suspicions,
            missing));
  }

  private static InProduction production(CardFacts.Served of) {
    return new InProduction(
        of.entry().sequence(), of.entry().time(), of.until(), of.policy(), of.override());
  }

  private static Network network(ModelManifest manifest) {
    ModelArtifact artifact = manifest.artifact();
    return new Network(
        manifest.task(),
        artifact.format(),
        artifact.architecture(),
        artifact.files(),
        CardSections.steps(manifest));
  }

  private static Input input(Column column, ModelManifest manifest) {
    return manifest
        .reference()
        .find(column.name())
        .map(
            of ->
                new Input(
                    column.name(), column.type().name(), column.shape(), of.count(), of.missing()))
        .orElseGet(() -> new Input(column.name(), column.type().name(), column.shape(), 0, 0));
  }

  private static Training training(RunRecord run) {
    Map<String, String> params = new TreeMap<>();
    run.params().forEach((name, value) -> params.put(name, value.text()));
    return new Training(run.id(), run.info().experiment(), run.info().started(), params);
  }

  private static Evaluated evaluated(CardFacts.Measured of) {
    return new Evaluated(
        of.kept().entry().sequence(),
        of.kept().entry().time(),
        of.kept().change().document().blob(),
        EvaluationDocument.of(of.evaluation()));
  }

  private static List<Compared> versions(CardFacts facts) {
    return facts.headline().stream()
        .flatMap(
            metric ->
                facts.versions().entrySet().stream()
                    .filter(each -> each.getValue().change().metrics().containsKey(metric.name()))
                    .map(
                        each ->
                            new Compared(
                                each.getKey(),
                                metric.name(),
                                each.getValue()
                                    .change()
                                    .metrics()
                                    .getOrDefault(metric.name(), Double.NaN),
                                each.getValue().change().document().blob())))
        .toList();
  }

  private static Stress stress(CardFacts.Tested of) {
    StressReport report = of.report();
    return new Stress(
        of.kept().entry().sequence(),
        of.kept().entry().time(),
        of.kept().change().document().blob(),
        report.data(),
        report.rows(),
        report.metric(),
        report.clean(),
        report.seed(),
        report.results().stream()
            .map(
                result ->
                    new Result(
                        result.test().toString(),
                        result.figures(),
                        result.answered(),
                        result.refused(),
                        result.note()))
            .toList());
  }

  private static Judged judged(GateVerdict said) {
    return new Judged(said.gate(), said.verdict().name(), said.explanation(), said.figures());
  }

  private static Origin imported(VersionOrigin of) {
    return new Origin(
        of.home(), of.number(), of.history().stream().map(CardDocument::entry).toList());
  }

  private static Entry entry(AuditRecord entry) {
    return new Entry(
        entry.sequence(),
        entry.time(),
        entry.transition().actor().name(),
        entry.transition().reason(),
        entry.transition().changes().stream().map(Change::toString).toList());
  }
}
