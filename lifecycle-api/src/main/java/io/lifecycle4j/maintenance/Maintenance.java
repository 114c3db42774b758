package io.lifecycle4j.maintenance;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps a home healthy while it is in use.
 *
 * <p>Thread-safe, and safe while other processes write the same home. An interrupt ends a
 * verification, a collection before anything was quarantined, a move between tiers and a backup
 * with an {@link io.lifecycle4j.error.OperationInterruptedException}; the flag stays set. After the
 * home is closed every method throws {@link IllegalStateException}.
 */
public interface Maintenance {
  /**
   * Returns this maintenance, which tells somebody how far a verification, a backup and a move
   * between tiers are that names nobody of its own, a few times a second, on the thread that calls.
   * Default: nobody is told.
   *
   * @param listener is told, {@code ConsoleProgress.to(System.out)} for instance; should return at
   *     once, and what it throws ends the work, as an interrupt does
   * @return the maintenance; this one stays as it is
   */
  Maintenance onProgress(Consumer<? super DataProgress> listener);

  /**
   * Looks for damage everywhere. Changes nothing; damage is reported, not thrown. The bytes of the
   * cold store are looked at if the home was opened with it, those of files kept by reference
   * never: the report counts what was not looked at.
   *
   * @param depth how closely to look
   * @return what was looked at, what is damaged, and which versions and runs that touches
   */
  VerifyReport verify(VerifyDepth depth);

  /**
   * Looks for damage in the next part of the home, where the last call of this depth ended, also
   * before a restart: called each night with a share of 1/7, it looks at everything in a week.
   * Whether everything that is needed is there is checked in whole each time. Records where it
   * ended.
   *
   * @param share how much of all journals and blobs to look at, above 0 to 1
   * @param depth how closely to look
   * @return what was looked at, what is damaged, and which versions and runs that touches
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is only read: nothing was looked at
   */
  VerifyReport verifyNext(double share, VerifyDepth depth);

  /**
   * Begins a collection of blobs that nothing needs. Only looks, unless told otherwise.
   *
   * @return a builder; nothing happens before its {@code run}
   */
  GarbageCollection collectGarbage();

  /**
   * Begins a move of the bytes of data set versions between tiers: hot, warm and cold. Only looks,
   * unless told otherwise.
   *
   * @return a builder; nothing happens before its {@code run}
   */
  Tiering tiering();

  /**
   * Keeps blobs, whether anything else needs them or not, until they are unpinned; durable on
   * return. Replaces what the name pinned before. A blob that a collection quarantined is put back.
   *
   * @param name names the pin
   * @param blobs the blobs; an empty collection pins nothing
   * @throws io.lifecycle4j.error.NotFoundException if one is not stored; nothing was changed
   */
  void pin(String name, Collection<BlobId> blobs);

  /**
   * Gives up a pin, durable on return. What nothing else needs is garbage from then on.
   *
   * @param name names the pin
   * @throws io.lifecycle4j.error.NotFoundException if there is no such pin
   */
  void unpin(String name);

  /**
   * Lists the pins.
   *
   * @return the blobs by the name of the pin
   */
  Map<String, List<BlobId>> pins();

  /**
   * Keeps every blob that is put from now on, while the lease is held, from being collected: for
   * work that takes longer than the grace period. Durable on return; holds for all processes, and
   * ends by itself should this one die.
   *
   * @param duration how long it holds unless it is renewed, above zero and at most 10 years
   * @return the lease; close it when the work is committed
   */
  Lease lease(Duration duration);

  /**
   * Copies the home as it is now, while it is in use: a prefix of every journal and every blob
   * these need. The copy is a home with the same id, and opens as one; it does not open at all
   * before it is complete. Every byte is verified on its way.
   *
   * <p>What is in quarantine or in the cold store is not copied; the copy reads the latter where it
   * is, if it is opened with the same cold store. In the copy all blobs count as put when it was
   * made.
   *
   * @param target a new or empty directory outside the home; on a network share too, which decides
   *     then what is durable
   * @return what was copied; durable
   * @throws io.lifecycle4j.error.InvalidValueException if the target is not; nothing was changed
   * @throws io.lifecycle4j.error.ReadOnlyException if a newer version of the library wrote the home
   *     and a copy would lack what this one does not know; nothing was changed
   * @throws io.lifecycle4j.error.CorruptDataException if the home is damaged; {@link #verify} says
   *     what is. The target holds a part that does not open, as after any other failure: delete it
   */
  BackupReport backup(Path target);

  /**
   * Adds the features of this library's format that the home does not list yet, in one step that
   * survives a power cut. Nothing else adds one: a home that lacks a feature works without it, and
   * what would use it throws a {@link io.lifecycle4j.error.ReadOnlyException}.
   *
   * <p>Afterwards a library that does not know an added feature may be unable to write the home, or
   * to open it. Close the home in processes that run an older library first: they do not notice.
   *
   * @return the names of the features that were added, in alphabetical order; empty if the home
   *     listed all of them
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is only read, or a newer version of
   *     the library wrote it; nothing was changed
   * @throws io.lifecycle4j.error.MissingCapabilityException if the medium of the home keeps no list
   *     of features; nothing was changed
   */
  List<String> upgrade();
}
