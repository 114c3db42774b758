package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/**
 * The value of a parameter.
 *
 * @param text its text, exactly as given
 * @param type what it was before it was text
 */
public record Param(String text, Type type) {
  /** Checks the parts. */
  public Param {
    required(text, "text of a parameter");
    required(type, "type of a parameter");
  }

  /** What a value was. More may come: a switch needs a default branch. */
  public enum Type {
    /** A whole number. */
    INTEGER,
    /** Any other number. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** Anything else. */
    TEXT;

    /**
     * Finds a type by its name.
     *
     * @param name as {@link #name()} gives it
     * @return the type; {@link #TEXT} if only a newer version of the library knows it
     */
    public static Type named(String name) {
      for (Type type : values()) {
        if (type.name().equals(name)) {
          return type;
        }
      }
      required(name, "name of a type");
      return TEXT;
    }
  }

  /**
   * Takes a value. Arrays and collections become lists such as {@code [64, 32]}, and what is in an
   * {@link java.util.Optional} is taken out of it.
   *
   * @param value a number, a truth value, or anything that has a text of its own
   * @return the parameter
   * @throws InvalidValueException if it has none: an empty {@code Optional}, or an object whose
   *     class does not say how it is shown
   */
  public static Param of(Object value) {
    return of("value of a parameter", value);
  }

  /**
   * Takes a value of a parameter with a name, as {@link #of(Object)} does.
   *
   * @param name the parameter, which the message of an error names
   * @param value a number, a truth value, a parameter, or anything that has a text of its own
   * @return the parameter
   * @throws InvalidValueException if it has none
   */
  public static Param named(String name, Object value) {
    required(name, "name of a parameter");
    return value instanceof Param param ? param : of("value of parameter " + name, value);
  }

  private static Param of(String what, Object value) {
    if (required(value, what) instanceof Optional<?> optional) {
      check(optional.isPresent(), "Invalid %s: an empty Optional (must have a value)", what);
      return of(what, optional.get());
    }
    String text = ParamText.of(what, value);
    if (value instanceof Boolean) {
      return new Param(text, Type.BOOLEAN);
    }
    if (value instanceof Number number) {
      return new Param(text, whole(number) ? Type.INTEGER : Type.NUMBER);
    }
    return new Param(text, Type.TEXT);
  }

  private static boolean whole(Number number) {
    return number instanceof Long
        || number instanceof Integer
        || number instanceof Short
        || number instanceof Byte
        || number instanceof BigInteger;
  }

  /**
   * Checks that a parameter that has this value is not given another.
   *
   * @param name the parameter
   * @param again what it is set to now
   * @throws ConflictException if that is another text
   */
  public void checkSame(String name, Param again) {
    required(name, "parameter");
    if (!text.equals(required(again, "parameter " + name).text)) {
      throw new ConflictException(
          String.format(
              "Parameter already exists: %s is '%s' (cannot become '%s')", name, text, again));
    }
  }

  /**
   * Reads the value as a number.
   *
   * @return the number
   * @throws InvalidValueException if it is none
   */
  public double asDouble() {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw no("a number");
    }
  }

  /**
   * Reads the value as a whole number.
   *
   * @return the number
   * @throws InvalidValueException if it is none, or too large for 64 bits
   */
  public long asLong() {
    try {
      return new BigDecimal(text).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw no("a whole number");
    }
  }

  /**
   * Reads the value as a truth value.
   *
   * @return the truth value
   * @throws InvalidValueException if it is none
   */
  public boolean asBoolean() {
    if (!text.equals("true") && !text.equals("false")) {
      throw no("true or false");
    }
    return text.equals("true");
  }

  private InvalidValueException no(String expected) {
    return new InvalidValueException(
        "Invalid parameter: '" + text + "' (must be " + expected + ")");
  }

  /**
   * Returns the text.
   *
   * @return the text
   */
  @Override
  public String toString() {
    return text;
  }
}
