package io.lifecycle4j.registry;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The registered models of a home.
 *
 * <p>Thread-safe. Promotion and rollback are methods of {@code ManagedModel}, which has the gates.
 * The lists of an unknown model are empty, but a search is an error; a numbered version must exist.
 */
public interface Models {
  /**
   * Lists the models.
   *
   * @return the names, sorted
   */
  List<String> names();

  /**
   * Lists the versions of a model that are not deleted, from memory and without manifests.
   *
   * @param model the name of the model
   * @return the versions, oldest first; empty if there is no such model
   */
  List<RegisteredVersion> versions(String model);

  /**
   * Lists the versions of a model, also those that are deleted, from memory.
   *
   * @param model the name of the model
   * @return the versions, oldest first; empty if there is no such model
   */
  List<RegisteredVersion> allVersions(String model);

  /**
   * Lists the versions of a model that meet a condition, from memory; only parameters are read from
   * its runs. The metrics are those of the newest evaluation of a version.
   *
   * <pre>{@code
   * models.search("fraud", metric("recall").above(0.8).and(alias().is("production")))
   * }</pre>
   *
   * @param model the name of the model
   * @param condition the condition, on what {@link VersionQuery} names
   * @return the versions, oldest first
   * @throws io.lifecycle4j.error.NotFoundException if there is no such model
   * @throws io.lifecycle4j.error.InvalidValueException if the condition refers to what no version
   *     can have, or compares a metric or a tag that no version has, though some have others
   */
  List<RegisteredVersion> search(String model, Condition condition);

  /**
   * Lists the versions of a model that meet a condition, as a text.
   *
   * @param model the name of the model
   * @param condition the condition, such as {@code metrics.recall > 0.8 AND tags.team = 'risk' AND
   *     alias = 'production'}
   * @return the versions, oldest first
   * @throws io.lifecycle4j.error.NotFoundException if there is no such model
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not a condition, refers to
   *     what no version can have, or compares a metric or a tag that no version has, though some
   *     have others
   */
  default List<RegisteredVersion> search(String model, String condition) {
    return search(model, Conditions.parse(condition));
  }

  /**
   * Finds versions of one, several or all models.
   *
   * @param query the condition, the order and the page
   * @return a page of versions
   * @throws io.lifecycle4j.error.NotFoundException if there is no model of a name
   * @throws io.lifecycle4j.error.InvalidValueException if the cursor is none of the query, or no
   *     version has a metric or a tag that it compares or orders by, though some have others
   */
  VersionPage search(VersionQuery query);

  /**
   * Returns a version.
   *
   * @param model the name of the model
   * @param number the number of the version
   * @return the version
   * @throws io.lifecycle4j.error.NotFoundException if there is no such version
   */
  ModelVersion version(String model, int number);

  /**
   * Finds the version that an alias names.
   *
   * @param model the name of the model
   * @param alias the alias, such as {@link ModelRegistry#PRODUCTION}
   * @return the version, or empty if the alias names none or there is no such model
   */
  Optional<ModelVersion> findNamed(String model, String alias);

  /**
   * Finds the version that an alias named at a time, by the clocks of the processes that moved it.
   *
   * @param model the name of the model
   * @param alias the alias, such as {@link ModelRegistry#PRODUCTION}
   * @param at the time; one in the future finds what the alias names now
   * @return the version, or empty if the alias named none then or there is no such model
   */
  Optional<ModelVersion> findNamed(String model, String alias, Instant at);

  /**
   * Returns what people decide about a model, without opening it: no trainer, engine or class of
   * inputs is needed.
   *
   * <pre>{@code
   * models.governed("fraud").history()
   * }</pre>
   *
   * @param model the name of the model; its first version may be registered later
   * @return the model as the registry knows it
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be the name of a model
   */
  GovernedModel governed(String model);

  /**
   * Prepares to say something about a version: a description, tags, owners. Nothing happens before
   * {@link DescriptionBuilder#commit}.
   *
   * <pre>{@code
   * models.describe(version).tag("team", "risk").owner("bob").by(alice).reason("Reviewed").commit()
   * }</pre>
   *
   * @param version a version of this home
   * @return a builder
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   */
  DescriptionBuilder describe(ModelVersion version);

  /**
   * Prepares to say something about a version that {@link #versions} lists.
   *
   * @param version a version of this home
   * @return a builder
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   */
  DescriptionBuilder describe(RegisteredVersion version);

