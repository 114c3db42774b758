package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.contract.Fixtures.ALICE;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes to the rooms of a home as a training does. */
public final class Kept {
  private static final Pattern RUN_JOURNAL = Pattern.compile("run-[0-9a-z]{16}");

  public final DatasetStore datasets;
  public final ExperimentTracker runs;
  private final Medium medium;
  public final ModelRegistry models;

  public Kept(Medium medium, InstantSource clock) {
    this.medium = medium;
    datasets = DatasetStores.over(medium, clock);
    runs = Tracking.over(medium);
    models = Registries.over(medium, clock);
  }

  public static NamedContent file(String text) {
    return new NamedContent("file", Content.of(text));
  }

  public StoredVersion dataset(String name, String text) {
    return Fixtures.commit(
        datasets, name, Fixtures.dataset("for the test", datasets.put(file(text))));
  }

  public BlobId run(String id, String text) {
    try (RunLog log = runs.start(new RunInfo(id, "trials", Fixtures.TIME))) {
      StoredFile artifact = runs.put(file(text));
      log.append(RunBatch.builder().artifact(artifact).build(), Durability.PROCESS);
      return artifact.blob();
    }
  }

  /** Names the journal of the one run. */
  public String runJournal() {
    return runJournal("");
  }

  /** Names the journal of a run, which the catalog tells. */
  public String runJournal(String run) {
    return Fixtures.texts(medium.journals().read("runs", 1)).stream()
        .filter(text -> text.contains(run))
        .map(RUN_JOURNAL::matcher)
        .filter(Matcher::find)
        .findFirst()
        .orElseThrow()
        .group();
  }

  public ModelVersion model(String name, StoredVersion data, String weights) {
    return register(name, data, models.put(file(weights)));
  }

  public ModelVersion register(String name, StoredVersion data, StoredFile weights) {
    ModelManifest sample = Fixtures.model(weights);
    Provenance.Trained from = (Provenance.Trained) sample.provenance();
    return models.register(
        name,
        ModelManifest.builder(
                sample.artifact(),
                sample.task(),
                sample.preprocessing(),
                sample.reference(),
                new Provenance.Trained(
                    "run-1",
                    new VersionRef(data.dataset(), data.number(), data.id()),
                    from.plan(),
                    Map.of()))
            .golden(sample.golden())
            .build(),
        ALICE,
        "for the test");
  }
}
