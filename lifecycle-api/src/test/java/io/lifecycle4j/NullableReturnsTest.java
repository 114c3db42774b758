package io.lifecycle4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What may be missing is an {@link java.util.Optional}: no public method returns null. */
class NullableReturnsTest {
  @Test
  void returnsNoNullFromAnyPublicMethod() throws Exception {
    List<String> nullable =
        PublicTypes.all().stream()
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> method.getAnnotatedReturnType().isAnnotationPresent(Nullable.class))
            .map(NullableReturnsTest::named)
            .sorted()
            .toList();
    assertThat(nullable).isEmpty();
  }

  private static String named(Method method) {
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }
}
