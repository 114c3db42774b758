package io.lifecycle4j.core.registry;

import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.AuditJournal;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A registry of another backend, whose entries are checked by the rules of the library before it
 * writes them. It may be raced between the check and the write: only a registry over journals
 * checks under its lock. Thread-safe.
 */
final class CheckedRegistry implements ModelRegistry, StateSource {
  private final ModelRegistry registry;
  private final InstantSource clock;

  /** What was known last of each model that has entries. */
  private final Map<String, ModelState> known = new ConcurrentHashMap<>();

  CheckedRegistry(ModelRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
  }

  @Override
  public ModelState state(String model) {
    return Objects.requireNonNullElse(
        known.compute(model, (name, last) -> next(name, last)), ModelState.NONE);
  }

  @Override
  public Optional<ModelVersion> findNamed(String model, String alias) {
    OptionalInt number = named(model, alias);
    return number.isPresent() ? find(model, number.getAsInt()) : Optional.empty();
  }

  private @Nullable ModelState next(String model, @Nullable ModelState last) {
    List<AuditRecord> trail = registry.history(model);
    return trail.isEmpty() ? null : (last == null ? ModelState.NONE : last).after(trail, model);
  }

  @Override
  public AuditRecord apply(Transition transition) {
    transition.changes().stream()
        .map(Change::model)
        .distinct()
        .forEach(model -> state(model).check(model, transition, clock.instant()));
    return registry.apply(transition);
  }

  @Override
  public StoredFile put(NamedContent file) {
    return registry.put(file);
  }

  @Override
  public InputStream open(StoredFile file) {
    return registry.open(file);
  }

  @Override
  public ModelVersion register(String model, ModelManifest manifest, Actor actor, String reason) {
    return registry.register(model, manifest, actor, reason);
  }

  @Override
  public Optional<ModelVersion> find(String model, int number) {
    return registry.find(model, number);
  }

  @Override
  public List<RegisteredVersion> versions(String model) {
    return registry.versions(model);
  }

  @Override
  public List<String> models() {
    return registry.models();
  }

  @Override
  public OptionalInt named(String model, String alias) {
    return registry.named(model, alias);
  }

  @Override
  public List<AuditRecord> history(String model) {
    return registry.history(model);
  }

  @Override
  public long refresh() {
    return registry.refresh();
  }

  @Override
  public Runnable onChange(Runnable listener) {
    return registry.onChange(listener);
  }

  @Override
  public Optional<AuditJournal> audit() {
    return registry.audit();
  }

  @Override
  public void close() {
    registry.close();
  }
}
