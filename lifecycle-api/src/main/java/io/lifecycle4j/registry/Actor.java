package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidNameException;
import java.text.Normalizer;
import java.util.Locale;

/**
 * A person or service that makes changes recorded in the audit trail.
 *
 * @param name the name, without variation selectors
 */
public record Actor(String name) {
  /** Checks the name. */
  public Actor {
    checkName("actor", name);
    if (name.codePoints().anyMatch(Actor::selectsVariation)) {
      throw new InvalidNameException(
          "Invalid actor name: '"
              + name
              + "' (must not hold variation selectors, which are invisible)");
    }
  }

  /** Other names may have them, as in an emoji; but two actors must not look alike. */
  private static boolean selectsVariation(int c) {
    return (c >= 0xFE00 && c <= 0xFE0F)
        || (c >= 0xE0100 && c <= 0xE01EF)
        || (c >= 0x180B && c <= 0x180F);
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }

  /**
   * Returns an actor: {@code by("alice")}.
   *
   * @param name the name of a person or a service
   * @return the actor
   */
  public static Actor by(String name) {
    return new Actor(name);
  }

  /**
   * Returns whether two names are one to a reader: neither upper and lower case nor the width of
   * letters counts. Approvals are counted so, that {@code bob} and {@code Bob} are one person.
   * Letters of two scripts that look alike are different.
   *
   * @param other another actor
   * @return whether it is the same
   */
  public boolean isSame(Actor other) {
    return folded().equals(required(other, "actor").folded());
  }

  /** Lower case comes first and last: only so, ẞ, ß and ss are one. */
  private String folded() {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }
}
