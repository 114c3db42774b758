package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Map;

/**
 * How files are read as rows.
 *
 * <p>It is stored with the version, so that the version is always read in the same way.
 *
 * @param id the id of the format, such as {@code csv} or {@code idx}
 * @param options the options of the format
 */
public record Format(String id, Map<String, String> options) {
  /** Checks the parts. */
  public Format {
    checkName("format", id);
    options = copy(options, "options");
  }

  /**
   * Returns an option.
   *
   * @param name the option
   * @param absent the value to return if the option is not set
   * @return the value
   */
  public String option(String name, String absent) {
    return options.getOrDefault(
        required(name, "option name"), required(absent, "default of " + name));
  }
}
