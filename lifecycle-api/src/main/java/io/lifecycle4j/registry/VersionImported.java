package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A registered version came from another home. Precondition: the version exists.
 *
 * @param model the model, of the same name in both homes
 * @param version the number of the version in this home
 * @param home the id of the home that exported it
 * @param number the number of the version in that home
 * @param registrars the names of those who registered it there, or in the homes before
 * @param document the list of what was exported, with entries of the audit trail of that home
 * @param blobs what was exported beside the manifest and its files
 */
public record VersionImported(
    String model,
    int version,
    UUID home,
    int number,
    List<String> registrars,
    BlobId document,
    List<BlobId> blobs)
    implements VersionChange {
  /** Checks the parts. */
  public VersionImported {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    required(home, "home");
    check(number >= 1, "Invalid model version: %s (must be at least 1)", number);
    registrars = copy(registrars, "registrars");
    registrars.forEach(Actor::by);
    required(document, "document");
    blobs = copy(blobs, "blobs");
  }

  @Override
  public Effect effect() {
    return Effect.INFORMS;
  }

  @Override
  public List<BlobId> needs() {
    return Stream.concat(Stream.of(document), blobs.stream()).toList();
  }

  @Override
  public String toString() {
    return model + ":" + version + " imported from " + model + ":" + number + " of home " + home;
  }
}
