package io.lifecycle4j.core.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
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
 * How a fitted preprocessing is written.
 *
 * <p>What was fitted keeps the form of the day it was written: a reader checks the fingerprint
 * before any upgrade of a step and remembers the form, and a writer writes it again, byte for byte.
 * So the fingerprint stays one name for the same steps in runs, lineage and models. One that was
 * put together is written in the form of today and has no fingerprint.
 *
 * @param asked the steps before they were fitted
 * @param golden the golden rows
 * @param input the columns
 * @param steps the fitted steps
 */
record PreprocessingForm(
    List<Step> asked, List<GoldenInput> golden, Schema input, List<FittedStep> steps) {
  private static final List<String> MEANT = List.of("asked", "input", "steps");

  static void register(SimpleModule module) {
    module.addSerializer(new Writer());
    module.addDeserializer(FittedPreprocessing.class, new Reader());
  }

  /** Returns the parts that say what becomes of a row, as canonical JSON. */
  static String meant(ObjectNode preprocessing) {
    ObjectNode meant = preprocessing.objectNode();
    for (String name : MEANT) {
      meant.set(name, preprocessing.path(name));
    }
    return Json.text(meant);
  }

  private FittedPreprocessing with(String form) {
    return new FittedPreprocessing(input, asked, steps, golden, form);
  }

  /**
   * Throws unless the form is that of the parts, so that no name is given to other steps.
   *
   * @throws InvalidValueException if it is another one
   */
  static void check(FittedPreprocessing fitted) {
    if (!fitted.form().isEmpty() && !isOf(fitted)) {
      throw new InvalidValueException(
          "Invalid preprocessing: fingerprint "
              + fitted.fingerprint()
              + " (must be that of its steps)");
    }
  }

  private static boolean isOf(FittedPreprocessing fitted) {
    try {
      PreprocessingForm parts = parse(fitted.form(), PreprocessingForm.class);
      return new PreprocessingForm(parts.asked, fitted.golden(), parts.input, parts.steps)
          .with(meant(parse(fitted.form(), ObjectNode.class)))
          .equals(fitted);
    } catch (CorruptDataException e) {
      return false;
    }
  }

  private static <T> T parse(String form, Class<T> type) {
    return Json.read(form.getBytes(StandardCharsets.UTF_8), type, "form");
  }

  /** The properties as they are written. */
  private record Written(
      Object asked, String fingerprint, Object golden, Object input, Object steps) {}

  private static final class Writer extends StdSerializer<FittedPreprocessing> {
    Writer() {
      super(FittedPreprocessing.class);
    }

    @Override
    public void serialize(
        FittedPreprocessing fitted, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      check(fitted);
      provider.defaultSerializeValue(written(fitted), out);
    }

    private static Written written(FittedPreprocessing fitted) {
      if (fitted.form().isEmpty()) {
        return new Written(fitted.asked(), "", fitted.golden(), fitted.input(), fitted.steps());
      }
      JsonNode form = parse(fitted.form(), ObjectNode.class);
      return new Written(
          form.get("asked"),
          fitted.fingerprint(),
          fitted.golden(),
          form.get("input"),
          form.get("steps"));
    }
  }

  private static final class Reader extends StdDeserializer<FittedPreprocessing> {
    Reader() {
      super(FittedPreprocessing.class);
    }

    @Override
    public FittedPreprocessing deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      ObjectNode node = context.readValue(in, ObjectNode.class);
      JsonNode said = node.path("fingerprint");
      String fingerprint = said.isContainerNode() ? said.toString() : said.asText("");
      String form = fingerprint.isEmpty() ? "" : meant(node);
      if (!form.isEmpty() && !fingerprint.equals(hash(form))) {
        context.reportInputMismatch(
            FittedPreprocessing.class, "the steps do not have the fingerprint %s", fingerprint);
      }
      PreprocessingForm parts = context.readTreeAsValue(node, PreprocessingForm.class);
      try {
        return parts.with(form);
      } catch (LifecycleException e) {
        throw context.instantiationException(FittedPreprocessing.class, e);
      }
    }

    private static String hash(String form) {
      return Hashing.hash(form.getBytes(StandardCharsets.UTF_8)).sha256();
    }
  }
}
