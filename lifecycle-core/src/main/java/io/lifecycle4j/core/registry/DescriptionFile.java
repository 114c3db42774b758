package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.json.YamlTexts;
import io.lifecycle4j.core.json.YamlTexts.Field;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.DescriptionBuilder;
import io.lifecycle4j.registry.VersionNotes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A YAML file in which a person describes a version. */
record DescriptionFile(Path file) {
  private static final String OWNERS = "owners";
  private static final String TAGS = "tags";

  /** What the keys with a text say. */
  private static final Map<String, BiConsumer<DescriptionBuilder, String>> TEXTS =
      Map.of(
          VersionNotes.DESCRIPTION, DescriptionBuilder::description,
          VersionNotes.INTENDED_USE, DescriptionBuilder::intendedUse,
          VersionNotes.LIMITATIONS, DescriptionBuilder::limitations,
          VersionNotes.KNOWN_FAILURES, DescriptionBuilder::knownFailures,
          VersionNotes.CONTACT, DescriptionBuilder::contact,
          VersionNotes.LICENSE, DescriptionBuilder::license);

  /**
   * Says all that the file says.
   *
   * @throws InvalidDataException if it cannot be read, or says something else
   */
  void say(DescriptionBuilder description) {
    for (Field field : YamlTexts.read(file.toString(), bytes())) {
      try {
        say(field, description);
      } catch (InvalidNameException | InvalidValueException e) {
        throw invalid(field, field.key() + ": " + e.getMessage(), e);
      }
    }
  }

  private byte[] bytes() {
    if (!Files.isRegularFile(file)) {
      throw new InvalidDataException(
          "Cannot read " + file + ": " + (Files.exists(file) ? "it is no file" : "no such file"));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(YamlTexts.MAX_BYTES + 1);
      if (bytes.length > YamlTexts.MAX_BYTES) {
        throw new InvalidDataException(
            "Cannot read " + file + ": it is too long (at most " + YamlTexts.MAX_BYTES + " bytes)");
      }
      return bytes;
    } catch (IOException e) {
      throw StoredFiles.unreadable(file.toString(), e);
    }
  }

  private void say(Field field, DescriptionBuilder description) {
    var saying = TEXTS.get(field.key());
    String text = field.text() == null ? String.join("\n", field.items()) : field.text();
    if (saying != null) {
      check(field, !text.isEmpty(), "a text or a list of texts");
      saying.accept(description, text.strip());
    } else if (field.key().equals(OWNERS)) {
      check(field, !field.items().isEmpty(), "a list of names");
      field.items().forEach(description::owner);
    } else if (field.key().equals(TAGS)) {
      check(field, !field.entries().isEmpty(), "values by name");
      field.entries().forEach(description::tag);
    } else {
      TreeSet<String> known = new TreeSet<>(TEXTS.keySet());
      known.add(OWNERS);
      known.add(TAGS);
      String meant =
          SimilarNames.find(field.key(), known).map(it -> "did you mean " + it + "? ").orElse("");
      throw invalid(
          field,
          "key %s is unknown (%sthere are %s)"
              .formatted(field.key(), meant, String.join(", ", known)),
          null);
    }
  }

  private void check(Field field, boolean holds, String expected) {
    if (!holds) {
      throw invalid(
          field, "key " + field.key() + " has another value (needs " + expected + ")", null);
    }
  }

  private InvalidDataException invalid(Field field, String problem, @Nullable Exception cause) {
    return YamlTexts.invalid(file.toString(), field.line(), problem, cause);
  }
}
