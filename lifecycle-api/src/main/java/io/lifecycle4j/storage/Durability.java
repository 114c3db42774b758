package io.lifecycle4j.storage;

/** What an acknowledged append survives. Levels may be added: a switch needs a default branch. */
public enum Durability {
  /** Survives only the end of the call; it is written with the next stronger append or on close. */
  MEMORY,
  /** Survives the death of the process, including {@code kill -9}. */
  PROCESS,
  /** Survives a power failure: fsync completes before the call returns. */
  POWER
}
