package io.lifecycle4j.registry;

import java.nio.file.Path;

/**
 * What somebody says about a version, before it is said.
 *
 * <p>Nothing has happened before {@link #commit}. What is not named stays as it is. Not
 * thread-safe. Setting a part twice is an error. Text that looks like a secret is redacted.
 */
public interface DescriptionBuilder {
  /**
   * Says what the version is.
   *
   * @param text the text; a blank one removes it
   * @return this builder
   */
  DescriptionBuilder description(String text);

  /**
   * Says what the version is for.
   *
   * @param text the text; a blank one removes it
   * @return this builder
   */
  DescriptionBuilder intendedUse(String text);

  /**
   * Says what the version cannot do.
   *
   * @param text the text; a blank one removes it
   * @return this builder
   */
  DescriptionBuilder limitations(String text);

  /**
   * Says in which ways the version is known to fail.
   *
   * @param text the text; a blank one removes it
   * @return this builder
   */
  DescriptionBuilder knownFailures(String text);

  /**
   * Says where to ask about the version.
   *
   * @param text the text, such as an address; a blank one removes it
   * @return this builder
   */
  DescriptionBuilder contact(String text);

  /**
   * Says under which licence the version may be used.
   *
   * @param identifier the identifier, such as {@code apache-2.0}; a blank one removes it
   * @return this builder
   */
  DescriptionBuilder license(String identifier);

  /**
   * Says all that a YAML file says, or a JSON file if its name ends with {@code .json}. Its keys
   * are {@code description}, {@code intendedUse}, {@code limitations}, {@code knownFailures},
   * {@code contact} and {@code license}, each with a text or a list of texts, of which each is a
   * line; {@code owners} with a list of names; and {@code tags} with values by name.
   *
   * @param file the file in UTF-8, of at most 1 MiB, without tags, anchors and aliases of YAML
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidDataException if it cannot be read, or has another key or a
   *     value that is none of these; the message names the line, the column and the key
   */
  DescriptionBuilder from(Path file);

  /**
   * Adds one who answers for the version.
   *
   * @param name the name of a person or team
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be a name
   */
  DescriptionBuilder owner(String name);

  /**
   * Removes one who answers for the version.
   *
   * @param name the name of a person or team
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be a name
   */
  DescriptionBuilder removeOwner(String name);

  /**
   * Sets a tag.
   *
   * @param name the name of the tag, which may contain slashes
   * @param value its value
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be the name of a tag
   */
  DescriptionBuilder tag(String name, String value);

  /**
   * Removes a tag.
   *
   * @param name the name of the tag
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be the name of a tag
   */
  DescriptionBuilder removeTag(String name);

  /**
   * Marks the version as archived: nobody should use it any more. It still serves where it does,
   * and a rollback may return to it, but no alias moves forward to it.
   *
   * @return this builder
   */
  DescriptionBuilder archive();

  /**
   * Takes the mark of an archived version back.
   *
   * @return this builder
   */
  DescriptionBuilder restore();

  /**
   * Sets who says it. Must be set before {@link #commit}.
   *
   * @param actor the person or service
   * @return this builder
   */
  DescriptionBuilder by(Actor actor);

  /**
   * Sets the reason. Must be set before {@link #commit}.
   *
   * @param reason the reason, not blank
   * @return this builder
   */
  DescriptionBuilder reason(String reason);

  /**
   * Says it, in one record of the audit trail, which is also logged.
   *
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.InvalidValueException if nothing is said, or the actor or the
   *     reason is missing
   * @throws io.lifecycle4j.error.NotFoundException if the version is not registered
   * @throws io.lifecycle4j.error.ReadOnlyException if a newer library changed the version
   */
  AuditRecord commit();
}
