package io.lifecycle4j.maintenance;

import io.lifecycle4j.data.DatasetVersion;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Says by rules in which tier the bytes of each data set version shall lie, and moves them there
 * when told to.
 *
 * <p>The rules together say it for all versions: what none of them names shall be hot, and is
 * brought back if it is not. The colder rule wins; what is kept hot is hot whatever they say. Bytes
 * that several versions share lie in the hottest place that one of them asks for. What a manifest,
 * a run, a model or a pin needs itself stays hot; the data that a model learned from follow the
 * rules of their version.
 *
 * <p>Each blob is stored in its new place, read back and verified before its old one is given up,
 * and can be read at any moment, also after a crash. What was given up in the home is set aside,
 * and deleted by a garbage collection a week later; so are containers that are no longer used.
 * Setting a part twice is an error. Not thread-safe.
 */
public interface Tiering {
  /**
   * Compresses versions.
   *
   * @param rule tells which; asked once for each version
   * @return this builder
   */
  Tiering warm(Predicate<? super DatasetVersion> rule);

  /**
   * Moves versions to the cold store.
   *
   * @param rule tells which; asked once for each version
   * @return this builder
   */
  Tiering cold(Predicate<? super DatasetVersion> rule);

  /**
   * Compresses versions of an age.
   *
   * @param age how long ago they were committed at least, from zero to 100 years
   * @return this builder
   */
  Tiering warmAfter(Duration age);

  /**
   * Moves versions of an age to the cold store.
   *
   * @param age how long ago they were committed at least, from zero to 100 years
   * @return this builder
   */
  Tiering coldAfter(Duration age);

  /**
   * Keeps hot what a tag names. May be called for several tags.
   *
   * @param tag the tag, of any data set
   * @return this builder
   */
  Tiering keepHot(String tag);

  /**
   * Keeps the newest versions of each data set hot. Default: 1.
   *
   * @param versions how many, 0 to leave them to the rules
   * @return this builder
   */
  Tiering keepNewest(int versions);

  /**
   * Tells somebody how far the move is.
   *
   * @param listener is told
   * @return this builder
   */
  Tiering onProgress(TieringListener listener);

  /**
   * Moves. Default: only reports what lies where and what would be moved.
   *
   * @return this builder
   */
  Tiering move();

  /**
   * Runs the rules. Without any all versions shall be hot.
   *
   * @return what lies where, and what was moved or would be
   * @throws io.lifecycle4j.error.InvalidValueException if a rule asks for the cold tier and the
   *     home was opened without a cold store; nothing was moved
   * @throws io.lifecycle4j.error.CorruptDataException if a journal or a manifest cannot be read, so
   *     that nobody knows what needs which bytes, and nothing was moved; or if the bytes of a blob
   *     are damaged, which stays where it is, and so do those behind it
   * @throws io.lifecycle4j.error.ReadOnlyException if a newer version of the library wrote what
   *     this one does not understand; nothing was moved
   * @throws io.lifecycle4j.error.StorageFailedException if bytes cannot be read, or not be stored
   *     in their new place; what was moved before stays there, and all can be read
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted; the
   *     same holds
   */
  TieringReport run();
}
