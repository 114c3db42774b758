package io.lifecycle4j.core.badinputs;

import org.jspecify.annotations.Nullable;

/**
 * A public entry of the library that takes a value.
 *
 * @param name how it is called
 * @param kind the kind of value, as in the catalogue
 * @param call passes a value and reads it back
 */
record Entry(String name, String kind, Call call) {
  /** What a look-up returns that found nothing. */
  static final Object ABSENT = "ABSENT";

  /** Passes a value. */
  @FunctionalInterface
  interface Call {
    /**
     * Passes a value to the entry, and reads it back through the library.
     *
     * @param in the home to use
     * @param value the value
     * @return the value as it was read back, or {@link #ABSENT}
     * @throws Exception what the entry throws
     */
    Object pass(Sandbox in, @Nullable String value) throws Exception;
  }

  @Override
  public String toString() {
    return kind + " of " + name;
  }
}
