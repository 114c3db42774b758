package io.lifecycle4j.core.serving;

import java.util.Locale;

/** Why a call did not run. */
public enum Rejection {
  /** As many calls wait as the limits allow. */
  FULL,
  /** It cannot be answered by its deadline, or waited beyond it. */
  LATE,
  /** No version and no function serves. */
  UNAVAILABLE;

  /** Returns the name for meters. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
