package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Change;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A change that a newer library made, and that this one does not know: it may be why a version must
 * not serve any more. So what it is about is neither written nor served.
 *
 * @param what what is not known
 * @param version the version it is about, if it is about one
 * @param alias the alias it is about; without either it is about the whole model
 * @param library the version of the library that made it
 */
record Obstacle(
    String what, OptionalInt version, Optional<String> alias, Optional<String> library) {
  static Obstacle of(Change.Unknown change) {
    return new Obstacle(kind(change.kind()), change.version(), change.alias(), change.library());
  }

  /** One that is about every model of the home. */
  static Obstacle ofHome(String what, String library) {
    return new Obstacle(what, OptionalInt.empty(), Optional.empty(), Optional.of(library));
  }

  static String kind(String name) {
    return "a change of the kind '" + name + "'";
  }

  boolean concerns(int number, String name) {
    return (version.isEmpty() && alias.isEmpty())
        || version.equals(OptionalInt.of(number))
        || alias.equals(Optional.of(name));
  }

  /** Says what is not known, and what helps. */
  String said() {
    return String.format(
        "its registry has %s that this library does not know (Lifecycle4j %s wrote it: use that"
            + " version or a newer one)",
        what, library.orElse("of another version"));
  }
}
