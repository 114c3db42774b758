package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.VersionRef;
import java.util.Locale;

/**
 * A dataset version that a run used, and its role.
 *
 * @param version the version
 * @param role the role, such as {@code train}
 */
public record RunInput(VersionRef version, String role) {
  /** Checks the parts. */
  public RunInput {
    required(version, "dataset version");
    checkName("role", role);
  }

  /**
   * Returns a part of a split as an input.
   *
   * @param version the version
   * @param role the part
   * @return the input, with the role in lower case
   */
  public static RunInput of(VersionRef version, SplitRole role) {
    return new RunInput(version, required(role, "role").name().toLowerCase(Locale.ROOT));
  }

  /**
   * Returns the input as text.
   *
   * @return the text, such as {@code rides:3 train}
   */
  @Override
  public String toString() {
    return version + " " + role;
  }
}
