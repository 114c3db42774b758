package io.lifecycle4j.test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Passes the calls on a fake model to what serves it, and refuses those that need a home. */
final class FakeHandler implements InvocationHandler {
  private final FakeServing<?, ?> serving;

  FakeHandler(FakeServing<?, ?> serving) {
    this.serving = serving;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method, arguments);
    }
    Method served =
        served(method)
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "A fake model cannot " + method.getName() + " (use a TestHome)"));
    try {
      Object result = served.invoke(serving, arguments);
      return method.getReturnType() == FakeModel.class ? proxy : result;
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static Optional<Method> served(Method method) {
    return Arrays.stream(FakeServing.class.getDeclaredMethods())
        .filter(own -> own.getName().equals(method.getName()))
        .filter(own -> Arrays.equals(own.getParameterTypes(), method.getParameterTypes()))
        .findFirst();
  }

  private Object ofObject(Object proxy, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> serving.toString();
    };
  }
}
