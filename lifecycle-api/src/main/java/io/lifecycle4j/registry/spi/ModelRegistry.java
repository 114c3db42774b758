package io.lifecycle4j.registry.spi;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Stores model versions and the aliases that name them. A backend implements it.
 *
 * <p>Every method is atomic: after a crash, each call has happened completely or not at all. Reads
 * of versions, aliases and history use memory, take no lock, and see writes of this registry at
 * once; they see writes of other processes a moment later, or after {@link #refresh}. Thread-safe;
 * on shared storage also safe across processes. The registry does not decide what may be promoted,
 * and secrets in reasons and explanations are already redacted.
 *
 * <p>An entry may contain an {@linkplain io.lifecycle4j.registry.UnknownChange unknown change},
 * written by a newer version of the library. A registry keeps it in the history. It rejects later
 * changes to the affected version or alias if the effect of the unknown one is {@link
 * io.lifecycle4j.registry.Effect#SERVES}, and those that move an alias forward if it is {@link
 * io.lifecycle4j.registry.Effect#DECIDES}.
 */
public interface ModelRegistry extends AutoCloseable {
  /** The alias whose version serves. */
  String PRODUCTION = "production";

  /**
   * Stores the bytes of a model file, before the registration that names it.
   *
   * @param file the file
   * @return its name, hash and length; durable on return
   * @throws io.lifecycle4j.error.InvalidDataException if the file cannot be read; nothing was
   *     stored
   */
  StoredFile put(NamedContent file);

  /**
   * Opens a file of a registered version.
   *
   * @param file the file
   * @return the bytes; at the end of the stream, reading throws {@link
   *     io.lifecycle4j.error.CorruptDataException} if they are not the registered ones
   * @throws io.lifecycle4j.error.NotFoundException if it is not stored
   */
  InputStream open(StoredFile file);

  /**
   * Registers the next version of a model, a candidate that no alias names.
   *
   * @param model the name of the model; it is created with its first version
   * @param manifest the manifest; its files are already stored
   * @param actor the actor
   * @param reason the reason
   * @return the version, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if a file of the manifest is not stored
   */
  ModelVersion register(String model, ModelManifest manifest, Actor actor, String reason);

  /**
   * Finds a version.
   *
   * @param model the name of the model
   * @param number the number of the version
   * @return the version, or empty if there is none; of a purged one, what is kept of the manifest
   */
  Optional<ModelVersion> find(String model, int number);

  /**
   * Lists the versions of a model, also those that are deleted or purged. Reads no manifest.
   *
   * @param model the name of the model
   * @return the versions, oldest first; empty if there is no such model
   */
  List<RegisteredVersion> versions(String model);

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
   * @return the number of the version, or empty if it names none
   */
  OptionalInt named(String model, String alias);

  /**
   * Makes all changes of a transition atomically. The library checks its own rules, such as those
   * of policies, before this call; if another process writes in between, only the preconditions
   * that this registry checks itself hold.
   *
   * @param transition the transition
   * @return its record in the audit trail, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if a change affects a version that does not
   *     exist, or a blob that a change needs is not stored
   * @throws io.lifecycle4j.error.ConflictException if the precondition of a change does not hold,
   *     or it affects a deleted version and does not restore or purge it
   * @throws io.lifecycle4j.error.PurgedDataException if a change needs the files of a purged
   *     version: it names the version, evaluates or judges it
   * @throws io.lifecycle4j.error.ReadOnlyException if an unknown change blocks the version or alias
   */
  AuditRecord apply(Transition transition);

  /**
   * Returns the audit trail of a model.
   *
   * @param model the name of the model
   * @return the records, oldest first; empty if there is no such model
   */
  List<AuditRecord> history(String model);

  /**
   * Reads the audit trail to its end: every later read sees everything that any process wrote
   * before this call.
   *
   * @return the sequence of the newest record of all models, 0 if there is none
   */
  long refresh();

  /**
   * Calls a listener whenever reads may return new data: after a write of this registry, and after
   * it has read a write of another process. A call may occur without a change, and one call may
   * cover several changes, but every change is followed by a call. A call that throws is repeated,
   * and delays those of other listeners by at most a second.
   *
   * @param listener the listener, which must return at once; called by any thread, one call at a
   *     time, until it is removed or the registry is closed
   * @return removes the listener; a call in progress may still end afterwards
   */
  Runnable onChange(Runnable listener);

  /**
   * Returns the journal with the entries of all models, so that the library can verify their links
   * and export them. Default: none, for a registry whose entries are not linked.
   *
   * @return the journal, which is only read; empty if there is none
   */
  default Optional<AuditJournal> audit() {
    return Optional.empty();
  }

  /**
   * Releases the resources of the registry; by default there are none. Idempotent. After it, reads
   * and changes throw {@link ClosedException}.
   */
  @Override
  default void close() {}
}
