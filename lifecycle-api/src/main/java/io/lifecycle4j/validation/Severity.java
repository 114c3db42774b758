package io.lifecycle4j.validation;

/** What a broken rule means. More may come: a switch needs a default branch. */
public enum Severity {
  /** It is worth a note. */
  INFO,
  /** A person should look; the data are taken. */
  WARN,
  /** The data are refused. */
  ERROR
}
