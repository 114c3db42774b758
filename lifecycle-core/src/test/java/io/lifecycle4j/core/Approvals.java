package io.lifecycle4j.core;

import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AliasChange;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionChange;
import io.lifecycle4j.registry.spi.ChangeProvider;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Kinds of changes that no library knows unless it has their provider. */
public final class Approvals implements ChangeProvider {
  /** Somebody approved a version. */
  record Approved(String model, int version, String by) implements VersionChange {}

  /** Nobody may move an alias any more. */
  record Locked(String model, String alias) implements AliasChange {}

  /** One that does not say which version it affects. */
  record Forgetful(String model, int version) implements Change {}

  @Override
  public Map<String, Class<? extends Change>> changes() {
    return Map.of("approved", Approved.class, "locked", Locked.class, "forgetful", Forgetful.class);
  }

  /** Writes a change of a version, or an alias, and reads it again. */
  static String write(String home, String about) {
    try (Medium medium = Media.file(Path.of(home));
        ModelRegistry registry = Registries.over(medium, InstantSource.system())) {
      Change change =
          about.matches("\\d+")
              ? new Approved("species", Integer.parseInt(about), "bob")
              : new Locked("species", about);
      AuditRecord written = registry.apply(transition("Looks good", change));
      registry.apply(transition("Once more", change));
      return registry.history("species").get((int) written.sequence() - 1).toString();
    }
  }

  /** Returns why a change is refused that does not say which version it affects. */
  static String refusal(String home, String version) {
    try (Medium medium = Media.file(Path.of(home));
        ModelRegistry registry = Registries.over(medium, InstantSource.system())) {
      Change change = new Forgetful("species", Integer.parseInt(version));
      registry.apply(transition("Looks good", change));
      return "";
    } catch (InvalidValueException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Transition transition(String reason, Change change) {
    return Transition.builder(Actor.by("bob"), reason).change(change).build();
  }
}
