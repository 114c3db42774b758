package io.lifecycle4j.core.badinputs;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static io.lifecycle4j.error.Preconditions.isInvisible;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.DescriptionBuilder;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Gates;
import io.lifecycle4j.registry.GovernedModel;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.schema.ClassWeighting;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The entries that take a text which is kept as it is. */
final class TextEntries {
  private TextEntries() {}

  static List<Entry> all() {
    return List.of(
        text("Run.param value", TextEntries::param),
        text("Run.tag value", TextEntries::tag),
        text("Run.note", TextEntries::note),
        text("Experiments.tag value", TextEntries::later),
        text("Snapshot.message", TextEntries::message),
        text("Snapshot.by", TextEntries::author),
        text("Format.new options", TextEntries::option),
        text("GateVerdict.builder explanation", TextEntries::explanation),
        text("GateVerdict.builder gate", TextEntries::gate),
        text("DescriptionBuilder.description", described(VersionNotes.DESCRIPTION)),
        text("DescriptionBuilder.intendedUse", described(VersionNotes.INTENDED_USE)),
        text("DescriptionBuilder.limitations", described(VersionNotes.LIMITATIONS)),
        text("DescriptionBuilder.knownFailures", described(VersionNotes.KNOWN_FAILURES)),
        text("DescriptionBuilder.contact", described(VersionNotes.CONTACT)),
        text("DescriptionBuilder.license", described(VersionNotes.LICENSE)),
        text("DescriptionBuilder.tag value", described(VersionNotes.TAGS + "t")),
        new Entry("DescriptionBuilder.reason", "reason", TextEntries::describedFor),
        new Entry("Models.delete", "reason", TextEntries::deletedFor),
        new Entry("Gates.withoutBaseline", "reason", TextEntries::withoutBaseline),
        text("ModelArtifact.new architecture", TextEntries::architecture),
        text("Classification.new classes", TextEntries::label),
        text("Classification.positive", TextEntries::positive).refusing(String::isEmpty),
        text("Classification.classWeights", TextEntries::weighed)
            .refusing(name -> name.length() > ClassWeighting.MAX_NAME),
        text("Provenance.Trained.new environment", TextEntries::environment),
        text("Provenance.External.new facts", TextEntries::facts),
        new Entry("Rows.toCsv", "export", TextEntries::export),
        new Entry("Content.of", "content", TextEntries::content),
        new Entry("ModelRegistry.register reason", "reason", TextEntries::reason),
        new Entry("Transition.builder reason", "reason", TextEntries::moveReason));
  }

  private static Entry text(String name, Entry.Call call) {
    return new Entry(name, "text", call);
  }

  private static Object param(Sandbox in, String text) {
    String name = "p" + in.next();
    in.going().param(name, text);
    return String.valueOf(in.goingRecord().params().get(name));
  }

  private static Object tag(Sandbox in, String text) {
    in.going().tag("t", text);
    return in.goingRecord().tags().get("t");
  }

  private static Object note(Sandbox in, String text) {
    in.going().note(text);
    return in.goingRecord().note();
  }

  private static Object later(Sandbox in, String text) {
    in.lifecycle.experiments().tag(in.run().id(), "later", text);
    return in.run().tags().get("later");
  }

  private static DatasetVersion newest(Sandbox in, String dataset) {
    return in.lifecycle.datasets().dataset(dataset).findLatest().orElseThrow();
  }

  /** Gives new bytes each time: the same again would be the same version. */
  private static Content next(Sandbox in) {
    return Content.of("a,b\n" + in.next() + ",x\n");
  }

  private static Object message(Sandbox in, String text) {
    in.snapshot("text", next(in)).message(text).commit();
    return newest(in, "text").manifest().message();
  }

  record Cell(String text) {}

  private static Object export(Sandbox in, String text) throws IOException {
    in.lifecycle
        .datasets()
        .dataset("export")
        .snapshot(Sources.records(Cell.class, Stream.of(new Cell(text))))
        .commit();
    StoredVersion newest = in.store.findLatest("export").orElseThrow();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    in.store.rows(newest).toCsv().writeTo(out);
    return cell(out.toString(StandardCharsets.UTF_8), text);
  }

  /** Returns the only cell of a table, without what keeps a spreadsheet from computing it. */
  static String cell(String csv, String text) {
    int end = csv.length() - (csv.endsWith("\r\n") ? 2 : 1);
    String cell = csv.substring(csv.indexOf('\n') + 1, end);
    if (text.startsWith("good")) {
      return cell;
    }
    return cell.startsWith("\"'") && cell.endsWith("\"")
        ? cell.substring(2, cell.length() - 1).replace("\"\"", "\"")
        : "computed: " + cell;
  }

  private static Object author(Sandbox in, String text) {
    in.snapshot("text", next(in)).by(text).commit();
    return newest(in, "text").manifest().author();
  }

  private static Object option(Sandbox in, String text) {
    DatasetManifest before = newest(in, "before").manifest();
    Map<String, String> options = new HashMap<>();
    options.put("option", text);
    StoredVersion version =
        Fixtures.commit(
            in.store,
            "text",
            DatasetManifest.of(
                    before.files(), new Format("csv", options), before.schema(), before.profile())
                .author("ann")
                .build());
    return in.store
        .find("text", version.number())
        .orElseThrow()
        .manifest()
        .format()
        .option("option", "");
  }

  private static GateVerdict verdict(Sandbox in, GateVerdict verdict) {
    in.registry.apply(
        Transition.builder(ALICE, "Why")
            .change(Moves.judged("moved", 1, "production", verdict))
            .build());
    return last(in).verdicts().get(0);
  }

  private static Transition last(Sandbox in) {
    var history = in.lifecycle.models().history("moved");
    return history.get(history.size() - 1).transition();
  }

