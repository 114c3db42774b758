package io.lifecycle4j.core.badinputs;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.tracking.RunInput;
import java.util.List;

/** The constructors of records that backends, trainers and users write themselves. */
final class RecordEntries {
  private static final BlobId BLOB = Fixtures.hash(new byte[1]);
  private static final NamedContent WEIGHTS = new NamedContent("weights", Content.of("weights"));

  private RecordEntries() {}

  static List<Entry> all() {
    return List.of(
        new Entry("Actor.new", "name", (in, name) -> new Actor(name).name()),
        new Entry(
            "HomeFeature.new",
            "name",
            (in, name) -> new HomeFeature(name, HomeFeature.Compatibility.COMPATIBLE).name()),
        new Entry("NamedContent.new", "path", RecordEntries::content),
        new Entry(
            "NamedContent.of", "path", (in, name) -> NamedContent.of(Content.of("x"), name).name()),
        new Entry("StoredFile.new", "path", (in, name) -> new StoredFile(name, BLOB, 1).name()),
        new Entry("RunInput.new", "name", RecordEntries::role),
        new Entry(
            "TrainedModel.new",
            "name",
            (in, format) -> new TrainedModel(format, "", List.of(WEIGHTS)).format()),
        new Entry("ModelVersion.new", "name", RecordEntries::version),
        new Entry("VersionRef.new", "name", (in, name) -> new VersionRef(name, 1, BLOB).dataset()),
        new Entry(
            "DatasetManifest.Parent.new",
            "name",
            (in, name) -> new DatasetManifest.Parent(name, 1, BLOB, "split").dataset()));
  }

  private static Object content(Sandbox in, String name) {
    return new NamedContent(name, WEIGHTS.content()).name();
  }

  private static Object role(Sandbox in, String role) {
    return new RunInput(new VersionRef("before", 1, BLOB), role).role();
  }

  private static Object version(Sandbox in, String model) {
    ModelVersion there = in.lifecycle.models().version("before", 1);
    return new ModelVersion(model, 1, BLOB, there.manifest(), there.registered()).model();
  }
}