  /**
   * Deletes a version: {@link #versions} does not list it any more, and until it is restored it can
   * neither be evaluated nor promoted nor exported. Its files stay, its number is not reused, and
   * the audit trail keeps all of it. Nothing serves differently.
   *
   * @param version a version of this home
   * @param actor the person or service
   * @param reason why, stored with text that looks like a secret redacted; not blank
   * @return the record in the audit trail, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   * @throws io.lifecycle4j.error.ConflictException if an alias, a rollout or a shadow names the
   *     version, if a rollback of {@code production} would return to it, so that it stands by, or
   *     if it is deleted; nothing was changed
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is read-only, or a newer library
   *     changed the version
   */
  AuditRecord delete(RegisteredVersion version, Actor actor, String reason);

  /**
   * Deletes a version, like {@link #delete(RegisteredVersion, Actor, String)}.
   *
   * @param version a version of this home
   * @param actor the person or service
   * @param reason why
   * @return the record in the audit trail, durable on return
   */
  default AuditRecord delete(ModelVersion version, Actor actor, String reason) {
    return delete(RegisteredVersion.of(version), actor, reason);
  }

  /**
   * Restores a deleted version. One that is purged is listed again, without its files.
   *
   * @param version a version of this home
   * @param actor the person or service
   * @param reason why, stored with text that looks like a secret redacted; not blank
   * @return the record in the audit trail, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   * @throws io.lifecycle4j.error.ConflictException if it is not deleted
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is read-only, or a newer library
   *     changed the version
   */
  AuditRecord restore(RegisteredVersion version, Actor actor, String reason);

  /**
   * Restores a deleted version, like {@link #restore(RegisteredVersion, Actor, String)}.
   *
   * @param version a version of this home
   * @param actor the person or service
   * @param reason why
   * @return the record in the audit trail, durable on return
   */
  default AuditRecord restore(ModelVersion version, Actor actor, String reason) {
    return restore(RegisteredVersion.of(version), actor, reason);
  }

  /**
   * Purges a version for good: the next garbage collection frees its weights, its golden rows and
   * the figures of rows in its evaluations, as far as nothing else needs them. Its metadata stay:
   * the rest of the manifest, the evaluations, notes and the audit trail. It can neither be
   * evaluated nor promoted nor exported any more. Its number is not reused.
   *
   * @param version a version of this home, deleted or not
   * @param actor the person or service
   * @param reason why, stored with text that looks like a secret redacted; not blank
   * @return the record in the audit trail, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   * @throws io.lifecycle4j.error.ConflictException if the version is or was in production, an
   *     alias, a rollout or a shadow names it, or it is purged; nothing was changed
   * @throws io.lifecycle4j.error.CorruptDataException if its manifest is corrupt or lost
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is read-only, or a newer library
   *     changed the version
   */
  AuditRecord purge(RegisteredVersion version, Actor actor, String reason);

  /**
   * Purges a version for good, like {@link #purge(RegisteredVersion, Actor, String)}.
   *
   * @param version a version of this home, deleted or not
   * @param actor the person or service
   * @param reason why
   * @return the record in the audit trail, durable on return
   */
  default AuditRecord purge(ModelVersion version, Actor actor, String reason) {
    return purge(RegisteredVersion.of(version), actor, reason);
  }

  /**
   * Prepares an export of a version into files that other programs read.
   *
   * @param version a version of this home
   * @return the export, not yet started
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   * @throws io.lifecycle4j.error.ConflictException if the version is deleted
   * @throws io.lifecycle4j.error.PurgedDataException if the version is purged
   */
  ModelExport export(ModelVersion version);

  /**
   * Lists the evaluations of a version that were kept, with their metrics, from memory: those by
   * {@code ManagedModel.evaluate}, those that gates used to decide on a promotion, of the candidate
   * and of the version in production, and those that came with a version from another home. Each is
   * named by an entry, also if it is equal to an earlier one.
   *
   * @param version a version of this home
   * @return the evaluations, oldest first
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   */
  List<KeptEvaluation> evaluations(ModelVersion version);

  /**
   * Lists the evaluations of a version that {@link #versions} lists.
   *
   * @param version a version of this home
   * @return the evaluations, oldest first
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   */
  List<KeptEvaluation> evaluations(RegisteredVersion version);

  /**
   * Lists the stress reports of a version that were kept, from memory: those by {@code
   * ManagedModel.stress}, and those that came with a version from another home.
   *
   * @param version a version of this home
   * @return the reports, oldest first
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   */
  List<KeptStressReport> stressReports(ModelVersion version);

