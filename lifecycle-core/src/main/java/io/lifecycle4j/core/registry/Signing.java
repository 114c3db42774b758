package io.lifecycle4j.core.registry;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.SigningSet;
import io.lifecycle4j.registry.Transition;
import java.util.Optional;

/** Whether the next entry of a home must be signed. */
enum Signing {
  /** No entry was signed. */
  NOT_BEGUN,
  REQUIRED,
  ENDED;

  /**
   * Returns the rule after an entry.
   *
   * @param entry empty if this library cannot read it
   */
  Signing after(boolean signed, Optional<AuditRecord> entry) {
    Optional<SigningSet> set = entry.flatMap(record -> record.transition().find(SigningSet.class));
    if (set.isPresent()) {
      return set.get().required() ? REQUIRED : ENDED;
    }
    return signed && this == NOT_BEGUN ? REQUIRED : this;
  }

  /** Throws if an entry must not be added by a process that signs, or does not. */
  void check(Transition entry, boolean signs) {
    Optional<SigningSet> set = entry.find(SigningSet.class);
    if (set.isEmpty()) {
      checkSigned(signs);
      return;
    }
    if (set.get().required()) {
      REQUIRED.checkSigned(signs);
      checkChanges(REQUIRED, "Cannot begin signing: entries of this home must be signed already");
    } else {
      checkChanges(ENDED, "Cannot end signing: entries of this home need not be signed");
    }
  }

  private void checkChanges(Signing next, String cannot) {
    if (this == next) {
      throw new ConflictException(cannot);
    }
  }

  /** Throws if a process that does not sign cannot add an entry. */
  void checkSigned(boolean signs) {
    if (this == REQUIRED && !signs) {
      throw new ReadOnlyException(
          "Cannot add an entry to the audit trail: entries of this home must be signed, and this"
              + " process has no signer (open the home with Lifecycle.builder().signer(…); if"
              + " nobody signs any more, models().audit().endSigning(…))");
    }
  }
}
