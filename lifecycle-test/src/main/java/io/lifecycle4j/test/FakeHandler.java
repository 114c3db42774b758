package io.lifecycle4j.test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Passes the calls on a fake model to what serves it, and refuses those that need a home. */
final class FakeHandler implements InvocationHandler {
  /** The methods of a fake model that it has, by what they are called by. */
  private static final Map<Method, Method> SERVED = served();

  private final FakeServing<?, ?> serving;

  FakeHandler(FakeServing<?, ?> serving) {
    this.serving = serving;
  }

  private static Map<Method, Method> served() {
    Map<Method, Method> served = new HashMap<>();
    for (Method asked : FakeModel.class.getMethods()) {
      Arrays.stream(FakeServing.class.getDeclaredMethods())
          .filter(own -> !own.isSynthetic() && own.getName().equals(asked.getName()))
          .filter(own -> Arrays.equals(own.getParameterTypes(), asked.getParameterTypes()))
          .forEach(own -> served.put(asked, own));
    }
    return Map.copyOf(served);
  }

  /** Returns whether a fake model has a method of its interface; it refuses others. */
  static boolean serves(Method asked) {
    return SERVED.containsKey(asked);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method, arguments);
    }
    Method served = SERVED.get(method);
    if (served == null) {
      throw new UnsupportedOperationException(
          "A fake model cannot " + method.getName() + " (use a TestHome)");
    }
    try {
      Object result = served.invoke(serving, arguments);
      return method.getReturnType() == FakeModel.class ? proxy : result;
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private Object ofObject(Object proxy, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> serving.toString();
    };
  }
}
