package io.lifecycle4j.registry;

import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
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
 * <p>Every method is atomic: after a crash each call has happened fully or not at all. Readers
 * never block. Thread-safe; on shared storage also safe across processes. What may be promoted is
 * decided above it, and secrets were taken out of reasons and explanations before they come here.
 */
public interface ModelRegistry {
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
   * Tells which version an alias names.
   *
   * @param model the name of the model
   * @param alias the alias
   * @return the number of the version, or empty when it names none
   */
  OptionalInt named(String model, String alias);

  /**
   * Records a transition and moves the alias it is about, in one step.
   *
   * @param transition what happens
   * @return its place in the trail, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   * @throws io.lifecycle4j.error.ConflictException if the alias does not name {@code from}
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
   * Tells how far the trail of all models is.
   *
   * @return the sequence of the newest record, 0 when there is none
   */
  long sequence();

  /**
   * Waits until the trail of all models passes a sequence.
   *
   * @param sequence the sequence to pass
   * @param timeout the longest wait
   * @return whether it was passed
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted
   */
  boolean await(long sequence, Duration timeout);
}
