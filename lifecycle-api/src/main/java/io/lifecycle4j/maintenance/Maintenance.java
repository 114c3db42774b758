package io.lifecycle4j.maintenance;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.maintenance.spi.BlobUses;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Maintenance of a home while it is in use: verification, backup and garbage collection.
 *
 * <p>Thread-safe, and safe while other processes write the same home. An interrupt ends a
 * verification, a collection that has not quarantined anything yet, and a backup with an {@link
 * io.lifecycle4j.error.OperationInterruptedException}; the interrupt status stays set. After the
 * home is closed, every method throws {@link ClosedException}.
 */
public interface Maintenance {
  /**
   * Returns a view of this maintenance with a listener that receives the progress of each
   * verification and backup, a few times a second, on the calling thread. Default: none.
   *
   * @param listener the listener, {@code ConsoleProgress.to(System.out)} for instance; should
   *     return at once; an exception it throws ends the work, as an interrupt does
   * @return the view; this maintenance is not changed
   */
  Maintenance onProgress(Consumer<? super DataProgress> listener);

  /**
   * Verifies the whole home. Changes nothing; damage is reported, not thrown. A store of a layer is
   * verified if the home was opened with it; files kept by reference are never verified. The report
   * counts what was not verified.
   *
   * @param depth how thoroughly to verify
   * @return what was verified, what is damaged, and which versions and runs are affected
   */
  VerifyReport verify(VerifyDepth depth);

  /**
   * Verifies the next part of the home, starting where the last call with this depth ended, even
   * before a restart: called each night with a share of 1/7, it verifies everything in a week.
   * Whether all needed blobs exist is checked completely each time. The end position is recorded.
   *
   * @param share the share of all journals and blobs to verify, above 0, at most 1
   * @param depth how thoroughly to verify
   * @return what was verified, what is damaged, and which versions and runs are affected
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is read-only; nothing was verified
   */
  VerifyReport verifyNext(double share, VerifyDepth depth);

  /**
   * Returns a builder for a garbage collection, which removes blobs that nothing needs. Default: a
   * dry run.
   *
   * @return a builder; nothing happens before its {@code run}
   */
  GarbageCollection collectGarbage();

  /**
   * Reports which blobs are needed, and what needs them: all of them, or it throws. A blob may be
   * reported more than once.
   *
   * @param uses receives the blobs
   * @throws io.lifecycle4j.error.LifecycleException if something cannot be read, so that the blobs
   *     it needs are unknown
   */
  void uses(BlobUses uses);

  /**
   * Protects blobs from garbage collection until they are unpinned; durable on return. Replaces an
   * earlier pin of the same name. Quarantined blobs are restored.
   *
   * @param name the name of the pin
   * @param blobs the blobs; an empty collection pins nothing
   * @throws io.lifecycle4j.error.NotFoundException if a blob is not stored; nothing was changed
   */
  void pin(String name, Collection<BlobId> blobs);

  /**
   * Removes a pin, durable on return. Blobs that nothing else needs become garbage.
   *
   * @param name the name of the pin
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
   * Throws unless the home can be written now, for a health check: writes a few bytes beside the
   * data, makes them durable and removes them, which takes as long as an fsync.
   *
   * @throws io.lifecycle4j.error.StorageFailedException if nothing can be written, such as because
   *     the disk is full
   * @throws io.lifecycle4j.error.ReadOnlyException if the home was opened read-only, or a newer
   *     version of the library wrote it
   */
  void checkWritable();

  /**
   * Protects every blob that is stored while the lease is held from garbage collection, for work
   * that takes longer than the grace period. Durable on return. It applies to all processes, and
   * expires if this process dies.
   *
   * @param duration the time until it expires unless it is renewed, above zero and at most 10 years
   * @return the lease; close it when the work is committed
   */
  Lease lease(Duration duration);

  /**
   * Copies the current state of the home while it is in use: a prefix of every journal, and every
   * blob that these need. The copy is a home with the same id. It cannot be opened before it is
   * complete. Every byte is verified while it is copied.
   *
   * <p>Blobs in quarantine or in a store of a layer are not copied; a copy that is opened with the
   * same layer reads the latter there. In the copy, all blobs count as stored at the time of the
   * backup.
   *
   * @param target a new or empty directory outside the home; it may be on a network share, which
   *     then determines the durability
   * @return what was copied; durable on return
   * @throws io.lifecycle4j.error.InvalidValueException if the target is not such a directory;
   *     nothing was changed
   * @throws io.lifecycle4j.error.ReadOnlyException if the home contains data of a newer version of
   *     the library that the copy would lack; nothing was changed
   * @throws io.lifecycle4j.error.CorruptDataException if the home is damaged; {@link #verify}
   *     reports where. As after any other failure, the target contains an incomplete copy that
   *     cannot be opened: delete it
   */
  BackupReport backup(Path target);

  /**
   * Upgrades the format of the home: adds the features of this version of the library that the home
   * does not list yet, atomically and durably on return. Nothing else adds a feature: a home
   * without a feature works without it, and operations that need it throw {@link
   * io.lifecycle4j.error.ReadOnlyException}.
   *
   * <p>Older versions of the library that do not know an added feature may then be unable to write
   * or to open the home. First close the home in processes with an older version, because they do
   * not detect the upgrade.
   *
   * @return the names of the added features, sorted; empty if the home already listed all of them
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is read-only, or a newer version of
   *     the library wrote it; nothing was changed
   * @throws io.lifecycle4j.error.MissingCapabilityException if the medium of the home has no list
   *     of features; nothing was changed
   */
  List<String> upgrade();
}
