package io.lifecycle4j.crashkit;

import static net.bytebuddy.matcher.ElementMatchers.is;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.isSubTypeOf;
import static net.bytebuddy.matcher.ElementMatchers.isTypeInitializer;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesNoArguments;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Throws an {@link Error} where a thread of the library begins or ends a method.
 *
 * <p>A copy of the library that is loaded with {@link #everywhere()} asks at each such place. One
 * storm goes on at a time, in the whole JVM. Thread-safe.
 */
@SuppressWarnings("ImmutableEnumChecker") // the makers have no state
public final class ThrownErrors {
  /** How the names of all threads of the library begin. */
  public static final String THREADS = "lifecycle4j-";

  private static final Map<String, AtomicInteger> COUNTS = new ConcurrentHashMap<>();
  private static final Map<String, Set<String>> KINDS = new ConcurrentHashMap<>();
  private static final ConcurrentLinkedQueue<String> THROWN = new ConcurrentLinkedQueue<>();
  private static final Set<String> INITIALIZED = ConcurrentHashMap.newKeySet();
  private static volatile boolean asking;
  private static volatile @Nullable String deadClass;
  private static volatile Map<String, Strike> strikes = Map.of();

  private ThrownErrors() {}

  /** The kinds of errors that a virtual machine in distress throws. */
  public enum Kind {
    /** No memory is left. */
    MEMORY(() -> new OutOfMemoryError("made by the test")),
    /** No stack is left. */
    STACK(() -> new StackOverflowError("made by the test")),
    /** A class cannot be loaded. */
    LINKAGE(() -> new NoClassDefFoundError("made by the test"));

    private final Supplier<Error> maker;

    Kind(Supplier<Error> maker) {
      this.maker = maker;
    }
  }

  /**
   * An error that is to be thrown.
   *
   * @param place the method, and whether at its begin or its end
   * @param count at which call, from 1 on
   * @param kind what is thrown
   */
  public record Strike(String place, int count, Kind kind) {}

  /** Is put where a class is initialized. */
  static final class Initializing {
    private Initializing() {}

    @Advice.OnMethodEnter
    static void begins(@Advice.Origin("#t") String type) {
      ThrownErrors.initializes(type);
    }
  }

  /** Is put where the methods of the copy begin. */
  static final class Beginning {
    private Beginning() {}

    @Advice.OnMethodEnter
    static void begins(@Advice.Origin("#t.#m#s") String method) {
      ThrownErrors.at("> ", method);
    }
  }

  /** Is put where they end. */
  static final class Ending {
    private Ending() {}

    @Advice.OnMethodExit
    static void ends(@Advice.Origin("#t.#m#s") String method) {
      ThrownErrors.at("< ", method);
    }
  }

  /**
   * Returns a change that has every method of a class ask, where it begins and where it ends.
   *
   * <p>Not where it ends by handing over what is to be closed: nothing can fail between that and
   * its receiver, and nobody else could close it. Nor where closing begins: who cannot even begin
   * to close something has no other way to.
   *
   * @return the change, for {@link ChangedLibrary}
   */
  public static UnaryOperator<DynamicType.Builder<?>> everywhere() {
    return code ->
        code.visit(Advice.to(Initializing.class).on(isTypeInitializer()))
            .visit(Advice.to(Beginning.class).on(begins()))
            .visit(
                Advice.to(Ending.class)
                    .on(isMethod().and(not(isAbstract())).and(not(handsOver()))));
  }

  private static ElementMatcher<MethodDescription> begins() {
    return not(isTypeInitializer()).and(not(isAbstract())).and(not(closes()));
  }

  private static ElementMatcher<MethodDescription> closes() {
    return named("close").and(takesNoArguments());
  }

  private static ElementMatcher<MethodDescription> handsOver() {
    return returns(is(Object.class).or(isSubTypeOf(AutoCloseable.class)));
  }

  /**
   * Is told of each class whose static initializer runs.
   *
   * @param type its name
   */
  public static void initializes(String type) {
    INITIALIZED.add(type);
  }

  /**
   * Returns the classes whose static initializers ran since this was asked last, on any thread.
   *
   * @return the names
   */
  public static Set<String> initialized() {
    Set<String> names = new TreeSet<>(INITIALIZED);
    INITIALIZED.removeAll(names);
    return names;
  }

  /**
   * Is asked at each place.
   *
   * @param side whether the method begins or ends
   * @param method its class, name and parameters
   */
  public static void at(String side, String method) {
    if (!asking) {
      return;
    }
    String thread = Thread.currentThread().getName();
    if (!thread.startsWith(THREADS)) {
      return;
    }
    String place = side + method;
    int count = COUNTS.computeIfAbsent(place, key -> new AtomicInteger()).incrementAndGet();
    KINDS.computeIfAbsent(kind(thread), key -> ConcurrentHashMap.newKeySet()).add(place);
    String dead = deadClass;
    if (dead != null && method.startsWith(dead)) {
      throw new NoClassDefFoundError("made by the test: " + dead);
    }
    Strike strike = strikes.get(place);
    if (strike != null && strike.count() == count) {
      Error thrown = strike.kind().maker.get();
      THROWN.add(strike + " on " + thread);
      throw thrown;
    }
  }

  /** Names a thread by what it is for. */
  private static String kind(String thread) {
    String rest = thread.substring(THREADS.length());
    int dash = rest.indexOf('-');
    return dash < 0 ? rest : rest.substring(0, dash);
  }

  /**
   * Begins to count, and to throw.
   *
   * @param wanted what is to be thrown, at most one at a place
   */
  public static void begin(List<Strike> wanted) {
    begin(wanted, null);
  }

  /**
   * Begins to count, and to throw at each use of a class, as after an error in its static
   * initializer.
   *
   * @param type the name of the class
   */
  public static void beginWithout(String type) {
    begin(List.of(), type + ".");
  }

  private static void begin(List<Strike> wanted, @Nullable String dead) {
    asking = false;
    deadClass = dead;
    COUNTS.clear();
    THROWN.clear();
    Map<String, Strike> next = new ConcurrentHashMap<>();
    wanted.forEach(strike -> next.put(strike.place(), strike));
    strikes = next;
    asking = true;
  }

  /**
   * Throws nothing more.
   *
   * @return what was thrown
   */
  public static List<String> end() {
    asking = false;
    return List.copyOf(THROWN);
  }

  /**
   * Returns the places that were reached since it began.
   *
   * @return how often each was
   */
  public static Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    COUNTS.forEach((place, count) -> counts.put(place, count.get()));
    return counts;
  }

  /**
   * Returns the classes that threads of the library used since this JVM began.
   *
   * @return their names
   */
  public static Set<String> classes() {
    return KINDS.values().stream()
        .flatMap(Set::stream)
        .map(place -> place.substring(2, place.indexOf('(')))
        .map(method -> method.substring(0, method.lastIndexOf('.')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Returns the places by the threads that reached them, since this JVM began.
   *
   * @return the places, by the kind of thread
   */
  public static Map<String, Set<String>> byThread() {
    return new TreeMap<>(KINDS);
  }
}
