package io.lifecycle4j.registry.spi;

import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Keeps model versions and the aliases that name them. A backend implements it.
 *
 * <p>Every method is atomic: after a crash each call has happened fully or not at all. Reads of
 * versions, aliases and history use memory, take no lock, and see what this registry wrote at once;
 * what another process wrote they see a moment later, or after {@link #refresh}. Thread-safe; on
 * shared storage also safe across processes. What may be promoted is decided above it, and secrets
 * were taken out of reasons and explanations before they come here.
 *
 * <p>An entry may hold a {@linkplain Change.Unknown change of an unknown kind}, written by a newer
 * library. A registry reads past it, and refuses to write what the change is about.
 */
public interface ModelRegistry extends AutoCloseable {
  /** The alias whose version serves. */
  String PRODUCTION = "production";

  /**
   * Stores the bytes of a model file, ahead of the registration that names it.
   *
   * @param file the file
   * @return its name, hash and length; durable
   * @throws io.lifecycle4j.error.InvalidDataException if the file cannot be read; nothing was
   *     stored
   */
  StoredFile put(NamedContent file);

  /**
   * Opens a file of a registered version.
   *
   * @param file the file
   * @return its bytes; reading the end throws {@link io.lifecycle4j.error.CorruptDataException} if
   *     they are not the registered ones
   * @throws io.lifecycle4j.error.NotFoundException if it is not stored
   */
  InputStream open(StoredFile file);

  /**
   * Registers the next version of a model, a candidate that no alias names.
   *
   * @param model the name of the model; it comes into being with its first version
   * @param manifest everything to keep; its files are stored already
   * @param actor who registers it
   * @param reason why
   * @return the version, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if a file of the manifest is not stored
   */
  ModelVersion register(String model, ModelManifest manifest, Actor actor, String reason);

  /**
   * Finds a version.
   *
   * @param model the name of the model
   * @param number the number of the version
   * @return the version, or empty when there is none
   */
  Optional<ModelVersion> find(String model, int number);

  /**
   * Lists the versions of a model.
   *
   * @param model the name of the model
   * @return the versions, oldest first; empty when there is no such model
   */
  List<ModelVersion> versions(String model);

  /**
   * Lists the models.
   *
   * @return the names, sorted
   */
  List<String> models();

  /**
   * Returns the version that an alias names.
   *
   * @param model the name of the model
   * @param alias the alias
   * @return the number of the version, or empty when it names none
   */
  OptionalInt named(String model, String alias);

  /**
   * Makes all changes of a transition, in one step.
   *
   * @param transition what happens
   * @return its place in the trail, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if a change is about a version that does not
   *     exist
   * @throws io.lifecycle4j.error.ConflictException if the precondition of a change does not hold
   * @throws io.lifecycle4j.error.ReadOnlyException if an unknown change was made to the same
   *     version or alias, or to the whole model
   */
  AuditRecord apply(Transition transition);

  /**
   * Returns the audit trail of a model.
   *
   * @param model the name of the model
   * @return the records, oldest first; empty when there is no such model
   */
  List<AuditRecord> history(String model);

  /**
   * Reads to the head of the trail: what any process has written before this call is seen by every
   * read that begins after it.
   *
   * @return the sequence of the newest record of all models, 0 when there is none
   */
  long refresh();

  /**
   * Waits until the trail of all models passes a sequence; what was written is seen then.
   *
   * @param sequence the sequence to pass
   * @param timeout the longest wait
   * @return whether it was passed
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted
   */
  boolean await(long sequence, Duration timeout);

  /**
   * Frees what the registry holds; by default nothing. Idempotent. Afterwards reads throw {@link
   * IllegalStateException}.
   */
  @Override
  default void close() {}
}
