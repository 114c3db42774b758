package io.lifecycle4j.core.error;

/** Says what was thrown by code that is not of the library, whatever it says of itself. */
public final class ThrownText {
  private ThrownText() {}

  /**
   * Describes what was thrown.
   *
   * @param thrown what was thrown
   * @return its own text, or the name of its class if it throws when it is asked for it
   */
  @SuppressWarnings(
      "checkstyle:IllegalCatch") // what cannot say what it is, is described all the same
  public static String of(Throwable thrown) {
    try {
      return String.valueOf(thrown);
    } catch (Throwable e) {
      return thrown.getClass().getName();
    }
  }
}
