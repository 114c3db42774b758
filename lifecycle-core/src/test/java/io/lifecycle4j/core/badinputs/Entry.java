package io.lifecycle4j.core.badinputs;

import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A public entry of the library that takes a value.
 *
 * @param name how it is called
 * @param kind the kind of value, as in the catalogue
 * @param call passes a value and reads it back
 * @param refused which texts this entry refuses although others take them
 * @param erases whether it deletes bytes that were stored before
 */
record Entry(String name, String kind, Call call, Predicate<String> refused, boolean erases) {
  /** What a look-up returns that found nothing. */
  static final Object ABSENT = "ABSENT";

  Entry(String name, String kind, Call call) {
    this(name, kind, call, text -> false, false);
  }

  Entry refusing(Predicate<String> texts) {
    return new Entry(name, kind, call, texts, erases);
  }

  Entry erasing() {
    return new Entry(name, kind, call, refused, true);
  }

  /** Tells which outcomes of an input are right. */
  Set<String> expected(BadInput input, @Nullable String value) {
    return value != null && refused.test(value) ? Set.of("INVALID_VALUE") : input.expected(kind);
  }

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
