package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkKey;
import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.isInvisible;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.DescriptionBuilder;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.VersionDescribed;
import io.lifecycle4j.registry.VersionNotes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is said about a version. Not thread-safe. */
final class DescriptionSettings implements DescriptionBuilder {
  private final RegisteredVersion version;
  private final Decisions decisions;
  private final Map<String, String> set = new TreeMap<>();
  private final List<String> removed = new ArrayList<>();
  private final Signed signed = new Signed("description");

  DescriptionSettings(RegisteredVersion version, Decisions decisions) {
    this.version = version;
    this.decisions = decisions;
  }

  @Override
  public DescriptionBuilder description(String text) {
    return text(VersionNotes.DESCRIPTION, "description", text);
  }

  @Override
  public DescriptionBuilder intendedUse(String text) {
    return text(VersionNotes.INTENDED_USE, "intended use", text);
  }

  @Override
  public DescriptionBuilder limitations(String text) {
    return text(VersionNotes.LIMITATIONS, "limitations", text);
  }

  @Override
  public DescriptionBuilder knownFailures(String text) {
    return text(VersionNotes.KNOWN_FAILURES, "known failures", text);
  }

  @Override
  public DescriptionBuilder contact(String text) {
    return text(VersionNotes.CONTACT, "contact", text);
  }

  @Override
  public DescriptionBuilder license(String identifier) {
    return text(VersionNotes.LICENSE, "licence", identifier);
  }

  @Override
  public DescriptionBuilder from(Path file) {
    new DescriptionFile(required(file, "file")).say(this);
    return this;
  }

  private DescriptionBuilder text(String name, String what, String text) {
    return isInvisible(required(text, what))
        ? remove(name, what)
        : set(name, what, FreeText.of(what + " of a version", text));
  }

  @Override
  public DescriptionBuilder owner(String name) {
    return set(VersionNotes.OWNERS + checkName("owner", name), "owner " + name, "");
  }

  @Override
  public DescriptionBuilder removeOwner(String name) {
    return remove(VersionNotes.OWNERS + checkName("owner", name), "owner " + name);
  }

  @Override
  public DescriptionBuilder tag(String name, String value) {
    String what = "tag " + checkKey("tag", name);
    String kept = FreeText.of("tag of a version", name, required(value, "value of " + what));
    return set(VersionNotes.TAGS + name, what, kept);
  }

  @Override
  public DescriptionBuilder removeTag(String name) {
    return remove(VersionNotes.TAGS + checkKey("tag", name), "tag " + name);
  }

  @Override
  public DescriptionBuilder archive() {
    return set(VersionNotes.ARCHIVED, "mark of an archived version", "");
  }

  @Override
  public DescriptionBuilder restore() {
    return remove(VersionNotes.ARCHIVED, "mark of an archived version");
  }

  private DescriptionBuilder set(String name, String what, String value) {
    checkUnset(isNamed(name), "description", what);
    set.put(name, value);
    return this;
  }

  private DescriptionBuilder remove(String name, String what) {
    checkUnset(isNamed(name), "description", what);
    removed.add(name);
    return this;
  }

  private boolean isNamed(String name) {
    return set.containsKey(name) || removed.contains(name);
  }

  @Override
  public DescriptionBuilder by(Actor describer) {
    signed.by(describer);
    return this;
  }

  @Override
  public DescriptionBuilder reason(String why) {
    signed.reason(why);
    return this;
  }

  @Override
  public AuditRecord commit() {
    By by = signed.by(Action.DESCRIBE);
    VersionDescribed described =
        new VersionDescribed(version.model(), version.number(), set, removed);
    return decisions.decide(Action.DESCRIBE, by.transition().change(described).build());
  }
}
