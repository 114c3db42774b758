package io.lifecycle4j.core;

import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ChangeProvider;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Kinds of changes that no library knows unless it has their provider. */
public final class Approvals implements ChangeProvider {
  /** Somebody approved a version. */
  record Approved(String model, int version, String by) implements Change {}

  /** Nobody may move an alias any more. */
  record Locked(String model, String alias) implements Change {}

  @Override
  public Map<String, Class<? extends Change>> changes() {
    return Map.of("approved", Approved.class, "locked", Locked.class);
  }

  /** Writes a change of a version, or an alias, and reads it again. */
  static String write(String home, String about) {
    try (Medium medium = Media.file(Path.of(home));
        ModelRegistry registry = Registries.over(medium, InstantSource.system())) {
      Change change =
          about.matches("\\d+")
              ? new Approved("species", Integer.parseInt(about), "bob")
              : new Locked("species", about);
      AuditRecord written =
          registry.apply(Transition.builder(Actor.by("bob"), "Looks good").change(change).build());
      registry.apply(Transition.builder(Actor.by("bob"), "Once more").change(change).build());
      return registry.history("species").get((int) written.sequence() - 1).toString();
    }
  }
}
