package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.json.ServiceClasses;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.spi.ChangeProvider;
import io.lifecycle4j.storage.BlobId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A change as stored: a JSON object with the name of its kind. It is separate from the value class,
 * so that the class can change without changing the stored form.
 *
 * <p>A change of an unknown kind, or with unknown parts, is read as {@link Change.Unknown}.
 */
record ChangeForm(String json) {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeForm.class);

  private static final Map<String, Class<? extends Known>> KNOWN =
      Map.of("registered", Registered.class, "moved", Moved.class, "judged", Judged.class);

  private static final Map<String, Class<? extends Change>> PROVIDED =
      ServiceClasses.find(Map.of(), ChangeProvider.class, ChangeProvider::changes);

  private interface Known {
    Change change();
  }

  private record Registered(BlobId manifest, String model, int version) implements Known {
    @Override
    public Change change() {
      return new Change.VersionRegistered(model, version, manifest);
    }
  }

  private record Moved(
      String alias, Direction direction, OptionalInt from, String model, int version)
      implements Known {
    @Override
    public Change change() {
      return new Change.AliasMoved(model, alias, from, version, direction);
    }
  }

  private record Judged(String alias, String model, List<GateVerdict> verdicts, int version)
      implements Known {
    @Override
    public Change change() {
      return new Change.Judged(model, version, alias, verdicts);
    }
  }

  /** The parts that any change may have, of whatever type. */
  private record About(
      @Nullable Object alias,
      @Nullable Object kind,
      @Nullable Object model,
      @Nullable Object version) {
    OptionalInt number() {
      return version instanceof Integer number && number >= 1
          ? OptionalInt.of(number)
          : OptionalInt.empty();
    }

    Optional<String> name() {
      return alias instanceof String name ? Optional.of(name) : Optional.empty();
    }

    /** Returns false if the version or the alias is of an unknown type and may mean anything. */
    boolean isClear() {
      return (version == null || number().isPresent()) && (alias == null || name().isPresent());
    }
  }

  static ChangeForm of(Change change) {
    if (change instanceof Change.VersionRegistered it) {
      return of("registered", new Registered(it.manifest(), it.model(), it.version()));
    }
    if (change instanceof Change.AliasMoved it) {
      return of(
          "moved", new Moved(it.alias(), it.direction(), it.from(), it.model(), it.version()));
    }
    if (change instanceof Change.Judged it) {
      return of("judged", new Judged(it.alias(), it.model(), it.verdicts(), it.version()));
    }
    return provided(change);
  }

  /**
   * Rejects a change without a provider: every reader would read it as unknown, which blocks the
   * model.
   */
  private static ChangeForm provided(Change change) {
    String kind =
        PROVIDED.entrySet().stream()
            .filter(entry -> entry.getValue() == change.getClass())
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("");
    ChangeForm form = of(kind, change);
    Optional<Change> read = form.read("");
    check(
        read.equals(Optional.of(change)),
        "Invalid change: %s (it reads back as %s: a service of type %s must name its class)",
        change,
        read.map(Change::toString).orElse("nothing"),
        ChangeProvider.class.getName());
    return form;
  }

  private static ChangeForm of(String kind, Object form) {
    String parts = RegistryForms.CHANGES.text(form).substring(1);
    String comma = parts.equals("}") ? "" : ",";
    return new ChangeForm("{\"kind\":" + RegistryForms.CHANGES.text(kind) + comma + parts);
  }

  /**
   * Reads the change.
   *
   * @param library the version of the library that wrote it
   * @return the change; empty if it names no model, and so concerns all of them
   */
  Optional<Change> read(String library) {
    String kind = kind();
    Class<? extends Known> known = KNOWN.get(kind);
    Class<? extends Change> provided = PROVIDED.get(kind);
    try {
      if (known != null) {
        return Optional.of(parts(known).change());
      }
      if (provided != null) {
        return Optional.of(parts(provided));
      }
    } catch (LifecycleException e) {
      LOG.debug("A change of the kind {} has what this library does not know", kind, e);
    }
    return unknown(kind, library);
  }

  private Optional<Change> unknown(String kind, String library) {
    About about = about();
    try {
      return Optional.of(
          new Change.Unknown(
              kind,
              about.model instanceof String model ? model : "",
              about.isClear() ? about.number() : OptionalInt.empty(),
              about.isClear() ? about.name() : Optional.empty(),
              Optional.of(library),
              json));
    } catch (InvalidNameException e) { // it concerns all models
      return Optional.empty();
    }
  }

  String kind() {
    return about().kind instanceof String kind ? kind : "";
  }

  private About about() {
    try {
      return parts(About.class);
    } catch (CorruptDataException e) { // not an object
      return new About(null, null, null, null);
    }
  }

  private <T> T parts(Class<T> type) {
    return RegistryForms.CHANGES.read(json.getBytes(StandardCharsets.UTF_8), type, "change");
  }
}
