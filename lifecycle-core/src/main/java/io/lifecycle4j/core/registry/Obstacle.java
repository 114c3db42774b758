package io.lifecycle4j.core.registry;

import io.lifecycle4j.registry.Effect;
import io.lifecycle4j.registry.UnknownChange;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A change by a newer library that this one does not know, and what it blocks.
 *
 * @param version the version it concerns, if any
 * @param alias the alias it concerns; with neither it concerns the whole model
 * @param effect {@code SERVES} if a version may have to stop because of it
 * @param needs the blobs that garbage collection must keep for it; empty if that is unknown
 * @param library the version of the library that made it
 */
record Obstacle(
    String what,
    OptionalInt version,
    Optional<String> alias,
    Effect effect,
    Optional<List<BlobId>> needs,
    Optional<String> library) {
  static Obstacle of(UnknownChange change) {
    return new Obstacle(
        kind(change.kind()),
        change.version(),
        change.alias(),
        change.effect(),
        new ChangeForm(change.json()).needs(),
        change.library());
  }

  /** Returns the obstacle of a change that concerns every model of the home. */
  static Obstacle ofHome(ChangeForm change, String library) {
    return new Obstacle(
        kind(change.kind()),
        OptionalInt.empty(),
        Optional.empty(),
        change.effect(),
        change.needs(),
        Optional.of(library));
  }

  /** Returns the obstacle of an entry of which nothing is known. */
  static Obstacle ofHome(String what, @Nullable String library) {
    return new Obstacle(
        what,
        OptionalInt.empty(),
        Optional.empty(),
        Effect.SERVES,
        Optional.empty(),
        Optional.ofNullable(library));
  }

  private static String kind(String name) {
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
