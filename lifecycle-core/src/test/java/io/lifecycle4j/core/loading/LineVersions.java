package io.lifecycle4j.core.loading;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Versions of a model: version v answers v * x + v, so that an answer tells its version. */
public final class LineVersions {
  public static final Regression TASK = Tasks.regression("y");
  public static final Columns<Double> INPUT =
      Columns.from(Double.class).float64("x", Double::doubleValue).build();

  private LineVersions() {}

  /** Loads versions whose files are in memory. */
  public static VersionLoads loads(Engine engine, Medium markers, Duration patience) {
    return loads(engine, markers, patience, Pace.DEFAULT);
  }

  /** Loads versions whose files are in memory, again and again at a pace. */
  public static VersionLoads loads(Engine engine, Medium markers, Duration patience, Pace pace) {
    return new VersionLoads(
        "line",
        number -> version(number, INPUT.schema()),
        new Engines(List.of(engine)),
        file -> new ByteArrayInputStream(weights(Integer.parseInt(file.name()))),
        new LoadMarkers(markers, () -> Fixtures.TIME),
        patience,
        pace);
  }

  /** Returns the largest heap, in bytes. */
  public static long heap() {
    return LoadMemory.heap();
  }

  /** Leaves what a process leaves that ended while it loaded a version. */
  public static void markFatal(Medium medium, int version) {
    LoadMarkers markers = new LoadMarkers(medium, () -> Fixtures.TIME);
    JournalClosing.despiteErrors(markers.written("begun", "line", version));
  }

  /** Returns the bytes of the file of a version. */
  public static byte[] weights(int version) {
    return LinearEngine.file(new float[][] {{version, version}});
  }

  /** Returns the file of a version. */
  public static Content file(int version) {
    return Content.of(weights(version));
  }

  /** Returns a version. */
  public static ModelVersion version(int version, Schema input) {
    return version(version, input, weights(version).length);
  }

  /** Returns a version whose file is said to have so many bytes. */
  public static ModelVersion version(int version, Schema input, long size) {
    byte[] bytes = weights(version);
    ModelArtifact artifact =
        new ModelArtifact(
            LinearEngine.FORMAT,
            LinearEngine.architecture(1, 1),
            List.of(new StoredFile(String.valueOf(version), Fixtures.hash(bytes), size)),
            Fixtures.signature(1, TASK));
    BlobId id = Fixtures.hash(Fixtures.utf8("manifest " + version));
    ModelManifest manifest =
        ModelManifest.builder(
                artifact,
                TASK,
                new FittedPreprocessing(input, List.of()),
                new Profiler(input.with("prediction", DataType.FLOAT64)).profile(),
                new Provenance.Trained(
                    "run",
                    new VersionRef("data", 1, id),
                    Splits.byHash(1).train(1).holdout(0),
                    Map.of()))
            .golden(List.of(Fixtures.golden(List.of(2f), TASK, List.of(3f * version))))
            .build();
    return new ModelVersion("line", version, id, manifest, Fixtures.TIME);
  }
}
