package io.lifecycle4j.core.serving.log;

/**
 * Who answered predictions. Shared by all that the same version answered while nothing changed.
 *
 * @param plan how often the version in production had changed before, in this session
 * @param version the number of the version; {@link #FUNCTION} for a function
 * @param engine the name of the engine; empty for a function
 */
public record AnsweredBy(long plan, int version, String engine) {
  /** The version number of a function. */
  static final int FUNCTION = 0;

  /** Nobody: the call did not run. */
  public static final AnsweredBy NOBODY = new AnsweredBy(0, FUNCTION, "");
}
