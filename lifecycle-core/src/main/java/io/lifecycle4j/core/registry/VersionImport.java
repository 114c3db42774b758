package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.model.HeldFiles;
import io.lifecycle4j.core.model.ModelProbe;
import io.lifecycle4j.core.model.VersionFit;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Evaluated;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.StressTested;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionDescribed;
import io.lifecycle4j.registry.VersionImported;
import io.lifecycle4j.registry.VersionNotes;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers versions of one model that another home exported. All of a file is verified before
 * anything of it is used; its blobs are stored before the one entry that registers it. Thread-safe.
 */
public final class VersionImport {
  private static final Logger LOG = LoggerFactory.getLogger(VersionImport.class);

  private final String model;
  private final ModelVersions versions;
  private final ModelRegistry registry;
  private final Decisions decisions;
  private final Engines engines;
  private final VersionFit fit;
  private final Runnable checkOpen;

  /**
   * Creates the imports of a model.
   *
   * @param fit what a version of the model must fit
   * @param checkOpen throws once the model is closed
   */
  public VersionImport(
      ModelVersions versions,
      Decisions decisions,
      Engines engines,
      VersionFit fit,
      Runnable checkOpen) {
    this.model = versions.model();
    this.registry = versions.registry();
    this.versions = versions;
    this.decisions = decisions;
    this.engines = engines;
    this.fit = fit;
    this.checkOpen = checkOpen;
  }

  /**
   * Registers a version, unless it is already registered.
   *
   * @param id the id that the version or the file must have; null for any, if its network is no
   *     program
   */
  public ModelVersion importFrom(Path file, @Nullable BlobId id, By by) {
    VersionFile read = VersionFile.read(required(file, "file"));
    checkMeant(read, id);
    fit.check("import " + read, read.manifest());
    registry.refresh();
    Optional<ModelVersion> known = find(read, versions.state());
    if (known.isPresent()) {
      mend(read);
      return known.get();
    }
    tryOut(read, id != null);
    checkOpen.run();
    store(read);
    return register(read, by);
  }

  private void checkMeant(VersionFile read, @Nullable BlobId id) {
    VersionDocument document = read.document();
    if (!document.model().equals(model)) {
      throw new InvalidDataException(
          "Cannot import %s: it is of another model (must be of %s)".formatted(read, model));
    }
    if (id != null && !id.equals(document.manifest()) && !id.equals(read.whole())) {
      throw new UntrustedModelException(
          "Cannot import %s: its id is %s, and that of the file %s (one of them must be %s)"
              .formatted(read, document.manifest(), read.whole(), id));
    }
  }

  /**
   * Finds the version by its id, which covers every byte of it.
   *
   * @throws ConflictException if it was deleted, also if it was purged after that
   */
  private Optional<ModelVersion> find(VersionFile read, ModelState state) {
    List<RegisteredVersion> same = same(read, state);
    same.forEach(
        registered ->
            RemovedVersions.checkNotDeleted(
                "Cannot import " + read + ": " + registered, registered));
    Optional<RegisteredVersion> found =
        same.stream().filter(registered -> !registered.removal().isPurged()).findFirst();
    found.ifPresent(
        registered ->
            LOG.info(
                "Not imported again: {} of home {} is {}",
                read.document().label(),
                read.document().head().home(),
                registered));
    return found.flatMap(registered -> registry.find(model, registered.number()));
  }

  /** Returns the versions with the id of one, perhaps one that was purged more than once. */
  private static List<RegisteredVersion> same(VersionFile read, ModelState state) {
    return state.versions().stream()
        .filter(registered -> registered.id().equals(read.document().manifest()))
        .toList();
  }

  /** Says in the reason that the same version was purged before; nothing if it was not. */
  private static By named(By by, VersionFile read, ModelState state) {
    String purged =
        same(read, state).stream()
            .flatMap(registered -> RemovedVersions.find(registered).stream())
            .collect(Collectors.joining("; "));
    if (purged.isEmpty()) {
      return by;
    }
    LOG.warn("{} comes back: {}", read, purged);
    return by.saying(" (comes back: " + purged + ")");
  }

  /** Loads the network and frees it; a program runs in a separate JVM before. */
  private void tryOut(VersionFile read, boolean pinned) {
    ModelManifest manifest = read.manifest();
    ModelArtifact artifact = manifest.artifact();
    Engine engine = engines.find(artifact.format());
    Engine.Files files = read;
    if (engine.programs().contains(artifact.format())) {
      check(
          pinned,
          "Cannot import %s: a file of format %s is a program, and is not pinned (give the id of"
              + " the version in the home that exported it)",
          read,
          artifact.format());
      files = tried(engine, manifest, read);
    }
    Engines.free(read.toString(), engines.load(read.toString(), manifest, files, by -> {}));
  }

