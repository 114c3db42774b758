package io.lifecycle4j.maintenance;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DatasetVersion;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Says by rules in which tier the bytes of data set versions shall lie, and moves them there when
 * told to.
 *
 * <p>Rules only make colder, and nothing comes back by itself: a version that no rule names stays
 * where it is, and one that lies colder than its rule says does too. Only what {@code hot} names is
 * brought back, which may cost what the cold store asks for its bytes. The home remembers where
 * bytes lie, not the rules: whoever moves gives them each time.
 *
 * <p>Each kind of rule may be given several times; a version is named if one of them names it. Hot
 * wins over all, then the newest versions stay where they are, then cold wins over warm. Bytes that
 * several versions share lie in the hottest place that one of them asks for. What a manifest, a
 * run, a model or a pin needs itself is not moved away; the data that a model learned from follow
 * the rules of their version.
 *
 * <p>Each blob is stored in its new place, read back and verified before its old one is given up,
 * and can be read at any moment, also after a crash. What was given up in the home is quarantined,
 * and deleted by a garbage collection a week later; so are containers that are no longer used. Not
 * thread-safe.
 */
public interface Tiering {
  /**
   * Brings versions back and keeps them hot, whatever other rules say. What lies in a cold store
   * that the home was opened without stays there.
   *
   * @param rule tells which
   * @return this builder
   */
  Tiering hot(TierRule rule);

  /**
   * Brings versions back and keeps them hot, as {@link #hot(TierRule)} does.
   *
   * @param rule tells which; asked once for each version at most
   * @return this builder
   */
  Tiering hot(Predicate<? super DatasetVersion> rule);

  /**
   * Compresses versions that are hot.
   *
   * @param rule tells which
   * @return this builder
   */
  Tiering warm(TierRule rule);

  /**
   * Compresses versions that are hot.
   *
   * @param rule tells which; asked once for each version at most
   * @return this builder
   */
  Tiering warm(Predicate<? super DatasetVersion> rule);

  /**
   * Moves versions to the cold store.
   *
   * @param rule tells which
   * @return this builder
   */
  Tiering cold(TierRule rule);

  /**
   * Moves versions to the cold store.
   *
   * @param rule tells which; asked once for each version at most
   * @return this builder
   */
  Tiering cold(Predicate<? super DatasetVersion> rule);

  /**
   * Leaves the newest versions of each data set where they are, unless they are to be hot. Default:
   * 1. Giving it twice is an error.
   *
   * @param versions how many, 0 to leave them to the rules
   * @return this builder
   */
  Tiering keepNewest(int versions);

  /**
   * Tells somebody how far the move is, a few times a second, on the thread that moves. What it
   * throws ends the move, and all stays readable.
   *
   * @param listener is told
   * @return this builder
   */
  Tiering onProgress(Consumer<? super DataProgress> listener);

  /**
   * Moves. Default: only reports what lies where and what would be moved.
   *
   * @return this builder
   */
  Tiering move();

  /**
   * Runs the rules. A blob that is damaged or missing stays where it is and is told in the report;
   * all others are moved.
   *
   * @return what lies where, and what was moved or would be
   * @throws io.lifecycle4j.error.InvalidValueException if it is to move and there is no rule, or if
   *     a rule asks for the cold tier and the home was opened without a cold store; nothing was
   *     moved
   * @throws io.lifecycle4j.error.CorruptDataException if a journal or a manifest cannot be read, so
   *     that nobody knows what needs which bytes; nothing was moved
   * @throws io.lifecycle4j.error.ReadOnlyException if a newer version of the library wrote what
   *     this one does not understand, or the user a journal that does not say so by its name
   *     ({@link io.lifecycle4j.storage.spi.JournalStore#OWN}); nothing was moved
   * @throws io.lifecycle4j.error.StorageFailedException if bytes cannot be read, or not be stored
   *     in their new place; what was moved before stays there, and all can be read
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted; the
   *     same holds
   */
  TieringReport run();
}
