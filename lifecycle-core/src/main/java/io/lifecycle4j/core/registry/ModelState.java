package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.registry.RegistrySnapshot.Version;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.Change.VersionRegistered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Versions, aliases and trail of one model. Not thread-safe. */
final class ModelState {
  final List<Version> versions = new ArrayList<>();
  private final List<AuditRecord> trail = new ArrayList<>();
  private final Map<String, Integer> aliases = new HashMap<>();
  private final List<Change.Unknown> unknown = new ArrayList<>();

  /** Copies what preconditions look at. */
  static ModelState copyOf(@Nullable ModelState model) {
    ModelState copy = new ModelState();
    if (model != null) {
      copy.versions.addAll(model.versions);
      copy.aliases.putAll(model.aliases);
      copy.unknown.addAll(model.unknown);
    }
    return copy;
  }

  RegistrySnapshot.Model snapshot() {
    return new RegistrySnapshot.Model(versions, aliases, trail);
  }

  /**
   * Makes a change whose precondition holds. Once is enough: after an error in the middle of an
   * entry it is made again.
   */
  void add(Change change, Instant time) {
    if (change instanceof VersionRegistered registered) {
      if (registered.version() == versions.size() + 1) {
        versions.add(new Version(registered.manifest(), time));
      }
    } else if (change instanceof AliasMoved moved) {
      aliases.put(moved.alias(), moved.version());
    } else if (change instanceof Change.Unknown kind) {
      unknown.add(kind);
    }
  }

  /**
   * Checks the precondition of a change.
   *
   * @throws io.lifecycle4j.error.LifecycleException if it does not hold
   */
  void check(Change change) {
    if (change instanceof VersionRegistered registered) {
      checkKnown(registered.model(), registered.version(), "");
      checkNext(registered);
    } else if (change instanceof AliasMoved moved) {
      checkKnown(moved.model(), moved.version(), moved.alias());
      checkExists(moved.model(), moved.version());
      checkNamed(moved);
    } else if (change instanceof Judged judged) {
      checkKnown(judged.model(), judged.version(), judged.alias());
      checkExists(judged.model(), judged.version());
    } else if (change instanceof Change.Unknown kind) {
      throw new InvalidValueException(
          "Invalid change: " + kind + " (only a library that knows it can make it)");
    }
  }

  /** Adds an entry to the trail, once. */
  void add(AuditRecord record) {
    if (trail.isEmpty() || trail.get(trail.size() - 1).sequence() < record.sequence()) {
      trail.add(record);
    }
  }

  private void checkKnown(String model, int version, String alias) {
    for (Change.Unknown each : unknown) {
      if (each.concerns(version, alias)) {
        throw new ReadOnlyException(
            "Cannot change " + model + ":" + version + ": " + Unknowns.said(each));
      }
    }
  }

  private void checkNext(VersionRegistered registered) {
    int next = versions.size() + 1;
    if (registered.version() != next) {
      throw new ConflictException(
          String.format(
              "Cannot register %s:%s: the next version is %s",
              registered.model(), registered.version(), next));
    }
  }

  private void checkExists(String model, int version) {
    if (version > versions.size()) {
      throw new NotFoundException("Model version does not exist: " + model + ":" + version);
    }
  }

  private void checkNamed(AliasMoved moved) {
    Integer named = aliases.get(moved.alias());
    OptionalInt now = named == null ? OptionalInt.empty() : OptionalInt.of(named);
    if (!now.equals(moved.from())) {
      throw new ConflictException(
          String.format(
              "Cannot move %s of %s to version %s: it names %s (expected %s)",
              moved.alias(), moved.model(), moved.version(), said(now), said(moved.from())));
    }
  }

  private static String said(OptionalInt version) {
    return version.isPresent() ? "version " + version.getAsInt() : "none";
  }
}
