package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.util.Map;

/** A capsule as a document: canonical JSON, so that runs in one environment share one blob. */
public final class EnvironmentDocument {
  private static final int FORMAT = 1;

  private EnvironmentDocument() {}

  /**
   * What is written.
   *
   * @param format the number of the form; one that is not known is refused
   * @param facts all facts, those with unknown keys too
   */
  private record Environment(int format, Map<String, String> facts) {
    private Environment {
      check(format == FORMAT, "Invalid format of an environment: %s (must be %s)", format, FORMAT);
      facts = EnvironmentCapsule.of(required(facts, "facts")).facts();
    }
  }

  /**
   * Writes a capsule.
   *
   * @param capsule what was captured
   * @return the document
   * @throws io.lifecycle4j.error.InvalidValueException if it is too long; one that was captured
   *     never is
   */
  public static byte[] write(EnvironmentCapsule capsule) {
    return Json.PLAIN.write(new Environment(FORMAT, required(capsule, "capsule").facts()));
  }

  /**
   * Reads a capsule.
   *
   * @param bytes a document
   * @return the capsule; equal to the one that was written
   * @throws io.lifecycle4j.error.CorruptDataException if it is no such document
   */
  public static EnvironmentCapsule read(byte[] bytes) {
    return EnvironmentCapsule.of(Json.PLAIN.read(bytes, Environment.class, "environment").facts());
  }
}
