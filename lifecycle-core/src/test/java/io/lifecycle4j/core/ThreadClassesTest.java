package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ThreadClassesTest {
  static Iterable<String> names() {
    return ThreadClasses.NAMES;
  }

  /** A class that was moved is a stack trace in the log of whoever opens the first home. */
  @ParameterizedTest
  @MethodSource("names")
  void namesClassesThatThereAre(String name) {
    String full = ThreadClasses.class.getPackageName() + "." + name;
    assertThatCode(() -> Class.forName(full)).doesNotThrowAnyException();
  }
}
