package io.lifecycle4j.storage;

/**
 * What a user allows or asks for when a medium is opened. More may come: ignore what you do not
 * know.
 */
public enum MediumOption {
  /**
   * A home on a network file system. The promise is weaker there: one process at a time, since
   * locks may be lost unseen, and nothing of what a power cut or a lost connection leaves behind,
   * since the server decides what it forces. Without this option such a place is refused.
   */
  NETWORK_FILE_SYSTEM,

  /** The home is there already: where there is none, none is created. */
  MUST_EXIST
}
