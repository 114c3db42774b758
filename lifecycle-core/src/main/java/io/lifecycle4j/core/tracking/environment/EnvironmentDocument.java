package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.util.Map;

/** A capsule as canonical JSON, so that runs in one environment share one blob. */
public final class EnvironmentDocument {
  private static final int FORMAT = 1;

  private EnvironmentDocument() {}

  /**
   * The document.
   *
   * @param format the version of the format; an unknown one is rejected
   * @param facts all facts, including those with unknown keys
   */
  private record Environment(int format, Map<String, String> facts) {
    private Environment {
      check(format == FORMAT, "Invalid format of an environment: %s (must be %s)", format, FORMAT);
      facts = EnvironmentCapsule.of(required(facts, "facts")).facts();
    }
  }

  /** Writes a capsule; throws if it is too long, which a captured one never is. */
  public static byte[] write(EnvironmentCapsule capsule) {
    return Json.PLAIN.write(new Environment(FORMAT, required(capsule, "capsule").facts()));
  }

  /** Reads a capsule; throws a CorruptDataException if the bytes are not such a document. */
  public static EnvironmentCapsule read(byte[] bytes) {
    return EnvironmentCapsule.of(Json.PLAIN.read(bytes, Environment.class, "environment").facts());
  }
}
