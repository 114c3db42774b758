package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.util.Map;

/**
 * A capsule as a document: canonical JSON, so that runs in one environment share one blob.
 *
 * @param format the number of the form; one that is not known is refused
 * @param facts all facts, those with unknown keys too
 */
record EnvironmentDocument(int format, Map<String, String> facts) {
  private static final int FORMAT = 1;

  EnvironmentDocument {
    check(format == FORMAT, "Invalid format of an environment: %s (must be %s)", format, FORMAT);
    facts = EnvironmentCapsule.of(required(facts, "facts")).facts();
  }

  /**
   * Writes a capsule.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it is too long; one that was captured
   *     never is
   */
  static byte[] write(EnvironmentCapsule capsule) {
    return Json.write(new EnvironmentDocument(FORMAT, required(capsule, "capsule").facts()));
  }

  /**
   * Reads a capsule.
   *
   * @throws io.lifecycle4j.error.CorruptDataException if it is no such document
   */
  static EnvironmentCapsule read(byte[] bytes) {
    EnvironmentDocument document = Json.read(bytes, EnvironmentDocument.class, "environment");
    return EnvironmentCapsule.of(document.facts());
  }
}
