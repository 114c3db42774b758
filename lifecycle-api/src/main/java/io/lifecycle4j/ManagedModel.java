package io.lifecycle4j;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.WatchedModel;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.GovernedModel;
import io.lifecycle4j.registry.PromotionBuilder;
import io.lifecycle4j.registry.RollbackBuilder;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.retraining.AutomatedModel;
import io.lifecycle4j.serving.Rollouts;
import io.lifecycle4j.serving.ServedModel;
import io.lifecycle4j.serving.ServingStatus;
import io.lifecycle4j.serving.Shadow;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.training.TrainableModel;
import io.lifecycle4j.training.TrainingPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One model with its trainer, gates, drift monitor and serving version.
 *
 * <p>Thread-safe. Serving follows promotions automatically, including those of other processes. A
 * call that began on the old version ends on it, and the next call uses the new one. Versions are
 * loaded on threads of the library. A version that cannot be loaded, or whose loading hangs, delays
 * neither calls on the version that serves nor the next promotion or rollback; {@link
 * #servingStatus()} reports it, and loading is retried at growing intervals, at least once a
 * minute. Every method throws a {@link ClosedException} after {@link #close()}.
 *
 * @param <I> the type of an input
 * @param <O> the type of a predicted value
 */
public interface ManagedModel<I, O>
    extends ServedModel<I, O>,
        WatchedModel,
        AutomatedModel,
        Rollouts,
        GovernedModel,
        TrainableModel,
        AutoCloseable {
  /**
   * Trains a model version like {@link #train(Split)}, and records who trained it: the run has this
   * name as its tag {@code user}, and the audit trail as the actor of the registration.
   *
   * @param split the rows
   * @param actor the person or service that trains
   * @return the candidate, durable on return
   * @throws io.lifecycle4j.error.NotAllowedException if the authorizer of the home forbids it
   */
  ModelVersion train(Split split, Actor actor);

  /**
   * Trains a model version like {@link #train(TrainingPlan)}, and records who trained it, as {@link
   * #train(Split, Actor)} does.
   *
   * @param plan rows, parameters and rule
   * @param actor the person or service that trains
   * @return the candidate, durable on return
   * @throws io.lifecycle4j.error.NotAllowedException if the authorizer of the home forbids it
   */
  ModelVersion train(TrainingPlan plan, Actor actor);

  /**
   * Registers a network that was trained elsewhere as a candidate, which gates, promotion, serving,
   * drift and rollback treat like any other version.
   *
   * <p>The steps are fitted on the training rows of the split; golden rows, baselines and the drift
   * reference come from its rows as in {@link #train}. Of the holdout only the labels are checked.
   * A program, such as a TorchScript or ONNX file, is loaded into this process only if it has the
   * pinned hash, a scan accepts its operators, and it has run in a separate JVM within a deadline
   * and a memory limit. Nothing is stored before every check has passed.
   *
   * @param model the network
   * @param split rows that it did not learn from, at least in the holdout
   * @param actor the person or service that registers it
   * @param reason the reason, stored with text that looks like a secret redacted
   * @return the candidate, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if no engine reads its format
   * @throws io.lifecycle4j.error.InvalidValueException if a program is not pinned by its hash, or a
   *     golden row does not fit the preprocessing and the task
   * @throws io.lifecycle4j.error.InvalidDataException if a file cannot be read, or a label of the
   *     split is not one of the task
   * @throws io.lifecycle4j.error.UntrustedModelException if a file has another hash, is damaged, or
   *     uses operators that are not allowed; if its inputs or outputs are not those of the
   *     preprocessing and the task; if it crashes, hangs or exceeds a limit in the separate JVM; if
   *     a golden row has another output; or if the task cannot use its outputs, such as to choose a
   *     threshold
   * @throws io.lifecycle4j.error.ModelUnavailableException if the engine, or the JVM that tries a
   *     program, cannot start
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted
   * @throws ClosedException if the model is closed, also if it is closed in between
   */
  ModelVersion register(ExternalModel model, Split split, Actor actor, String reason);

  /**
   * Registers the model of a builder like {@link #register(ExternalModel, Split, Actor, String)}.
   *
   * @param model describes the network completely
   * @param split rows that it did not learn from, at least in the holdout
   * @param actor the person or service that registers it
   * @param reason the reason, stored with text that looks like a secret redacted
   * @return the candidate, durable on return
   */
  ModelVersion register(ExternalModel.Builder model, Split split, Actor actor, String reason);

  /**
   * Writes a version into one file, which another home imports. Like {@code
   * models().export(version).toFile(file)}.
   *
   * @param version a version of this model
   * @param file the new file
   * @return its length in bytes
   * @throws io.lifecycle4j.error.CorruptDataException if a stored file or the audit trail is
   *     corrupt
   * @throws io.lifecycle4j.error.InvalidValueException if the file exists, or would be inside a
   *     home, or if the version is of another model
   * @throws io.lifecycle4j.error.NotFoundException if the version is not registered
   */
  long export(ModelVersion version, Path file);

  /**
   * Registers a version that another home exported, as a candidate with the next number. It keeps
   * its id and its provenance; the entry in the audit trail names its home and its number there. A
   * version that is already registered here is not registered again: that one is returned, and the
   * log says so.
   *
   * <p>Nothing of the file is used before all of it is verified, and nothing is registered before
   * the network was loaded and has computed its golden rows. That the file comes from the home that
   * it names is known only if the id is given: see {@link #importFrom(Path, BlobId, Actor,
   * String)}.
   *
   * @param file a file that {@link #export} wrote, for a model of this name
   * @param actor the person or service that imports it
   * @param reason the reason, stored with text that looks like a secret redacted
   * @return the version of this home, durable on return
   * @throws io.lifecycle4j.error.InvalidDataException if the file cannot be read or was changed, or
   *     if it is of another model
   * @throws io.lifecycle4j.error.InvalidValueException if the version has another task or needs
   *     other inputs than this model, or if its network is a program
   * @throws io.lifecycle4j.error.UntrustedModelException if the signature of the network does not
   *     fit its preprocessing and its task, or a golden row has another output
   * @throws io.lifecycle4j.error.NotFoundException if no engine reads its format
   * @throws io.lifecycle4j.error.ModelUnavailableException if the engine cannot load it
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted
   * @throws ClosedException if the model is closed, also if it is closed in between
   */
  ModelVersion importFrom(Path file, Actor actor, String reason);

  /**
   * Registers a version like {@link #importFrom(Path, Actor, String)}, but only if it has an id
   * that was received in another way than the file. The id of a version covers its manifest and its
   * weights, but not what its home recorded of it, such as evaluations and approvals. The
   * {@linkplain io.lifecycle4j.registry.ExportedVersion#file id of the file} covers all.
   *
   * <p>Required for a network that is a program, such as TorchScript or ONNX. As in {@link
   * #register}, such a network is loaded into this process only after it has computed its golden
   * rows in a separate JVM within a deadline and a memory limit.
   *
   * @param file a file that {@link #export} wrote, for a model of this name
   * @param id the {@linkplain ModelVersion#id id} of the version in the home that exported it, or
   *     the id of the file
   * @param actor the person or service that imports it
   * @param reason the reason, stored with text that looks like a secret redacted
   * @return the version of this home, durable on return
   * @throws io.lifecycle4j.error.UntrustedModelException if both have another id, or its program
   *     crashes, hangs or exceeds a limit in the separate JVM; and as above
   */
  ModelVersion importFrom(Path file, BlobId id, Actor actor, String reason);

  /**
   * Evaluates a version on the holdout rows of its split. The look is recorded before the rows are
   * read ({@code home.models().looks(name)}). The audit trail names the evaluation, and {@code
   * home.models().evaluations(version)} returns it for ever.
   *
   * @param version a version of this model
   * @return its metrics, and those of its baselines
   * @throws io.lifecycle4j.error.PredictionFailedException if the network cannot run the rows, or
   *     the task cannot score them
   * @throws io.lifecycle4j.error.NotFoundException if its data are not in this home
   * @throws io.lifecycle4j.error.SealedDataException if 20 other versions were evaluated on these
   *     rows
   */
  Evaluation evaluate(ModelVersion version);

  /**
   * Evaluates a version like {@link #evaluate(ModelVersion)}, and records who did.
   *
   * @param version a version of this model
   * @param actor who evaluates it
   * @return its metrics, and those of its baselines
   */
  Evaluation evaluate(ModelVersion version, Actor actor);

  /**
   * Begins a stress test: how much worse a version becomes on perturbed holdout rows, with missing
   * cells, noise, wrong units, unseen categories, shifts, changed images, and adversarial steps
   * along its gradients.
   *
   * <pre>{@code
   * StressReport report = model.stress(version).tests(missing(), noise(0.5)).metric("recall").run();
   * System.out.println(report);
   * }</pre>
   *
   * <p>Rows are changed as requests, before the preprocessing. A row that the preprocessing or the
   * {@linkplain ManagedModelBuilder#validatingRequests policy for invalid requests} rejects is
   * counted as refused. Nothing happens before {@code run}.
   *
   * @param version a version of this model
   * @return a builder
   * @throws io.lifecycle4j.error.NotFoundException if it is not registered
   */
  StressReport.Builder stress(ModelVersion version);

  /**
   * Begins to test a version like {@link #stress(ModelVersion)}, and records who did.
   *
   * @param version a version of this model
   * @param actor the person or service that tests it
   * @return a builder
   */
  StressReport.Builder stress(ModelVersion version, Actor actor);

  /**
   * Judges a version for production: {@link #judge(ModelVersion, String) judge(version,
   * "production")}.
   *
   * @param version a version of this model
   * @return the verdict of each gate, in the order of the gates
   */
  default List<GateVerdict> judge(ModelVersion version) {
    return judge(version, ModelRegistry.PRODUCTION);
  }

  /**
   * Judges a version by the {@linkplain #promotionPolicy policy} of an alias and the gates of this
   * process, on the holdout rows of its split, without promoting it. This is a look at the holdout
   * like any other, and is recorded. The last verdicts for each alias, and the evaluations behind
   * them, are stored. If all gates passed, {@link #promote} to this alias needs no other look, as
   * long as the gates with their parameters, the held-out rows and, if a gate compares with it, the
   * version in production are the same. A gate that needs {@linkplain
   * io.lifecycle4j.registry.GateNeed#MORE_THAN_ROWS more than the rows}, or is known only by its
   * id, is evaluated again on these rows.
   *
   * @param version a version of this model
   * @param alias the alias that is to name it, such as {@code staging}
   * @return the verdict of each gate, in the order of the gates; none if there are no gates
   * @throws io.lifecycle4j.error.SealedDataException if 20 other versions were evaluated on these
   *     rows
   * @throws io.lifecycle4j.error.ConflictException if another holdout was pinned in the meantime;
   *     the verdicts are not kept
   * @throws io.lifecycle4j.error.NotFoundException if the version is not registered, or the policy
   *     requires a gate that this process does not know
   * @throws io.lifecycle4j.error.InvalidNameException if the alias is invalid
   */
  List<GateVerdict> judge(ModelVersion version, String alias);

  /**
   * Judges a version like {@link #judge(ModelVersion, String)}, and records who did.
   *
   * @param version a version of this model
   * @param alias the alias that is to name it
   * @param actor the person or service that judges it
   * @return the verdict of each gate, in the order of the gates; none if there are no gates
   */
  List<GateVerdict> judge(ModelVersion version, String alias, Actor actor);

  /**
   * Prepares the promotion of a version to an alias. Nothing happens before {@link
   * PromotionBuilder#commit}.
   *
   * <pre>{@code
   * model.promote(candidate).to("staging").ifCurrentIs(7).by(alice).reason("Better recall").commit()
   * }</pre>
   *
   * @param version a version of this model
   * @return a builder
   */
  PromotionBuilder promote(ModelVersion version);

  /**
   * Judges a version and, if every gate passes, puts it into production: {@link
   * #promote(ModelVersion) promote(version)}{@code .by(actor).reason(reason).commit()}.
   *
   * @param version a version of this model
   * @param actor the person or service that promotes
   * @param reason the reason, stored with text that looks like a secret redacted
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.GateFailedException if a gate did not pass; production did not
   *     change
   * @throws io.lifecycle4j.error.LifecycleException in the other cases of {@link
   *     PromotionBuilder#commit}; production did not change
   */
  default AuditRecord promote(ModelVersion version, Actor actor, String reason) {
    return promote(version).by(actor).reason(reason).commit();
  }

  /**
   * Prepares the rollback of an alias to its previous version. Nothing happens before {@link
   * RollbackBuilder#commit}.
   *
   * <pre>{@code
   * model.rollback().ifCurrentIs(8).by(alice).reason("Scores look wrong").commit()
   * }</pre>
   *
   * @return a builder
   */
  RollbackBuilder rollback();

  /**
   * Puts the previous production version back into production: {@link #rollback() rollback()}{@code
   * .by(actor).reason(reason).commit()}.
   *
   * <p>It chooses the newest earlier production version that was not itself rolled back. Repeated
   * calls go further back, never forward.
   *
   * @param actor the person or service that rolls back
   * @param reason the reason, stored with text that looks like a secret redacted
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if there is no earlier version; production did
   *     not change
   * @throws io.lifecycle4j.error.LifecycleException in the other cases of {@link
   *     RollbackBuilder#commit}; production did not change
   */
  default AuditRecord rollback(Actor actor, String reason) {
    return rollback().by(actor).reason(reason).commit();
  }

  /**
   * Prepares a shadow: a version that is compared with the serving one on the same inputs,
   * invisible to callers.
   *
   * <pre>{@code
   * model.shadow(version).share(0.1).until(friday).tolerance(1e-3).start(by("alice"), "Before release")
   * }</pre>
   *
   * <p>At most one shadow of a model runs. Nothing happens before {@code start}.
   *
   * @param version a version of this model
   * @return a builder
   * @throws io.lifecycle4j.error.NotFoundException if it is not registered
   */
  Shadow.Builder<O> shadow(ModelVersion version);

  /**
   * Finds the shadow that runs, which another process may have started.
   *
   * @return the shadow, or empty if none runs
   */
  Optional<Shadow<O>> findShadow();

  /**
   * Compares the version in production with the version that serves in this process.
   *
   * @return both versions, and why they differ
   */
  ServingStatus servingStatus();

  /**
   * Stops serving. Calls in progress end, then the network is freed.
   *
   * <p>A training in progress is stopped: its trainer is interrupted and {@linkplain
   * io.lifecycle4j.training.TrainingContext#cancelled can see the cancellation}, its run fails, and
   * {@link #train} throws {@link ClosedException}.
   *
   * <p>Returns within 61 seconds, whatever hangs: 31 for calls in progress and for the engine to
   * free their resources, of which at most 6 for the engine alone; 10 for the prediction log; 5
   * each for trainings, for loads, for following the registry, and for a drift listener. A call
   * that has not ended by then frees its network when it ends; a trainer that has not ended is
   * named in the log and left on its thread. Called from a listener or a served function of this
   * model, it does not wait for calls in progress, and closing continues in the background.
   */
  @Override
  void close();

  /**
   * Stops serving like {@link #close()}, but waits at most {@code patience} for calls instead of 30
   * seconds. These are running calls, those that wait within {@linkplain ManagedModelBuilder#limits
   * limits}, and asynchronous ones that wait for a thread. New calls are rejected at once. Calls
   * that are still waiting afterwards fail with a {@link ClosedException}.
   *
   * @param patience the longest wait for calls, at least 0 and at most one day
   */
  void close(Duration patience);
}
