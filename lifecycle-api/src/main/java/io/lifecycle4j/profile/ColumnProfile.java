package io.lifecycle4j.profile;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Summary of one column.
 *
 * @param name the column, or a statistic of it such as {@code image.mean}
 * @param count number of rows, missing ones included
 * @param missing number of rows without a usable value: NaN, infinite, or empty text
 * @param moments range, mean and spread; null for texts and when all are missing
 * @param histogram counts between edges; null for texts and when all are missing
 * @param categories rows by text; empty for numbers. At most {@value #MAX_CATEGORIES} are told
 *     apart, the rest counts as {@value #OTHER}
 */
public record ColumnProfile(
    String name,
    long count,
    long missing,
    @Nullable Moments moments,
    @Nullable Histogram histogram,
    Map<String, Long> categories) {
  /** How many texts are told apart. */
  public static final int MAX_CATEGORIES = 1_000;

  /** Stands for every text beyond the {@value #MAX_CATEGORIES} first. */
  public static final String OTHER = "(other)";

  /** Checks the parts. */
  public ColumnProfile {
    required(name, "name");
    categories = copy(categories, "categories");
    check(
        missing >= 0 && count >= missing,
        "Invalid profile of %s: %s of %s rows are missing (must be 0 to all)",
        name,
        missing,
        count);
  }
}
