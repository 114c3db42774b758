package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where an imported version comes from, and what was on record of it there when it was exported.
 * This home verified that the file was whole, and not that the home of origin wrote it. Immutable.
 *
 * @param home the id of the home that exported it
 * @param model the model
 * @param number the number of the version in that home
 * @param history the entries of that home about the version, oldest first; without those that this
 *     library cannot read
 * @param card the model card that was exported, as Markdown; empty if there was none, or if the
 *     version was purged
 */
public record VersionOrigin(
    UUID home, String model, int number, List<AuditRecord> history, Optional<String> card) {
  /** Checks the parts. */
  public VersionOrigin {
    required(home, "home");
    checkName("model", model);
    check(number >= 1, "Invalid model version: %s (must be at least 1)", number);
    history = copy(history, "history");
    required(card, "card");
  }

  /** Returns text such as {@code fraud:7 of home …}. */
  @Override
  public String toString() {
    return model + ":" + number + " of home " + home;
  }
}
