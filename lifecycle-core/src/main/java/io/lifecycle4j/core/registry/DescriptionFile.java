package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.isInvisible;

import io.lifecycle4j.core.json.PlacedValue;
import io.lifecycle4j.core.json.WrittenFile;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.DescriptionBuilder;
import io.lifecycle4j.registry.VersionNotes;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** A YAML or JSON file in which a person describes a version. */
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
    PlacedValue all = WrittenFile.read(file).value().orElse(null);
    if (all == null) {
      return; // only comments
    }
    if (all.entries() == null) {
      throw all.invalid("it must be keys with values", null);
    }
    all.entries()
        .forEach(
            (key, said) -> {
              try {
                say(key, said, all, description);
              } catch (InvalidNameException | InvalidValueException e) {
                throw all.invalidKey(key, key + ": " + e.getMessage(), e);
              }
            });
  }

  private void say(String key, PlacedValue said, PlacedValue all, DescriptionBuilder description) {
    var saying = TEXTS.get(key);
    if (saying != null) {
      saying.accept(description, lines(key, said, all).strip());
    } else if (key.equals(OWNERS)) {
      if (said.items() == null || said.items().isEmpty()) {
        throw other(key, all, "a list of names");
      }
      said.items().forEach(owner -> description.owner(text("an item of " + key, owner)));
    } else if (key.equals(TAGS)) {
      if (said.entries() == null || said.entries().isEmpty()) {
        throw other(key, all, "values by name");
      }
      said.entries().forEach((tag, text) -> description.tag(tag, text(key + "." + tag, text)));
    } else {
      throw unknown(key, all);
    }
  }

  /** Returns a text, or a list of texts as lines. */
  private static String lines(String key, PlacedValue said, PlacedValue all) {
    if (said.items() != null && !said.items().isEmpty()) {
      return said.items().stream()
          .map(line -> text("an item of " + key, line))
          .collect(Collectors.joining("\n"));
    }
    if (said.text() == null) {
      throw other(key, all, "a text or a list of texts");
    }
    return text(key, said);
  }

  private static String text(String name, PlacedValue value) {
    String text = value.text();
    if (text == null) {
      throw value.invalid(name + " must be a text", null);
    }
    if (isInvisible(text)) {
      throw value.invalid(name + " has no text", null);
    }
    return text;
  }

  private static InvalidDataException unknown(String key, PlacedValue all) {
    TreeSet<String> known = new TreeSet<>(TEXTS.keySet());
    known.add(OWNERS);
    known.add(TAGS);
    String meant = SimilarNames.find(key, known).map(it -> "did you mean " + it + "? ").orElse("");
    return all.invalidKey(
        key,
        "key %s is unknown (%sthere are %s)".formatted(key, meant, String.join(", ", known)),
        null);
  }

  private static InvalidDataException other(String key, PlacedValue all, String expected) {
    return all.invalidKey(key, "key " + key + " has another value (needs " + expected + ")", null);
  }
}
