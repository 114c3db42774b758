package io.lifecycle4j.storage.spi;

/**
 * Who may write a journal, and whether entries may be trimmed; fixed when the journal is created.
 */
public enum JournalKind {
  /** Any process may write it; it is trimmed only up to a snapshot. */
  SHARED,
  /**
   * Any process may write it; each entry is linked to the previous one by a hash; it is never
   * trimmed.
   */
  CHAINED,
  /** It has one writer at a time, which may trim it freely. */
  OWNED
}
