package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Change;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A change by a newer library that this one does not know. It may mean that a version must not
 * serve, so whatever it concerns can be neither changed nor served.
 *
 * @param version the version it concerns, if any
 * @param alias the alias it concerns; with neither it concerns the whole model
 * @param library the version of the library that made it
 */
record Obstacle(
    String what, OptionalInt version, Optional<String> alias, Optional<String> library) {
  static Obstacle of(Change.Unknown change) {
    return new Obstacle(kind(change.kind()), change.version(), change.alias(), change.library());
  }

  /** Returns an obstacle that concerns every model of the home. */
  static Obstacle ofHome(String what, @Nullable String library) {
    return new Obstacle(what, OptionalInt.empty(), Optional.empty(), Optional.ofNullable(library));
  }

  static String kind(String name) {
    return "a change of the kind '" + name + "'";
  }

  boolean concerns(int number, String name) {
    return (version.isEmpty() && alias.isEmpty())
        || version.equals(OptionalInt.of(number))
        || alias.equals(Optional.of(name));
  }

  /** Describes what is unknown, and the remedy. */
  String said() {
    return String.format(
        "its registry has %s that this library does not know (Lifecycle4j %s wrote it: use that"
            + " version or a newer one)",
        what, library.orElse("of another version"));
  }
}
