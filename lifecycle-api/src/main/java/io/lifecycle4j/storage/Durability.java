package io.lifecycle4j.storage;

/** What an acknowledged append survives. More levels may come: a switch needs a default branch. */
public enum Durability {
  /** Survives the end of the call only; written with the next stronger append or on close. */
  MEMORY,
  /** Survives the death of the process, {@code kill -9} included. */
  PROCESS,
  /** Survives a power cut: forced to the device before the call returns. */
  POWER
}
