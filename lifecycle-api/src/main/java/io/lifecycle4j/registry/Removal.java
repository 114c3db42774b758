package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a version was deleted or purged. Its metadata is kept in both cases.
 *
 * @param deletion who deleted it, when and why; empty if it is not deleted, or was restored
 * @param purge who purged it, when and why; empty if it has its files
 * @param manifest the hash of what is kept of the manifest of a purged version; empty if it is not
 *     purged
 */
public record Removal(Optional<Act> deletion, Optional<Act> purge, Optional<BlobId> manifest) {
  /** Neither deleted nor purged. */
  public static final Removal NONE =
      new Removal(Optional.empty(), Optional.empty(), Optional.empty());

  /** Checks the parts. */
  public Removal {
    required(deletion, "deletion");
    required(purge, "purge");
    check(
        purge.isPresent() == required(manifest, "manifest").isPresent(),
        "Invalid removal: purge %s, manifest %s (needs both or none)",
        purge.isPresent(),
        manifest.isPresent());
  }

  /**
   * Returns whether the version is deleted: it cannot be used until it is restored.
   *
   * @return true if it is
   */
  public boolean isDeleted() {
    return deletion.isPresent();
  }

  /**
   * Returns whether the version is purged: its weights are gone for good.
   *
   * @return true if it is
   */
  public boolean isPurged() {
    return purge.isPresent();
  }

  /** Returns text such as {@code purged by alice at 2026-01-02T03:04:05Z (not used any more)}. */
  @Override
  public String toString() {
    String words =
        Stream.of(deletion.map(act -> "deleted " + act), purge.map(act -> "purged " + act))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    return words.isEmpty() ? "neither deleted nor purged" : words;
  }

  /**
   * Who did it, when and why.
   *
   * @param actor the person or service
   * @param time when
   * @param reason why
   */
  public record Act(Actor actor, Instant time, String reason) {
    /** Checks the parts. */
    public Act {
      required(actor, "actor");
      required(time, "time");
      required(reason, "reason");
    }

    /** Returns text such as {@code by alice at 2026-01-02T03:04:05Z (not used any more)}. */
    @Override
    public String toString() {
      return "by "
          + actor.name()
          + " at "
          + time.truncatedTo(ChronoUnit.SECONDS)
          + " ("
          + reason
          + ")";
    }
  }
}
