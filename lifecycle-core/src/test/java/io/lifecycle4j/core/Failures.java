package io.lifecycle4j.core;

import io.lifecycle4j.error.StorageFailedException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What may go wrong anywhere: exceptions of the library, of others, and errors. */
enum Failures {
  STORAGE(() -> new StorageFailedException("Cannot read weights: the disk is away")),
  UNCHECKED(() -> new UnsupportedOperationException("made by the test")),
  OUT_OF_MEMORY(() -> new OutOfMemoryError("made by the test")),
  STACK_OVERFLOW(() -> new StackOverflowError("made by the test")),
  LINKAGE(() -> new UnsatisfiedLinkError("made by the test")),
  STATIC_INITIALIZER(() -> new ExceptionInInitializerError("made by the test")),
  /** An error that cannot even say what it is. */
  MUTE(
      () ->
          new Error("made by the test") {
            private static final long serialVersionUID = 1L;

            @Override
            public String toString() {
              throw new IllegalStateException("mute");
            }
          });

  private final Supplier<Throwable> making;

  Failures(Supplier<Throwable> making) {
    this.making = making;
  }

  static Stream<Failures> errors() {
    return Stream.of(values()).filter(failure -> failure.making.get() instanceof Error);
  }

  /** Throws it. */
  <T> T fail() {
    return Failures.<RuntimeException, T>sneak(making.get());
  }

  @SuppressWarnings("unchecked") // every one of them is unchecked
  private static <X extends Throwable, T> T sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
