package io.lifecycle4j.core.tracking;

import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/** Journals of which one append is done and fails, as over a network that loses an answer. */
final class LostOutcomes {
  private final AtomicBoolean next = new AtomicBoolean();

  /** Loses the outcome of the next append that must survive a power cut. */
  void loseNext() {
    next.set(true);
  }

  JournalStore of(JournalStore journals) {
    return wrap(
        JournalStore.class,
        (method, arguments) -> {
          Object answer = invoke(method, journals, arguments);
          return method.getName().equals("owned") ? of((Journal) answer) : answer;
        });
  }

  private Journal of(Journal journal) {
    return wrap(
        Journal.class,
        (method, arguments) -> {
          Object answer = invoke(method, journal, arguments);
          if (method.getName().equals("append") && mustSurvive((Batch) arguments[0])) {
            throw new UnknownOutcomeException("The answer was lost");
          }
          return answer;
        });
  }

  private boolean mustSurvive(Batch batch) {
    return batch.durability() == Durability.POWER && next.getAndSet(false);
  }

  /** Does what a method was called for. */
  private interface Call {
    Object run(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T wrap(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            LostOutcomes.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call.run(method, arguments)));
  }

  private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
