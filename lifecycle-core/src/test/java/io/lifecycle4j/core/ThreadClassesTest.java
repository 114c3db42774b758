package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.ThreadClasses.Initialization;
import io.lifecycle4j.crashkit.ChangedLibrary;
import io.lifecycle4j.error.OverloadedException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ThreadClassesTest {
  /** Fails to be initialized, as for lack of memory. */
  static final class Failing {
    static final int NUMBER = fail();

    private Failing() {}

    private static int fail() {
      throw new OutOfMemoryError("made by the test");
    }
  }

  static Stream<String> names() {
    return ThreadClasses.NAMES.stream().map(name -> "io.lifecycle4j.core." + name);
  }

  /** A class that was moved is a stack trace in the log of whoever opens the first home. */
  @ParameterizedTest
  @MethodSource("names")
  void namesClassesThatThereAre(String name) {
    assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException();
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_21)
  void hasInitializedAllClassesAtTheEnd() throws ReflectiveOperationException {
    Copy copy = new Copy();
    Class<?> classes = copy.library.loadClass(ThreadClasses.class.getName());
    Method begin = classes.getDeclaredMethod("begin");
    begin.setAccessible(true);
    Object initialization = begin.invoke(null);
    Method end = initialization.getClass().getDeclaredMethod("end");
    end.setAccessible(true);
    end.invoke(initialization);
    assertThat(names()).allMatch(copy::isInitialized);
  }

  /** Two threads initialize the classes, and would wait for each other for ever. */
  @Test
  @EnabledForJreRange(max = JRE.JAVA_21)
  void hasNoStaticInitializersThatNeedEachOther() throws ReflectiveOperationException {
    Map<String, Set<String>> needs = new TreeMap<>();
    Queue<String> left = new ArrayDeque<>(names().toList());
    while (!left.isEmpty()) {
      String name = left.remove();
      if (!needs.containsKey(name)) {
        Set<String> needed = new Copy().initializedWith(name);
        needs.put(name, needed);
        left.addAll(needed);
      }
    }
    assertThat(needs)
        .allSatisfy(
            (name, needed) ->
                assertThat(needed)
                    .allMatch(
                        other ->
                            other.equals(name)
                                || !needs.getOrDefault(other, Set.of()).contains(name)));
  }

  @Test
  void reportsAnErrorOfAStaticInitializer() {
    Initialization initialization = new Initialization(List.of(Failing.class.getName()));
    assertThatThrownBy(initialization::end) // whichever thread took it
        .isInstanceOfAny(OutOfMemoryError.class, OverloadedException.class);
  }

  /** The library once more, none of whose classes is initialized yet. */
  private static final class Copy {
    private static final Initialized INITIALIZED = new Initialized();

    private final Set<String> loaded = ConcurrentHashMap.newKeySet();
    final ChangedLibrary library =
        new ChangedLibrary(
            "io.lifecycle4j.",
            name -> {
              loaded.add(name);
              return null;
            });

    Set<String> initializedWith(String name) throws ReflectiveOperationException {
      Class.forName(name, true, library);
      Set<String> initialized = new TreeSet<>(loaded);
      initialized.removeIf(one -> !isInitialized(one));
      return initialized;
    }

    boolean isInitialized(String name) {
      try {
        return INITIALIZED.contains(library.loadClass(name));
      } catch (ClassNotFoundException e) {
        return false; // of a dependency that is optional
      }
    }
  }

  /** Asks the JVM, which newer ones do not allow. */
  private static final class Initialized {
    private final Object unsafe;
    private final Method question;

    Initialized() {
      try {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field only = type.getDeclaredField("theUnsafe");
        only.setAccessible(true);
        unsafe = only.get(null);
        question = type.getMethod("shouldBeInitialized", Class.class);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    boolean contains(Class<?> type) {
      try {
        return !(boolean) question.invoke(unsafe, type);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
