package io.lifecycle4j.core.model.network;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * The architecture of a model version: who creates its network, and from what text.
 *
 * @param factory the id of the factory, such as {@link #LAYERS}
 * @param config the configuration for the factory
 */
public record Architecture(String factory, String config) {
  /** The factory whose configuration is a {@link Layout}. */
  public static final String LAYERS = "layers";

  /** Checks the parts. */
  public Architecture {
    checkName("network factory", factory);
    required(config, "network configuration");
  }

  /**
   * Parses what {@link #text} returned.
   *
   * @throws io.lifecycle4j.error.CorruptDataException if it is invalid
   */
  public static Architecture read(String text) {
    byte[] bytes = required(text, "architecture").getBytes(StandardCharsets.UTF_8);
    return Json.PLAIN.read(bytes, Architecture.class, "architecture");
  }

  /** Returns a JSON object with {@code factory} and {@code config}. */
  public String text() {
    return Json.PLAIN.text(this);
  }
}
