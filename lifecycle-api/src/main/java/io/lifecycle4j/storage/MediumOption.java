package io.lifecycle4j.storage;

/**
 * An option for opening a medium.
 *
 * <p>A provider ignores unknown options, because options may be added, and permissions that it does
 * not need. It must not ignore {@link #MUST_EXIST} and {@link #READ_ONLY}, which are restrictions.
 */
public enum MediumOption {
  /**
   * Allows a home on a network file system, with weaker guarantees: only one process at a time may
   * use it, because locks may be lost without notice, and nothing is guaranteed after a power
   * failure or a lost connection, because the server controls fsync. Without this option, such a
   * place is rejected.
   */
  NETWORK_FILE_SYSTEM,

  /**
   * Requires an existing home: a missing home is not created, and opening throws {@link
   * io.lifecycle4j.error.NotFoundException}. No provider may ignore it, because a misspelt place
   * would become a new home. Set by {@link io.lifecycle4j.LifecycleBuilder#mustExist()}.
   */
  MUST_EXIST,

  /**
   * Opens an existing home for reading only. Opening, reading and closing it change nothing: no
   * byte, no name, no modification time. Leftovers of dead writers are not removed, no lock is
   * taken or awaited, and empty directories may be missing. Every write throws {@link
   * io.lifecycle4j.error.ReadOnlyException}. Other processes may write the home concurrently, and
   * their commits become visible.
   *
   * <p>Because nothing is written, a home on a network file system does not need {@link
   * #NETWORK_FILE_SYSTEM}. Locks may be invisible there, so that a run whose process died may count
   * as still running.
   *
   * <p>No provider may ignore it: a provider that cannot open a home read-only must throw. Set by
   * {@link io.lifecycle4j.LifecycleBuilder#readOnly()}.
   */
  READ_ONLY
}
