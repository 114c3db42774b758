package io.lifecycle4j.storage.spi;

/** Who writes a journal, and what may be done to what is written; chosen when it is created. */
public enum JournalKind {
  /** Any process writes it; trimmed only up to a snapshot. */
  SHARED,
  /** Any process writes it; each entry is linked to the one before; never trimmed. */
  CHAINED,
  /** One writer at a time; trimmed as it likes. */
  OWNED
}
