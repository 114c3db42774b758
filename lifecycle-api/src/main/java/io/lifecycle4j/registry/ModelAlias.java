package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;
import static java.time.temporal.ChronoUnit.SECONDS;

import java.time.Instant;

/**
 * An alias of a model that names a version.
 *
 * @param name the alias, such as {@code production}
 * @param version the number of the version that it names
 * @param moved the entry that moved it there: who, when and why
 */
public record ModelAlias(String name, int version, AuditRecord moved) {
  /** Checks the parts. */
  public ModelAlias {
    checkName("alias", name);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    required(moved, "entry that moved it");
  }

  /**
   * Returns since when it names the version.
   *
   * @return the time of the entry
   */
  public Instant since() {
    return moved.time();
  }

  /**
   * Returns who moved it there.
   *
   * @return the actor of the entry
   */
  public Actor by() {
    return moved.transition().actor();
  }

  /** Returns it in a line, such as {@code production: version 7 since 2026-01-02T03:04:05Z …}. */
  @Override
  public String toString() {
    return String.format(
        "%s: version %s since %s by %s", name, version, since().truncatedTo(SECONDS), by().name());
  }
}
