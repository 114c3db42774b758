package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.registry.RegistryState.Version;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.ModelRegistry;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Transition.Move;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Keeps manifests as blobs and everything that happens in the journal {@code registry}. */
final class JournalModelRegistry implements ModelRegistry {
  static final String JOURNAL = "registry";

  private static final int CACHED_MANIFESTS = 1_000;

  private final BlobStore blobs;
  private final Journal journal;
  private final Fold<RegistryState> state;
  private final InstantSource clock;
  private final Cache<BlobId, ModelManifest> manifests =
      Caffeine.newBuilder().maximumSize(CACHED_MANIFESTS).build();

  JournalModelRegistry(BlobStore blobs, JournalStore journals, InstantSource clock) {
    this.blobs = blobs;
    this.journal = journals.chained(JOURNAL);
    this.state = new Fold<>(journal, new RegistryState(), RegistryState::add);
    this.clock = clock;
  }

  @Override
  public StoredFile put(NamedContent file) {
    return StoredFiles.put(blobs, file);
  }

  @Override
  public InputStream open(StoredFile file) {
    return blobs.open(required(file, "file").blob());
  }

  @Override
  public ModelVersion register(String model, ModelManifest manifest, Actor actor, String reason) {
    checkName("model", model);
    return StoredFiles.commit(
        blobs,
        "register " + model,
        StoredFiles.named(required(manifest, "manifest").artifact().files()),
        () -> {
          BlobId id = blobs.put(Content.of(Json.write(manifest)));
          return StoredFiles.commit(
              blobs,
              "register " + model,
              Map.of(id, "its manifest"),
              () -> register(model, new Manifest(id, manifest), actor, reason));
        });
  }

  /** A manifest and the blob it is stored as. */
  private record Manifest(BlobId id, ModelManifest content) {}

  private ModelVersion register(String model, Manifest manifest, Actor actor, String reason) {
    Instant now = clock.instant();
    return state.decide(
        registry -> {
          int number = registry.model(model).versions.size() + 1;
          Transition transition =
              new Transition(
                  Transition.Kind.REGISTERED,
                  new Move(model, PRODUCTION, registry.model(model).named(PRODUCTION), number),
                  actor,
                  reason,
                  List.of());
          return new Decision<>(
              RegistryLine.write(now, transition, manifest.id()),
              sequence -> new ModelVersion(model, number, manifest.id(), manifest.content(), now));
        });
  }

  @Override
  public Optional<ModelVersion> find(String model, int number) {
    required(model, "model");
    return state
        .read(
            registry -> {
              List<Version> versions = registry.model(model).versions;
              boolean exists = number >= 1 && number <= versions.size();
              return exists ? Optional.of(versions.get(number - 1)) : Optional.<Version>empty();
            })
        .map(version -> version(model, number, version));
  }

  @Override
  public List<ModelVersion> versions(String model) {
    required(model, "model");
    List<Version> versions = state.read(registry -> List.copyOf(registry.model(model).versions));
    List<ModelVersion> result = new ArrayList<>();
    for (Version version : versions) {
      result.add(version(model, result.size() + 1, version));
    }
    return List.copyOf(result);
  }

  private ModelVersion version(String model, int number, Version version) {
    BlobId id = version.manifest();
    ModelManifest manifest =
        NamedBlobs.read(
            "model " + model + ":" + number,
            "its manifest",
            id,
            () ->
                manifests.get(
                    id, key -> Json.read(blobs.read(key), ModelManifest.class, "manifest " + key)));
    return new ModelVersion(model, number, id, manifest, version.registered());
  }

  @Override
  public List<String> models() {
    return state.read(RegistryState::names);
  }

  @Override
  public OptionalInt named(String model, String alias) {
    required(model, "model");
    int number = state.read(registry -> registry.model(model).named(required(alias, "alias")));
    return number == Transition.NONE ? OptionalInt.empty() : OptionalInt.of(number);
  }

  @Override
  public AuditRecord apply(Transition transition) {
    Move move = required(transition, "transition").move();
    Instant now = clock.instant();
    return state.decide(
        registry -> {
          RegistryState.Model model = registry.model(move.model());
          if (move.to() > model.versions.size()) {
            throw new NotFoundException(
                "Model version does not exist: " + move.model() + ":" + move.to());
          }
          if (transition.movesAlias() && model.named(move.alias()) != move.from()) {
            throw new ConflictException(
                String.format(
                    "Cannot move %s of %s to version %s: it names version %s (expected %s)",
                    move.alias(), move.model(), move.to(), model.named(move.alias()), move.from()));
          }
          return new Decision<>(
              RegistryLine.write(now, transition, null),
              sequence -> new AuditRecord(sequence, now, transition));
        });
  }

  @Override
  public List<AuditRecord> history(String model) {
    required(model, "model");
    return state.read(registry -> List.copyOf(registry.model(model).trail));
  }

  @Override
  public long sequence() {
    return journal.sequence();
  }

  @Override
  public boolean await(long sequence, Duration timeout) {
    return journal.await(sequence + 1, timeout);
  }
}
