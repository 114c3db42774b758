package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says how files are read as rows; kept with the version so that it reads the same for ever.
 *
 * @param id names the format, such as {@code csv} or {@code idx}
 * @param options settings of the format
 */
public record Format(String id, Map<String, String> options) {
  /** Checks the parts. */
  public Format {
    checkName("format", id);
    options = Collections.unmodifiableMap(new TreeMap<>(required(options, "options")));
  }

  /**
   * Returns an option.
   *
   * @param name the option
   * @param absent what to return when it is not set
   * @return the value
   */
  public String option(String name, String absent) {
    return options.getOrDefault(name, absent);
  }
}
