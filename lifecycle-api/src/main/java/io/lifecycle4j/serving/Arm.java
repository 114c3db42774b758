package io.lifecycle4j.serving;

/** As what a version or function was chosen to answer a call. */
public enum Arm {
  /** It is in production, or a function that serves instead of a version. */
  CHAMPION,

  /** It is under rollout, and the key of the call is in its share. */
  CANARY,

  /** It is in production, and the call is one of those with which a canary is compared. */
  CONTROL,

  /** It was in production before, and the one that is in production fails or is not loaded. */
  STANDBY,

  /** It is the fallback function, since no version can answer. */
  FALLBACK
}
