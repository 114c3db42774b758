package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.model.ModelManifestDocument;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.ShadowStopped;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionDeleted;
import io.lifecycle4j.registry.VersionPurged;
import io.lifecycle4j.registry.VersionRestored;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.time.InstantSource;
import java.util.function.Function;

/** Deletes, restores and purges the versions of a registry. Thread-safe. */
record VersionRemovals(
    ModelRegistry registry, Function<String, Decisions> decisions, InstantSource clock) {
  AuditRecord delete(RegisteredVersion version, Actor actor, String reason) {
    By by = new By(Action.DELETE, actor, reason);
    Transition.Builder entry = begun(version, by);
    return decide(version, by, entry.change(new VersionDeleted(version.model(), version.number())));
  }

  AuditRecord restore(RegisteredVersion version, Actor actor, String reason) {
    By by = new By(Action.RESTORE, actor, reason);
    VersionRestored restored = new VersionRestored(version.model(), version.number());
    return decide(version, by, by.transition().change(restored));
  }

  AuditRecord purge(RegisteredVersion version, Actor actor, String reason) {
    By by = new By(Action.PURGE, actor, reason);
    decisions.apply(version.model()).permit(by); // before anything is stored
    Transition.Builder entry = begun(version, by);
    return decide(version, by, entry.change(purged(version)));
  }

  /** Stores what is kept of the manifest, and returns the change that names it. */
  VersionPurged purged(RegisteredVersion version) {
    ModelManifest manifest = versions(version).version(version.number()).manifest();
    byte[] rest =
        ModelManifestDocument.write(
            ModelManifest.builder(
                    manifest.artifact(),
                    manifest.task(),
                    manifest.preprocessing(),
                    manifest.reference(),
                    manifest.provenance())
                .baselines(manifest.baselines())
                .ancestors(manifest.ancestors())
                .build());
    BlobId stored = registry.put(new NamedContent("manifest.json", Content.of(rest))).blob();
    return new VersionPurged(version.model(), version.number(), stored);
  }

  /** Begins an entry; a shadow that has reached its end does not keep a version. */
  private Transition.Builder begun(RegisteredVersion version, By by) {
    registry.refresh();
    Transition.Builder entry = by.transition();
    versions(version)
        .state()
        .shadow()
        .started()
        .filter(shadow -> shadow.version() == version.number())
        .filter(shadow -> !shadow.until().isAfter(clock.instant()))
        .ifPresent(
            shadow ->
                entry.change(new ShadowStopped(shadow.model(), shadow.version(), shadow.shadow())));
    return entry;
  }

  private AuditRecord decide(RegisteredVersion version, By by, Transition.Builder entry) {
    return decisions.apply(version.model()).decide(by.action(), entry.build());
  }

  private ModelVersions versions(RegisteredVersion version) {
    return new ModelVersions(version.model(), registry);
  }
}
