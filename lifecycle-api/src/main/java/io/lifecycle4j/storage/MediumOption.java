package io.lifecycle4j.storage;

/**
 * What a user allows or asks for when a medium is opened.
 *
 * <p>A provider ignores what only allows something that it never refuses, and what it does not
 * know: more may come. It may not ignore {@link #MUST_EXIST}, which forbids something.
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
  MUST_EXIST
}