  /** Runs the golden rows in a separate JVM, and returns the bytes that ran there. */
  private HeldFiles tried(Engine engine, ModelManifest manifest, VersionFile read) {
    if (manifest.golden().isEmpty()) {
      throw new UntrustedModelException(
          "Cannot import %s: it is a program without golden rows to try it on".formatted(read));
    }
    ModelArtifact artifact = manifest.artifact();
    List<NamedContent> contents =
        artifact.files().stream()
            .map(stored -> read.content(stored.name(), stored.blob()))
            .toList();
    HeldFiles held =
        HeldFiles.of(new TrainedModel(artifact.format(), artifact.architecture(), contents));
    new ModelProbe(model, ExternalModel.DEADLINE, OptionalLong.empty(), checkOpen)
        .run(
            engine,
            artifact,
            held,
            ModelProbe.rows(manifest.golden(), artifact.signature()),
            List.of(),
            0);
    return held;
  }

  private void store(VersionFile read) {
    VersionDocument document = read.document();
    for (StoredFile stored : read.manifest().artifact().files()) {
      put(read.content(stored.name(), stored.blob()), stored.blob());
    }
    put(read.content("manifest.json", document.manifest()), document.manifest());
    read.others().forEach(blob -> put(read.content("entry.bin", blob), blob));
  }

  /** Stores again what is damaged, and what the version needs and has lost. */
  private void mend(VersionFile read) {
    VersionDocument document = read.document();
    for (StoredFile stored : read.manifest().artifact().files()) {
      mend(read, stored.name(), stored.blob(), true);
    }
    mend(read, "manifest.json", document.manifest(), true);
    read.others().forEach(blob -> mend(read, "entry.bin", blob, false));
  }

  /**
   * Stores a blob again if it is damaged.
   *
   * @param needed whether it is stored again if it is missing, too: what was purged stays away
   */
  private void mend(VersionFile read, String name, BlobId blob, boolean needed) {
    String problem;
    try (InputStream in = registry.open(new StoredFile(name, blob, 0))) {
      in.transferTo(OutputStream.nullOutputStream());
      return;
    } catch (NotFoundException e) {
      if (!needed) {
        return;
      }
      problem = "missing";
    } catch (CorruptDataException e) {
      problem = "damaged";
    } catch (IOException e) {
      throw StoredFiles.unreadable("blob " + blob, e);
    }
    put(read.content(name, blob), blob);
    LOG.warn("Stored {} of {} again: it was {}", name, read, problem);
  }

  private void put(NamedContent content, BlobId wanted) {
    BlobId stored = registry.put(content).blob();
    check(stored.equals(wanted), "Invalid blob: %s (must be %s)", stored, wanted);
  }

  private ModelVersion register(VersionFile read, By by) {
    VersionDocument document = read.document();
    BlobId list = registry.put(new NamedContent("export.json", Content.of(read.bytes()))).blob();
    while (true) {
      ModelState state = versions.state();
      Optional<ModelVersion> known = find(read, state);
      if (known.isPresent()) {
        return known.get();
      }
      int number = state.versions().size() + 1;
      VersionImported imported =
          new VersionImported(
              model,
              number,
              document.head().home(),
              document.number(),
              document.registrars(),
              list,
              read.others());
      Transition.Builder entry =
          named(by, read, state)
              .transition()
              .change(VersionRegistered.of(model, number, document.manifest(), read.manifest()))
              .change(imported);
      notes(read, number).ifPresent(entry::change);
      read.changes(Evaluated.class).forEach(found -> entry.change(here(found, number)));
      read.changes(StressTested.class).forEach(found -> entry.change(here(found, number)));
      try {
        AuditRecord record = decisions.decide(Action.IMPORT, entry.build());
        return new ModelVersion(model, number, document.manifest(), read.manifest(), record.time());
      } catch (ConflictException e) {
        registry.refresh();
        if (versions.state().versions().size() < number) { // no other version came in between
          throw e;
        }
      }
    }
  }

  /** Returns what people say of the version in the home that exported it. */
  private Optional<VersionDescribed> notes(VersionFile read, int number) {
    VersionNotes notes = VersionNotes.NONE;
    for (VersionDescribed said : read.document().changes(VersionDescribed.class)) {
      notes = notes.with(said.set(), said.removed());
    }
    Map<String, String> all = new TreeMap<>(notes.properties());
    all.replaceAll((name, text) -> FreeText.of("note of an imported version", name, text));
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(new VersionDescribed(model, number, all, List.of()));
  }

  /** Returns an evaluation of the version as this home numbers it. */
  private static Evaluated here(Evaluated found, int number) {
    return new Evaluated(
        found.model(),
        number,
        found.data(),
        found.rows(),
        found.metrics(),
        found.document(),
        found.files());
  }

  private static StressTested here(StressTested found, int number) {
    return new StressTested(
        found.model(),
        number,
        found.data(),
        found.rows(),
        found.metric(),
        found.clean(),
        found.worst(),
        found.document());
  }
}