  private static Object explanation(Sandbox in, String text) {
    return verdict(in, GateVerdict.builder("gate", Verdict.FAIL, text).build()).explanation();
  }

  private static Object gate(Sandbox in, String text) {
    return verdict(in, GateVerdict.builder(text, Verdict.FAIL, "why").build()).gate();
  }

  private static DescriptionBuilder describe(Sandbox in) {
    return in.lifecycle.models().describe(in.lifecycle.models().version("moved", 1)).by(ALICE);
  }

  private static Entry.Call described(String property) {
    return (in, text) -> {
      DescriptionBuilder description = describe(in).reason("Why");
      switch (property) {
        case VersionNotes.DESCRIPTION -> description.description(text);
        case VersionNotes.INTENDED_USE -> description.intendedUse(text);
        case VersionNotes.LIMITATIONS -> description.limitations(text);
        case VersionNotes.KNOWN_FAILURES -> description.knownFailures(text);
        case VersionNotes.CONTACT -> description.contact(text);
        case VersionNotes.LICENSE -> description.license(text);
        default -> description.tag("t", text);
      }
      description.commit();
      VersionNotes notes = in.lifecycle.models().versions("moved").get(0).notes();
      String none = isInvisible(text) ? text : String.valueOf(Entry.ABSENT); // which removes it
      return notes.properties().getOrDefault(property, none);
    };
  }

  private static Object describedFor(Sandbox in, String reason) {
    return describe(in).archive().reason(reason).commit().transition().reason();
  }

  private static Object deletedFor(Sandbox in, String reason) {
    Models models = in.lifecycle.models();
    ModelVersion version = models.version("removed", 1);
    String kept = models.delete(version, ALICE, reason).transition().reason();
    models.restore(version, ALICE, "Why");
    return kept;
  }

  private static Object withoutBaseline(Sandbox in, String reason) {
    GovernedModel model = in.lifecycle.models().governed("moved");
    String alias = "baseline" + in.next();
    Gate gate = Gates.withoutBaseline(reason);
    model.changePolicy(alias).gates(gate).by(ALICE).reason("Why").commit();
    String words = model.promotionPolicy(alias).gates().get(0).words();
    return words.substring("without baselines: ".length());
  }

  private static ModelManifest registered(Sandbox in, ModelManifest manifest, String reason) {
    in.registry.register("text", manifest, ALICE, reason);
    int newest = in.lifecycle.models().versions("text").size();
    return in.lifecycle.models().version("text", newest).manifest();
  }

  private static ModelManifest before(Sandbox in) {
    return in.lifecycle.models().version("before", 1).manifest();
  }

  private static Object architecture(Sandbox in, String text) {
    ModelManifest before = before(in);
    ModelArtifact there = before.artifact();
    ModelArtifact artifact =
        new ModelArtifact(there.format(), text, there.files(), there.signature());
    return registered(in, manifest(before, artifact, before.task(), before.provenance()), "Why")
        .artifact()
        .architecture();
  }

  private static Object label(Sandbox in, String text) {
    return registered(in, task(text)).classes().get(0);
  }

  private static Object positive(Sandbox in, String text) {
    return registered(in, task(text).positive(text)).decision().positive().orElseThrow();
  }

  private static Object weighed(Sandbox in, String text) {
    Map<String, Double> weights = new HashMap<>();
    weights.put(text, 2.5);
    return registered(in, task(text).classWeights(weights)).weighting().weights().keySet().stream()
        .findFirst()
        .orElseThrow();
  }

  private static Classification task(String text) {
    return new Classification("label", Arrays.asList(text, "the other class"));
  }

  private static Classification registered(Sandbox in, Classification task) {
    ModelManifest before = before(in);
    ModelManifest manifest =
        registered(in, manifest(before, before.artifact(), task, before.provenance()), "Why");
    return (Classification) manifest.task();
  }

  private static Object environment(Sandbox in, String text) {
    ModelManifest before = before(in);
    Provenance.Trained there = (Provenance.Trained) before.provenance();
    Map<String, String> environment = new HashMap<>();
    environment.put("java", text);
    ModelManifest manifest =
        registered(
            in,
            manifest(
                before,
                before.artifact(),
                before.task(),
                new Provenance.Trained(there.run(), there.data(), there.plan(), environment)),
            "Why");
    return ((Provenance.Trained) manifest.provenance()).environment().get("java");
  }

  private static Object facts(Sandbox in, String text) {
    ModelManifest before = before(in);
    Provenance external =
        new Provenance.External(
            "alice",
            Collections.singletonMap("source", text),
            before.provenance().data(),
            before.provenance().plan(),
            List.of(),
            Map.of());
    ModelManifest manifest =
        registered(in, manifest(before, before.artifact(), before.task(), external), "Why");
    return ((Provenance.External) manifest.provenance()).facts().get("source");
  }

  private static ModelManifest manifest(
      ModelManifest before, ModelArtifact artifact, Task<?> task, Provenance provenance) {
    return ModelManifest.builder(
            artifact, task, before.preprocessing(), before.reference(), provenance)
        .golden(before.golden())
        .build();
  }

  private static Object content(Sandbox in, String text) {
    byte[] bytes = in.medium.blobs().read(in.medium.blobs().put(Content.of(text)));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Object reason(Sandbox in, String text) {
    registered(in, before(in), text);
    var history = in.lifecycle.models().history("text");
    return history.get(history.size() - 1).transition().reason();
  }

  private static Object moveReason(Sandbox in, String text) {
    in.registry.apply(
        Transition.builder(ALICE, text)
            .change(Moves.rejection("moved", 1).changes().get(0))
            .build());
    return last(in).reason();
  }
}
