package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The retention of logged predictions, by age, by size of the log, or by both.
 *
 * <p>Predictions beyond it are deleted in the background while a process has the model open. They
 * are deleted in parts of about a day, so a prediction may be kept a day longer. What was logged in
 * the last hour does not count towards the size. The ground truth of deleted predictions is deleted
 * too. Immutable.
 */
public final class Retention {
  private static final long GIGABYTE = 1_000_000_000;

  private final @Nullable Duration age;
  private final long bytes;

  private Retention(@Nullable Duration age, long bytes) {
    this.age = age;
    this.bytes = bytes;
  }

  /**
   * Keeps all predictions. The log grows until the disk is full.
   *
   * @return the retention
   */
  public static Retention unlimited() {
    return new Retention(null, 0);
  }

  /**
   * Keeps predictions for a number of days.
   *
   * @param days 1 to 36,500
   * @return the retention
   */
  public static Retention days(int days) {
    check(days >= 1 && days <= 36_500, "Invalid number of days: %s (must be 1 to 36,500)", days);
    return new Retention(Duration.ofDays(days), 0);
  }

  /**
   * Keeps the newest predictions of a model, up to a size on disk.
   *
   * @param gigabytes at least 0.1; one gigabyte is 1,000,000,000 bytes
   * @return the retention
   */
  public static Retention gigabytes(double gigabytes) {
    return new Retention(null, bytes(gigabytes));
  }

  /**
   * Also limits the size on disk, as {@link #gigabytes} does.
   *
   * @param gigabytes at least 0.1
   * @return the retention
   */
  public Retention andGigabytes(double gigabytes) {
    check(bytes == 0, "Invalid retention: gigabytes set twice");
    return new Retention(age, bytes(gigabytes));
  }

  private static long bytes(double gigabytes) {
    check(
        gigabytes >= 0.1 && gigabytes <= 1e9,
        "Invalid gigabytes: %s (must be 0.1 to 1,000,000,000)",
        gigabytes);
    return (long) (gigabytes * GIGABYTE);
  }

  /**
   * Returns the age from which predictions are deleted.
   *
   * @return the age; empty if predictions are not deleted by age
   */
  public Optional<Duration> age() {
    return Optional.ofNullable(age);
  }

  /**
   * Returns the size on disk from which the oldest predictions of a model are deleted.
   *
   * @return the bytes; empty if predictions are not deleted by size
   */
  public OptionalLong bytes() {
    return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  @Override
  public String toString() {
    return "Retention["
        + (age == null ? "any age" : age.toDays() + " days")
        + ", "
        + (bytes == 0 ? "any size" : bytes + " bytes")
        + "]";
  }
}
