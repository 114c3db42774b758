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
 * @param text the text, exactly as set
 * @param type the type of the value before it was converted to text
 */
public record Param(String text, Type type) {
  /** Checks the parts. */
  public Param {
    required(text, "text of a parameter");
    required(type, "type of a parameter");
  }

  /** The type of a value. Constants may be added: a switch needs a default branch. */
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
     * @param name the name, as {@link #name()} returns it
     * @return the type; {@link #TEXT} for a type of a newer version of the library
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
   * Returns a parameter with a value. Arrays and collections become lists such as {@code [64, 32]};
   * an {@link java.util.Optional} is unwrapped.
   *
   * @param value a number, a boolean, or any object with a text form
   * @return the parameter
   * @throws InvalidValueException if it has no text form: an empty {@code Optional}, or an object
   *     whose class does not override {@code toString}
   */
  public static Param of(Object value) {
    return of("value of a parameter", value);
  }

  /**
   * Returns a parameter with a value, like {@link #of(Object)}, with a name for error messages.
   *
   * @param name the name of the parameter
   * @param value a number, a boolean, a parameter, or any object with a text form
   * @return the parameter
   * @throws InvalidValueException if it has no text form
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
   * Checks that a parameter with this value is not set to another value.
   *
   * @param name the parameter
   * @param again the new value
   * @throws ConflictException if its text differs
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
   * @throws InvalidValueException if it is not a number
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
   * @throws InvalidValueException if it is not a whole number or does not fit into 64 bits
   */
  public long asLong() {
    try {
      return new BigDecimal(text).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw no("a whole number");
    }
  }

  /**
   * Reads the value as a boolean.
   *
   * @return the boolean
   * @throws InvalidValueException if it is not a boolean
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
