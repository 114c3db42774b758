package io.lifecycle4j.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.error.OverloadedException;
import org.junit.jupiter.api.Test;

class TypedTest {
  @Test
  void leavesWhatACallerMayCatch() {
    RuntimeException known = new IllegalStateException("closed");

    assertThat(Typed.of("append", known)).isSameAs(known);
  }

  @Test
  void saysOfAnErrorThatNothingWasChanged() {
    Error error = new OutOfMemoryError("none left");

    assertThat(Typed.of("append", error))
        .isInstanceOf(OverloadedException.class)
        .hasCause(error)
        .hasMessage(
            "Cannot append: java.lang.OutOfMemoryError: none left (nothing was changed: free memory,"
                + " or mend the class path, and try again)");
  }
}
