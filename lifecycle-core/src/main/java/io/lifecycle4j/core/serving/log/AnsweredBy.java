package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.serving.Arm;
import org.jspecify.annotations.Nullable;

/**
 * Who answered predictions. Shared by all that the same version answered while nothing changed.
 *
 * @param plan the sequence of the registry's entry that made the plan of who answers; 0 if none did
 * @param version the number of the version; {@link #FUNCTION} for a function
 * @param engine the name of the engine; empty for a function
 * @param arm as what it was chosen; null if nobody answered, or it is unknown
 */
public record AnsweredBy(long plan, int version, String engine, @Nullable Arm arm) {
  /** The version number of a function. */
  static final int FUNCTION = 0;

  /** Nobody: the call did not run. */
  public static final AnsweredBy NOBODY = new AnsweredBy(0, FUNCTION, "");

  /** Creates one whose arm is unknown. */
  public AnsweredBy(long plan, int version, String engine) {
    this(plan, version, engine, null);
  }
}
