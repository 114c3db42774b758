package io.lifecycle4j.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.GoldenInput;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads a fitted preprocessing and checks its fingerprint over what was stored, before any upgrade.
 * The first homes have none, nor golden rows, nor what was asked.
 */
final class PreprocessingReader extends StdDeserializer<FittedPreprocessing> {
  private static final List<String> MEANT = List.of("asked", "input", "steps");

  PreprocessingReader() {
    super(FittedPreprocessing.class);
  }

  @Override
  public FittedPreprocessing deserialize(JsonParser in, DeserializationContext context)
      throws IOException {
    ObjectNode node = context.readValue(in, ObjectNode.class);
    String fingerprint = node.path("fingerprint").asText("");
    if (!fingerprint.isEmpty() && !fingerprint.equals(fingerprint(node))) {
      context.reportInputMismatch(
          FittedPreprocessing.class, "the steps do not have the fingerprint %s", fingerprint);
    }
    for (String later : List.of("asked", "golden")) {
      if (!node.has(later)) {
        node.putArray(later);
      }
    }
    Stored stored = context.readTreeAsValue(node, Stored.class);
    try {
      return new FittedPreprocessing(
          stored.input, stored.asked, stored.steps, stored.golden, fingerprint);
    } catch (LifecycleException e) {
      throw context.instantiationException(FittedPreprocessing.class, e);
    }
  }

  /** The parts, read as a plain record. */
  private record Stored(
      Schema input, List<Step> asked, List<FittedStep> steps, List<GoldenInput> golden) {}

  /** Hashes the parts that say what becomes of a row, as canonical JSON. */
  static String fingerprint(ObjectNode preprocessing) {
    String canonical = Json.text(preprocessing.deepCopy().retain(MEANT));
    return Hashing.hash(canonical.getBytes(StandardCharsets.UTF_8)).sha256();
  }
}
