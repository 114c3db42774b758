package io.lifecycle4j.serving;

/** The role in which a version or function was chosen to answer a call. */
public enum Arm {
  /** It is in production, or it is a function that serves instead of a version. */
  CHAMPION,

  /** It is under rollout, and the key of the call is in its share. */
  CANARY,

  /** It is in production, and the call belongs to the group that a canary is compared with. */
  CONTROL,

  /** It is the previous version in production, and the current one fails or is not loaded. */
  STANDBY,

  /** It is the fallback function, because no version can answer. */
  FALLBACK
}
