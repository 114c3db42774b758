package io.lifecycle4j.core.training;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.model.ModelManifest.Ancestor;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.tracking.Run;
import java.util.ArrayList;
import java.util.List;

/** The versions whose weights one training begins with. Thread-safe. */
final class WarmStart {
  private final Engine.Files files;
  private final Run run;
  private final List<Ancestor> ancestors = new ArrayList<>();

  WarmStart(Engine.Files files, Run run) {
    this.files = files;
    this.run = run;
  }

  /** Begins with a version. */
  synchronized Engine.Files from(ModelVersion version) {
    Provenance origin = required(version, "model version").manifest().provenance();
    Ancestor nearest = new Ancestor(version.label(), version.id(), origin.data(), origin.plan());
    run.tag("startedFrom", nearest.version());
    ancestors.add(nearest);
    ancestors.addAll(version.manifest().ancestors());
    return files;
  }

  /** Returns the ancestors so far, each once. */
  synchronized List<Ancestor> ancestors() {
    return ancestors.stream().distinct().toList();
  }
}
