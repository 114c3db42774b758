package io.lifecycle4j.spring;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.MissingApprovalsException;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.ExportedVersion;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.io.Resource;

/**
 * Imports the exported versions that are packaged with the application, when their model is opened.
 * One that was never in production is promoted: the next start does not undo a rollback.
 * Thread-safe.
 */
final class PackagedModels implements SmartInitializingSingleton {
  private static final Logger LOG = LoggerFactory.getLogger(PackagedModels.class);
  private static final String PRODUCTION = "production";

  private final List<BlobId> ids;
  private final Actor actor;
  private final List<Packaged> versions = new ArrayList<>();
  private final Set<String> opened = ConcurrentHashMap.newKeySet();

  /** A file, and what is in it. */
  private record Packaged(Resource file, ExportedVersion version) {
    String reason() {
      return "Packaged with the application: " + file.getDescription();
    }
  }

  /**
   * Reads which versions are packaged.
   *
   * @param ids of versions or files; if there are any, each file must have one of them
   * @throws InvalidDataException if one of the files is no exported version
   * @throws UntrustedModelException if one has another id
   */
  PackagedModels(Lifecycle lifecycle, List<Resource> files, List<BlobId> ids, Actor actor) {
    this.ids = List.copyOf(ids);
    this.actor = actor;
    for (Resource file : files) {
      Packaged packaged = new Packaged(file, with(file, lifecycle.models()::readExport));
      if (!ids.isEmpty() && id(packaged.version).isEmpty()) {
        throw new UntrustedModelException(
            "Cannot import %s: the id of its version is %s (must be one of lifecycle4j.import-ids)"
                .formatted(file.getDescription(), packaged.version.id().sha256()));
      }
      versions.add(packaged);
    }
  }

  /** Finds the id by which a version is trusted. */
  private Optional<BlobId> id(ExportedVersion version) {
    return ids.stream()
        .filter(id -> id.equals(version.id()) || id.equals(version.file()))
        .findFirst();
  }

  /** Passes a file of the file system: the resource itself, or a copy of one inside a jar. */
  private static <T> T with(Resource resource, Function<Path, T> action) {
    try {
      if (resource.isFile()) {
        return action.apply(resource.getFile().toPath());
      }
      Path copy = Files.createTempFile("lifecycle4j", ".model");
      try (InputStream in = resource.getInputStream()) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        return action.apply(copy);
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw new InvalidDataException(
          "Cannot import " + resource.getDescription() + ": it cannot be read", e);
    }
  }

  /** Imports the versions of a model that was opened. */
  void importInto(ManagedModel<?, ?> model) {
    opened.add(model.name());
    for (Packaged packaged : versions) {
      if (packaged.version.model().equals(model.name())) {
        ModelVersion version = with(packaged.file, file -> imported(model, packaged, file));
        if (!wasPromoted(model, version)) {
          promote(model, version, packaged.reason());
        }
      }
    }
  }

  private ModelVersion imported(ManagedModel<?, ?> model, Packaged packaged, Path file) {
    return id(packaged.version)
        .map(id -> model.importFrom(file, id, actor, packaged.reason()))
        .orElseGet(() -> model.importFrom(file, actor, packaged.reason()));
  }

  private static boolean wasPromoted(ManagedModel<?, ?> model, ModelVersion version) {
    return model.history().stream()
        .flatMap(record -> record.transition().changes().stream())
        .anyMatch(
            change ->
                change instanceof AliasMoved move
                    && move.alias().equals(PRODUCTION)
                    && move.version() == version.number());
  }

  /** Leaves a version a candidate that the rules of the home keep from production. */
  private void promote(ManagedModel<?, ?> model, ModelVersion version, String reason) {
    try {
      model.promote(version, actor, reason);
    } catch (GateFailedException
        | MissingApprovalsException
        | NotAllowedException
        | ConflictException e) {
      warn(version, e);
    }
  }

  private static void warn(ModelVersion version, LifecycleException refusal) {
    LOG.warn(
        "{} is packaged with the application, and was not promoted: {}",
        version,
        refusal.getMessage());
  }

  @Override
  public void afterSingletonsInstantiated() {
    for (Packaged packaged : versions) {
      if (!opened.contains(packaged.version.model())) {
        LOG.warn(
            "{} is {}, and no bean opens a model of this name: it was not imported",
            packaged.file.getDescription(),
            packaged.version);
      }
    }
  }
}
