package io.lifecycle4j.crashkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Notes which methods of interfaces of the library are called. Thread-safe. */
final class Calls {
  private static final String LIBRARY = "io.lifecycle4j.";

  private final Set<Method> called = ConcurrentHashMap.newKeySet();
  private volatile boolean noting;

  void begin() {
    noting = true;
  }

  /** Notes nothing more, and returns what was called. */
  Set<Method> end() {
    noting = false;
    return Set.copyOf(called);
  }

  /** Puts itself before an object, and before what its methods return. */
  <T> T of(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(target, method, arguments)));
  }

  private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (noting) {
      called.add(method);
    }
    try {
      Object answer = method.invoke(target, arguments);
      return answer == null ? null : before(method.getReturnType(), answer);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  private <T> Object before(Class<T> type, Object answer) {
    boolean ours = type.isInterface() && !type.isSealed() && type.getName().startsWith(LIBRARY);
    return ours ? of(type, type.cast(answer)) : answer;
  }
}
