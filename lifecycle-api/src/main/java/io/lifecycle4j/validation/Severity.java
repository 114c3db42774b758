package io.lifecycle4j.validation;

/** The severity of a broken rule. Constants may be added: a switch needs a default branch. */
public enum Severity {
  /** The report notes it. */
  INFO,
  /** The report warns; the data are accepted. */
  WARN,
  /** The data are rejected. */
  ERROR
}
