package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A random change of the images that a network is trained on, so that it learns what does not
 * matter. Validation and serving get images as they are.
 *
 * <p>The change of an image depends only on the seed of the training, the epoch and the row, so
 * that a training that is resumed has the same bits. Pixels are interpolated linearly; what comes
 * from outside of the image is 0, after all preprocessing. Immutable and thread-safe.
 */
public final class Augmentation {
  /** All that {@link #parse} reads. */
  static final List<String> NAMES =
      List.of("horizontalFlip", "verticalFlip", "shift", "rotate", "crop");

  private static final Pattern CALL = Pattern.compile("([A-Za-z]+)(?:\\((.*)\\))?");

  private final String name;
  private final double amount;

  private Augmentation(String name, double amount) {
    this.name = name;
    this.amount = amount;
  }

  /**
   * Mirrors every second image, left to right.
   *
   * @return the change
   */
  public static Augmentation horizontalFlip() {
    return new Augmentation("horizontalFlip", 0);
  }

  /**
   * Mirrors every second image, upside down.
   *
   * @return the change
   */
  public static Augmentation verticalFlip() {
    return new Augmentation("verticalFlip", 0);
  }

  /**
   * Shifts images by whole pixels, in both directions.
   *
   * @param pixels the most pixels, at least 1; fewer than the image has
   * @return the change
   */
  public static Augmentation shift(int pixels) {
    check(pixels >= 1 && pixels <= 10_000, "Invalid shift: %s pixels (must be 1 to 10000)", pixels);
    return new Augmentation("shift", pixels);
  }

  /**
   * Rotates images around their centre, in both directions.
   *
   * @param degrees the greatest angle, above 0, at most 180
   * @return the change
   */
  public static Augmentation rotate(double degrees) {
    check(
        degrees > 0 && degrees <= 180,
        "Invalid rotation: %s degrees (must be above 0, at most 180)",
        degrees);
    return new Augmentation("rotate", degrees);
  }

  /**
   * Takes a part of the image at a random place, and enlarges it to the size of the image.
   *
   * @param share the least share of the area, above 0, below 1
   * @return the change
   */
  public static Augmentation crop(double share) {
    check(share > 0 && share < 1, "Invalid crop: %s (must be above 0, below 1)", share);
    return new Augmentation("crop", share);
  }

  /** Parses what {@link #toString} returns. */
  static Augmentation parse(String text) {
    Matcher call = CALL.matcher(required(text, "augmentation").strip());
    String found = call.matches() ? call.group(1) : "";
    String amount = call.matches() && call.group(2) != null ? call.group(2).strip() : "";
    boolean flip = found.endsWith("Flip");
    if (!NAMES.contains(found) || flip != amount.isEmpty()) {
      throw new InvalidValueException(
          "Invalid augmentation: "
              + text
              + " (must be horizontalFlip, verticalFlip, or such as shift(2), rotate(10),"
              + " crop(0.8))");
    }
    return of(found, amount, text);
  }

  private static Augmentation of(String found, String amount, String text) {
    try {
      return switch (found) {
        case "horizontalFlip" -> horizontalFlip();
        case "verticalFlip" -> verticalFlip();
        case "shift" -> shift(Integer.parseInt(amount));
        case "rotate" -> rotate(Double.parseDouble(amount));
        default -> crop(Double.parseDouble(amount));
      };
    } catch (NumberFormatException e) {
      throw new InvalidValueException(
          "Invalid augmentation: " + text + " (needs a number in parentheses)", e);
    }
  }

  String name() {
    return name;
  }

  /** Returns the number in parentheses. */
  double amount() {
    return amount;
  }

  /** Returns the text that a file of settings has, such as {@code shift(2)}. */
  @Override
  public String toString() {
    if (amount == 0) {
      return name;
    }
    boolean whole = name.equals("shift");
    return name + "(" + (whole ? String.format(Locale.ROOT, "%.0f", amount) : amount) + ")";
  }
}