  /**
   * Lists the stress reports of a version that {@link #versions} lists.
   *
   * @param version a version of this home
   * @return the reports, oldest first
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   */
  List<KeptStressReport> stressReports(RegisteredVersion version);

  /**
   * Returns the looks at held-out rows that were taken for a model: by {@code evaluate} and {@code
   * judge}, and to promote a version or roll it out. Each was recorded before the rows were read.
   *
   * @param model the name of the model
   * @return the looks, oldest first; empty if there is no such model
   * @throws io.lifecycle4j.error.NotFoundException if only a similar name exists
   * @throws io.lifecycle4j.error.CorruptDataException if the ledger is corrupt
   */
  List<HoldoutLook> looks(String model);

  /**
   * Compares two versions: their metrics, data, steps, networks, parameters, gates, policies and
   * libraries. Evaluates nothing: the metrics are those of {@link #evaluations}.
   *
   * @param left a version of this home
   * @param right another version of this home, perhaps of another model
   * @return the comparison
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   * @throws io.lifecycle4j.error.InvalidValueException if both are the same version
   * @throws io.lifecycle4j.error.CorruptDataException if a stored evaluation is corrupt or lost
   */
  ModelComparison compare(ModelVersion left, ModelVersion right);

  /**
   * Returns the card of a version: all that the home has on record of it, for people.
   *
   * <pre>{@code
   * Files.writeString(Path.of("card.html"), models.card(version).html());
   * }</pre>
   *
   * @param version a version of this home
   * @return the card, as of now
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   * @throws io.lifecycle4j.error.CorruptDataException if a stored evaluation, the ledger of looks
   *     or the run is corrupt
   */
  ModelCard card(ModelVersion version);

  /**
   * Searches for reasons to doubt that a version is as good as it looks: a column that alone
   * predicts the label, rows shared by training and holdout, a jump in quality, a baseline that is
   * as good. Reads the rows that the version learned from, and the hashes of the held-out rows,
   * which is no look at them; {@link ModelCard#suspicions} reads no rows.
   *
   * @param version a version of this home
   * @return the suspicions; empty if there are none. One of the kind {@code UNCHECKED} says that
   *     the rows are not in this home any more
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   * @throws io.lifecycle4j.error.CorruptDataException if the data or an evaluation are corrupt
   */
  List<Suspicion> suspicions(ModelVersion version);

  /**
   * Returns the audit trail of a model: who made each change, when and why, and the verdicts.
   *
   * @param model the name of the model
   * @return the records, oldest first; empty if there is no such model
   * @throws io.lifecycle4j.error.NotFoundException if only a similar name exists
   */
  List<AuditRecord> history(String model);

  /**
   * Finds where an imported version comes from, and who judged and approved it there.
   *
   * @param version a version of this home
   * @return its origin, with its model card; empty if it was not imported
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version
   * @throws io.lifecycle4j.error.CorruptDataException if what was exported is corrupt or missing
   */
  Optional<VersionOrigin> findOrigin(RegisteredVersion version);

  /**
   * Returns the columns and the rules of the training data, by which requests are checked.
   *
   * @param version a version of this home
   * @return the data sheet
   * @throws io.lifecycle4j.error.NotFoundException if the home has no such version, or neither has
   *     its data nor imported it with a data sheet
   */
  DataSheet dataSheet(ModelVersion version);

  /**
   * Reads which version is in an exported file, and verifies every byte of it. Imports nothing.
   *
   * @param file a file that {@link ModelExport#toFile} wrote
   * @return the version
   * @throws io.lifecycle4j.error.InvalidDataException if the file cannot be read, or was changed
   */
  ExportedVersion readExport(Path file);

  /**
   * Prepares a subscription to events: what happens to the models of this home, in whatever
   * process. Each is a change that the audit trail records.
   *
   * <pre>{@code models.events().named("slack").type("moved").onEvent(event -> …)}</pre>
   *
   * @return a builder
   * @throws io.lifecycle4j.error.MissingCapabilityException if the registry does not link entries
   */
  SubscriptionBuilder events();

  /**
   * Returns the audit trail of all models, to verify that nobody changed it.
   *
   * @return the trail
   * @throws io.lifecycle4j.error.MissingCapabilityException if the registry does not link entries
   */
  AuditTrail audit();
}
