package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.copy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What people say about a version of a model. It changes nothing that the version does.
 *
 * <p>Immutable. Properties may be added, so that a library keeps those that it does not know.
 *
 * @param properties the texts by name, sorted: the constants of this class, {@link #OWNERS} with
 *     the name of each owner, and {@link #TAGS} with the name of each tag
 */
public record VersionNotes(Map<String, String> properties) {
  /** Nothing was said. */
  public static final VersionNotes NONE = new VersionNotes(Map.of());

  /** The name of the description. */
  public static final String DESCRIPTION = "description";

  /** The name of the intended use. */
  public static final String INTENDED_USE = "intendedUse";

  /** The name of the limitations. */
  public static final String LIMITATIONS = "limitations";

  /** The name of the ways in which the version is known to fail. */
  public static final String KNOWN_FAILURES = "knownFailures";

  /** The name of where to ask about the version. */
  public static final String CONTACT = "contact";

  /** The name of the licence. */
  public static final String LICENSE = "license";

  /** The name of the mark of an archived version. */
  public static final String ARCHIVED = "archived";

  /** What the name of an owner begins with. */
  public static final String OWNERS = "owners.";

  /** What the name of a tag begins with. */
  public static final String TAGS = "tags.";

  /** Copies the properties. */
  public VersionNotes {
    properties = copy(properties, "properties");
  }

  /**
   * Returns these notes after a change.
   *
   * @param set the properties that were set, by name
   * @param removed the names of those that were removed
   * @return the notes
   */
  public VersionNotes with(Map<String, String> set, List<String> removed) {
    Map<String, String> next = new TreeMap<>(properties);
    next.putAll(copy(set, "properties"));
    copy(removed, "removed properties").forEach(next::remove);
    return new VersionNotes(next);
  }

  /**
   * Returns what the version is.
   *
   * @return the text, or empty if there is none
   */
  public Optional<String> description() {
    return Optional.ofNullable(properties.get(DESCRIPTION));
  }

  /**
   * Returns what the version is for.
   *
   * @return the text, or empty if there is none
   */
  public Optional<String> intendedUse() {
    return Optional.ofNullable(properties.get(INTENDED_USE));
  }

  /**
   * Returns what the version cannot do.
   *
   * @return the text, or empty if there is none
   */
  public Optional<String> limitations() {
    return Optional.ofNullable(properties.get(LIMITATIONS));
  }

  /**
   * Returns in which ways the version is known to fail.
   *
   * @return the text, or empty if there is none
   */
  public Optional<String> knownFailures() {
    return Optional.ofNullable(properties.get(KNOWN_FAILURES));
  }

  /**
   * Returns where to ask about the version.
   *
   * @return the text, or empty if there is none
   */
  public Optional<String> contact() {
    return Optional.ofNullable(properties.get(CONTACT));
  }

  /**
   * Returns the licence.
   *
   * @return its identifier, such as {@code apache-2.0}, or empty if there is none
   */
  public Optional<String> license() {
    return Optional.ofNullable(properties.get(LICENSE));
  }

  /**
   * Returns who answers for the version.
   *
   * @return the names, sorted
   */
  public List<String> owners() {
    return named(OWNERS).map(name -> name.substring(OWNERS.length())).toList();
  }

  /**
   * Returns the tags.
   *
   * @return the values by name
   */
  public Map<String, String> tags() {
    Map<String, String> tags = new TreeMap<>();
    named(TAGS)
        .forEach(
            name -> tags.put(name.substring(TAGS.length()), properties.getOrDefault(name, "")));
    return copy(tags, "tags");
  }

  /**
   * Returns what people say of a version whose card is complete, and not of this one.
   *
   * @return names such as {@code intended use}; empty if nothing is missing
   */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    addIfMissing("description", description(), missing);
    addIfMissing("intended use", intendedUse(), missing);
    addIfMissing("limitations", limitations(), missing);
    addIfMissing("known failures", knownFailures(), missing);
    addIfMissing("contact", contact(), missing);
    addIfMissing("owner", owners().stream().findFirst(), missing);
    return List.copyOf(missing);
  }

  private static void addIfMissing(String name, Optional<String> text, List<String> missing) {
    if (text.isEmpty()) {
      missing.add(name);
    }
  }

  /** Returns what is said in one line, such as {@code archived, owner team risk, tag a=b}. */
  @Override
  public String toString() {
    return properties.isEmpty()
        ? "no notes"
        : properties.entrySet().stream()
            .map(each -> words(each.getKey(), each.getValue().replaceAll("\\R", " ")))
            .collect(Collectors.joining(", "));
  }

  private static String words(String name, String value) {
    if (name.startsWith(OWNERS)) {
      return "owner " + name.substring(OWNERS.length());
    }
    if (name.startsWith(TAGS)) {
      return "tag " + name.substring(TAGS.length()) + "=" + value;
    }
    return name.equals(ARCHIVED) ? name : name + " '" + value + "'";
  }

  private Stream<String> named(String prefix) {
    return properties.keySet().stream().filter(name -> name.startsWith(prefix)).sorted();
  }

  /**
   * Returns whether the version is archived: nobody should use it any more.
   *
   * @return true if it is
   */
  public boolean isArchived() {
    return properties.containsKey(ARCHIVED);
  }
}
