package io.lifecycle4j.core;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.RunRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Says all that can be read of a home of {@link KindsHome} and does not hang on chance. */
final class KindsReading {
  /** More rows or files than this are told by their number and a hash. */
  private static final int FEW = 5;

  /** Longer documents than this are told by their length and a hash. */
  private static final int SHORT = 300;

  private final Lifecycle home;
  private final List<String> lines = new ArrayList<>();

  private KindsReading(Lifecycle home) {
    this.home = home;
  }

  static List<String> lines(Lifecycle home) {
    KindsReading reading = new KindsReading(home);
    reading.lines.add(
        home.datasets().names() + " " + home.experiments().names() + " " + home.models().names());
    home.datasets().names().forEach(name -> reading.dataset(home.datasets().dataset(name)));
    home.experiments().runs(KindsRuns.EXPERIMENT).forEach(reading::run);
    home.models().names().forEach(reading::model);
    reading.lines.add("pins " + home.maintenance().pins());
    reading.answers();
    return reading.lines.stream()
        .map(line -> line.replace("\r", "\\r").replace("\n", "\\n"))
        .toList();
  }

  private void dataset(Dataset dataset) {
    lines.add(dataset.name() + " " + new TreeMap<>(dataset.tags()) + dataset.tagHistory());
    for (DatasetVersion version : dataset.versions()) {
      DatasetManifest manifest = version.manifest();
      lines.add(version + " " + version.id() + " " + version.created() + " " + version.summary());
      lines.add(
          manifest.format().id()
              + new TreeMap<>(manifest.format().options())
              + manifest.schema()
              + manifest.metadata());
      lines.add(json(manifest.profile()));
      few("file", manifest.files().stream().map(file -> file(version, file)).toList());
      version.findPurge().ifPresent(purge -> lines.add("purged " + purge));
      List<String> rows = new ArrayList<>();
      if (version.findPurge().isEmpty()) {
        version.rows().forEach(row -> rows.add(row(row)));
      }
      few("row", rows);
      version.validation().ifPresent(report -> lines.add(report.outcome() + " " + json(report)));
      if (manifest.format().id().equals("prepared")) {
        lines.add(counts(version, Splits.byRole("split.role")));
      }
    }
  }

  private void few(String what, List<String> all) {
    if (all.size() > FEW) {
      String hash = Fixtures.hash(Fixtures.utf8(String.join("\n", all))).sha256();
      lines.add(all.size() + " times " + what + " " + hash + ", the first " + all.get(0));
    } else {
      all.forEach(each -> lines.add(what + " " + each));
    }
  }

  private static String file(DatasetVersion version, StoredFile file) {
    try (InputStream in = version.open(file.name())) {
      return file + " of " + Fixtures.hash(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String row(Row row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.schema().columns().size(); i++) {
      DataType type = row.schema().column(i).type();
      if (type == DataType.TENSOR) {
        float[] numbers = new float[row.schema().column(i).cells()];
        row.tensor(i, numbers, 0);
        for (float number : numbers) {
          cells.add(number(number));
        }
      } else {
        boolean text = type == DataType.STRING || type == DataType.CATEGORICAL;
        cells.add(text ? row.text(i) : number(row.number(i)));
      }
    }
    return String.join(" | ", cells);
  }

  /** Says the same in every version of Java. */
  private static String number(double number) {
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
    return whole ? String.valueOf((long) number) : Double.toHexString(number);
  }

  private static String json(Object value) {
    String text = ModelForms.JSON.text(value);
    return text.length() <= SHORT
        ? text
        : text.length() + " characters " + Fixtures.hash(Fixtures.utf8(text)).sha256();
  }

  private static String counts(DatasetVersion version, SplitPlan plan) {
    StringBuilder counts = new StringBuilder(json(plan));
    for (SplitRole role : SplitRole.values()) {
      counts.append(' ').append(role).append(' ').append(version.split(plan).count(role));
    }
    return counts.toString();
  }

  private void run(RunRecord run) {
    lines.add(run.info() + " " + run.status() + " " + run.end() + run.deleted());
    lines.add(new TreeMap<>(run.params()) + " " + new TreeMap<>(run.tags()) + run.note());
    lines.add(
        new TreeMap<>(run.artifacts())
            + " "
            + run.inputs()
            + run.checkpoints()
            + run.droppedCheckpoints());
    lines.add(run.segments() + " " + run.environment());
    new TreeMap<>(run.metrics())
        .forEach(
            (metric, summary) -> {
              lines.add(metric + " " + json(summary));
              MetricHistory history = home.experiments().history(run.id(), metric);
              few("point", history.points().stream().map(KindsReading::json).toList());
            });
    home.experiments()
        .environment(run.id())
        .map(EnvironmentCapsule::facts)
        .ifPresent(facts -> lines.add("environment " + new TreeMap<>(facts)));
  }

  private void model(String name) {
    for (RegisteredVersion registered : home.models().versions(name)) {
      ModelVersion version = home.models().version(name, registered.number());
      lines.add(version + " " + json(version.manifest().artifact()));
      lines.add(json(version.manifest().golden()) + json(version.manifest().reference()));
      lines.add(version.manifest().task() + " " + origin(version.manifest().provenance()));
      lines.add(json(version.manifest().preprocessing()));
      for (KeptEvaluation kept : home.models().evaluations(version)) {
        lines.add(kept.evaluation() + " " + kept.change().files());
        lines.add(json(kept.markdown()));
      }
    }
    for (AuditRecord record : home.models().history(name)) {
      lines.add(SmallLife.said(record));
    }
    home.models().looks(name).forEach(look -> lines.add(look.toString()));
  }

  private String origin(Provenance provenance) {
    if (!(provenance instanceof Provenance.Trained from)) {
      return provenance.toString();
    }
    VersionRef data = from.data();
    return counts(home.datasets().dataset(data.dataset()).version(data.number()), from.plan());
  }

  /** Predicts by the version that was promoted; nothing of what it was asked before is read. */
  private void answers() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      for (Prediction<String> answer : model.predict(List.of(Flowers.SETOSA, Flowers.VIRGINICA))) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s %.6f by %s",
                answer.value(),
                answer.probability().orElse(Double.NaN),
                answer.version().orElseThrow()));
      }
    }
  }
}
