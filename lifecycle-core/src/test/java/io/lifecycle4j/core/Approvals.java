package io.lifecycle4j.core;

import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AliasChange;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Effect;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionChange;
import io.lifecycle4j.registry.spi.ChangeProvider;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Kinds of changes that no library knows unless it has their provider. */
public final class Approvals implements ChangeProvider {
  /** A version must not serve any more. */
  record Withdrawn(String model, int version) implements VersionChange {}

  /** Somebody approved a version. */
  record Approved(String model, int version, String by) implements VersionChange {
    @Override
    public Effect effect() {
      return Effect.DECIDES;
    }
  }

  /** Nobody may move an alias any more. */
  record Locked(String model, String alias) implements AliasChange {
    @Override
    public Effect effect() {
      return Effect.DECIDES;
    }
  }

  /** Somebody sketched a version. */
  record Sketched(String model, int version, BlobId text) implements VersionChange {
    @Override
    public Effect effect() {
      return Effect.INFORMS;
    }

    @Override
    public List<BlobId> needs() {
      return List.of(text);
    }
  }

  /** Somebody said whose model it is. */
  record Owned(String model, String by) implements Change {
    @Override
    public Effect effect() {
      return Effect.INFORMS;
    }
  }

  /** One that does not say which version it affects. */
  record Forgetful(String model, int version) implements Change {}

  @Override
  public Map<String, Class<? extends Change>> changes() {
    return Map.of(
        "withdrawn", Withdrawn.class,
        "countersigned", Approved.class,
        "locked", Locked.class,
        "sketched", Sketched.class,
        "owned", Owned.class,
        "forgetful", Forgetful.class);
  }

  /** Writes a change, such as {@code countersigned 1}, twice, and reads the first again. */
  static String write(String home, String what) {
    try (Medium medium = Media.file(Path.of(home));
        ModelRegistry registry = Registries.over(medium, InstantSource.system())) {
      Change change = change(registry, what.split(" ", 2)[0], what.split(" ", 2)[1]);
      AuditRecord written = registry.apply(transition("Looks good", change));
      registry.apply(transition("Once more", change));
      return registry.history("species").get((int) written.sequence() - 1).toString();
    }
  }

  private static Change change(ModelRegistry registry, String kind, String subject) {
    return switch (kind) {
      case "withdrawn" -> new Withdrawn("species", Integer.parseInt(subject));
      case "countersigned" -> new Approved("species", Integer.parseInt(subject), "bob");
      case "locked" -> new Locked("species", subject);
      case "sketched" -> {
        BlobId text = registry.put(new NamedContent("text", Content.of("For ponds"))).blob();
        yield new Sketched("species", Integer.parseInt(subject), text);
      }
      default -> new Owned("species", subject);
    };
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
