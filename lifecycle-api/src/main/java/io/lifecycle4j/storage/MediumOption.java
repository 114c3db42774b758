package io.lifecycle4j.storage;

/**
 * What a user allows or asks for when a medium is opened.
 *
 * <p>A provider ignores what only allows something that it never refuses, and what it does not
 * know: more may come. It may not ignore {@link #MUST_EXIST} and {@link #READ_ONLY}, which forbid
 * something.
 */
public enum MediumOption {
  /**
   * A home on a network file system. The promise is weaker there: one process at a time, since
   * locks may be lost unseen, and nothing of what a power cut or a lost connection leaves behind,
   * since the server decides what it forces. Without this option such a place is refused.
   */
  NETWORK_FILE_SYSTEM,

  /**
   * The home is there already: where there is none, none is created, and opening throws {@link
   * io.lifecycle4j.error.NotFoundException}. No provider may ignore it, since a misspelt place
   * would be a new home. A builder asks for it with {@link
   * io.lifecycle4j.LifecycleBuilder#mustExist()}.
   */
  MUST_EXIST,

  /**
   * The home is only read. It must exist. Opening, reading and closing it change nothing: no byte,
   * no name, no time of a change. What dead writers left is not tidied up, no lock is held or
   * waited for, and directories that are empty may be missing. Whatever would write is refused with
   * a {@link io.lifecycle4j.error.ReadOnlyException}. Others may write the home meanwhile, and what
   * they commit is read.
   *
   * <p>As nothing is written, a home on a network file system needs no {@link
   * #NETWORK_FILE_SYSTEM}. But locks may not be seen there, so that a run whose process died counts
   * as one that goes on.
   *
   * <p>No provider may ignore it: one that cannot open a home so refuses. A builder asks for it
   * with {@link io.lifecycle4j.LifecycleBuilder#readOnly()}.
   */
  READ_ONLY
}
