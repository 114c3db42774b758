package io.lifecycle4j.tiers;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.tracking.RunRecord;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Assigns dataset versions, weights of models, files of runs and logs of predictions to storage
 * tiers by rules, and optionally moves their bytes there.
 *
 * <p>Rules only move bytes to colder tiers: a version that no rule selects stays where it is, and
 * so does a version that is colder than its rule. Only versions that {@code hot} selects are moved
 * back, for which the cold store may charge. The home stores the location of bytes, not the rules:
 * pass the rules to each move.
 *
 * <p>Each kind of rule may be added several times; a version is selected if any of them selects it.
 * Hot takes precedence, then the newest versions stay where they are, then cold takes precedence
 * over warm. Bytes that several versions share are in the hottest tier that any of them requires.
 * The weights of models, the files of runs and the logs of predictions are moved only by their own
 * rules ({@link #weights}, {@link #runs}, {@link #predictions}); the training data of a model
 * follow the rules of their version. Manifests, evaluations and pinned blobs are not moved.
 *
 * <p>Each blob is stored in its new place, read back and verified before the old copy is released,
 * and can be read at any time, also after a crash. Old copies in the home are quarantined, and a
 * garbage collection deletes them a week later; so are containers that are no longer used. Not
 * thread-safe.
 */
public interface Tiering {
  /**
   * Moves versions to the hot tier and keeps them there, regardless of other rules. Bytes in a cold
   * store stay there if the home was opened without it.
   *
   * @param rule selects the versions
   * @return this builder
   */
  Tiering hot(TierRule rule);

  /**
   * Moves versions to the hot tier and keeps them there, like {@link #hot(TierRule)}.
   *
   * @param rule selects the versions; evaluated at most once for each version
   * @return this builder
   */
  Tiering hot(Predicate<? super DatasetVersion> rule);

  /**
   * Compresses versions that are in the hot tier.
   *
   * @param rule selects the versions
   * @return this builder
   */
  Tiering warm(TierRule rule);

  /**
   * Compresses versions that are in the hot tier.
   *
   * @param rule selects the versions; evaluated at most once for each version
   * @return this builder
   */
  Tiering warm(Predicate<? super DatasetVersion> rule);

  /**
   * Moves versions to the cold store.
   *
   * @param rule selects the versions
   * @return this builder
   */
  Tiering cold(TierRule rule);

  /**
   * Moves versions to the cold store.
   *
   * @param rule selects the versions; evaluated at most once for each version
   * @return this builder
   */
  Tiering cold(Predicate<? super DatasetVersion> rule);

  /**
   * Moves the files of versions of models: weights, or programs. The version in production stays
   * where it is, unless it is to be hot.
   *
   * @param tier the tier
   * @param rule selects the versions; evaluated at most once for each version
   * @return this builder
   */
  Tiering weights(Tier tier, Predicate<? super RegisteredVersion> rule);

  /**
   * Moves the files of runs: checkpoints and other artifacts. Those of a run in progress stay where
   * they are, unless they are to be hot; so do bytes that are weights as well, unless a rule for
   * {@link #weights} selects them too.
   *
   * @param tier the tier
   * @param rule selects the runs; evaluated at most once for each run
   * @return this builder
   */
  Tiering runs(Tier tier, Predicate<? super RunRecord> rule);

  /**
   * Moves parts of the logs of predictions, of all models.
   *
   * @param tier the tier
   * @param age the least age of all predictions in a part, not negative
   * @return this builder
   */
  Tiering predictions(Tier tier, Duration age);

  /**
   * Leaves the newest versions of each dataset where they are, unless a rule makes them hot.
   * Default: 1. Setting it twice is an error.
   *
   * @param versions the number of versions, 0 for none
   * @return this builder
   */
  Tiering keepNewest(int versions);

  /**
   * Sets the listener that receives the progress, a few times a second, on the moving thread. An
   * exception it throws ends the move; all data stay readable. Default: none.
   *
   * @param listener the listener
   * @return this builder
   */
  Tiering onProgress(Consumer<? super DataProgress> listener);

  /**
   * Moves bytes. Default: a dry run, which only reports the content of the tiers and what would be
   * moved.
   *
   * @return this builder
   */
  Tiering move();

  /**
   * Applies the rules. A corrupt or missing blob is not moved, but reported; all others are moved.
   *
   * @return the content of the tiers, and what was moved, or in a dry run, would be
   * @throws io.lifecycle4j.error.InvalidValueException if {@link #move} is set without a rule, or
   *     if a rule requires the cold tier and the home was opened without a cold store; nothing was
   *     moved
   * @throws io.lifecycle4j.error.CorruptDataException if a journal or a manifest cannot be read, so
   *     that it is unknown which versions need which bytes; nothing was moved
   * @throws io.lifecycle4j.error.ReadOnlyException if the home contains data of a newer version of
   *     the library that this version cannot read, or a journal of the application without the
   *     prefix {@link io.lifecycle4j.storage.spi.JournalStore#OWN}; nothing was moved
   * @throws io.lifecycle4j.error.StorageFailedException if bytes cannot be read, or cannot be
   *     stored in their new place; bytes moved before stay there, and all data stay readable
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted; the
   *     same holds
   */
  TieringReport run();
}
