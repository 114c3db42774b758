package io.lifecycle4j.core;

import io.lifecycle4j.error.StorageFailedException;
import java.util.stream.Stream;

/** What may go wrong anywhere: exceptions of the library, of others, and errors. */
public enum Failures {
  STORAGE,
  UNCHECKED,
  OUT_OF_MEMORY,
  STACK_OVERFLOW,
  LINKAGE,
  STATIC_INITIALIZER,
  /** An error that cannot even say what it is. */
  MUTE;

  private static final String TEXT = "made by the test";

  /** Throws when it is asked what it is. */
  @SuppressWarnings("OverrideThrowableToString") // that is what it is for
  private static final class MuteError extends Error {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
      throw new IllegalStateException("mute");
    }
  }

  public static Stream<Failures> errors() {
    return Stream.of(OUT_OF_MEMORY, STACK_OVERFLOW, LINKAGE, STATIC_INITIALIZER, MUTE);
  }

  /** Throws it. */
  public void fail() {
    switch (this) {
      case STORAGE -> throw new StorageFailedException("Cannot read weights: the disk is away");
      case UNCHECKED -> throw new UnsupportedOperationException(TEXT);
      case OUT_OF_MEMORY -> throw new OutOfMemoryError(TEXT);
      case STACK_OVERFLOW -> throw new StackOverflowError(TEXT);
      case LINKAGE -> throw new UnsatisfiedLinkError(TEXT);
      case STATIC_INITIALIZER -> throw new ExceptionInInitializerError(TEXT);
      default -> throw new MuteError();
    }
  }

  /** Throws it, where an answer is asked for. */
  public boolean holds() {
    fail();
    return false;
  }
}
