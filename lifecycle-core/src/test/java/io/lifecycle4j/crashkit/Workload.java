package io.lifecycle4j.crashkit;

import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is written to a home, step by step, and how to look at it.
 *
 * <p>A home has parts, such as one journal. Each step writes to one part and says what its
 * acknowledgement survives; each part has a view that returns all there is to see in it. What a
 * view must return after some steps is not written down: it is what it returns on the model,
 * another medium on which the same steps were done. Steps and views run on many media, at once too:
 * they keep nothing.
 */
public final class Workload {
  /** The part of a step that writes to all parts: what was acknowledged before survives with it. */
  public static final String ALL = "";

  private final String name;
  private final List<Consumer<Session>> before = new ArrayList<>();
  private final Map<String, Function<Session, Object>> views = new LinkedHashMap<>();
  private final Set<String> idempotent = new HashSet<>();
  private final Set<Step> remaining = new HashSet<>();
  private final List<Step> steps = new ArrayList<>();
  private @Nullable Step probe;
  private boolean firstStart;
  private boolean readsFiles;

  private Workload(String name) {
    this.name = name;
  }

  /**
   * One write.
   *
   * @param part what it writes to
   * @param durability what its acknowledgement survives
   * @param action does it; the future, if there is one, is the acknowledgement
   */
  record Step(
      String part,
      Durability durability,
      Function<Session, @Nullable CompletableFuture<?>> action) {
    @Nullable CompletableFuture<?> run(Session session) {
      return action.apply(session);
    }

    void finish(Session session) {
      CompletableFuture<?> future = run(session);
      if (future != null) {
        future.join();
      }
    }
  }

  /**
   * Starts a workload on a home that is there and forced.
   *
   * @param name what it is called in reports
   * @return the workload
   */
  public static Workload named(String name) {
    return new Workload(name);
  }

  /**
   * Has the home itself made under the record.
   *
   * @return this workload
   */
  public Workload firstStart() {
    firstStart = true;
    return this;
  }

  /**
   * Adds what is there, and forced, before the record begins.
   *
   * @param action writes it
   * @return this workload
   */
  public Workload before(Consumer<Session> action) {
    before.add(action);
    return this;
  }

  /**
   * Adds a part.
   *
   * @param part its name
   * @param view returns all there is to see, fit for {@code equals}; writes nothing
   * @return this workload
   */
  public Workload view(String part, Function<Session, Object> view) {
    views.put(part, view);
    return this;
  }

  /**
   * Says that a write to a part, done twice, is done once. One that failed may then be there: who
   * tries again, as he must, cannot tell the difference.
   *
   * @param part the part
   * @return this workload
   */
  public Workload idempotent(String part) {
    idempotent.add(part);
    return this;
  }

  /**
   * Says of the step that was added last that it may be there though it failed, contrary to the
   * rule.
   *
   * @return this workload
   */
  public Workload mayRemain() {
    remaining.add(steps.get(steps.size() - 1));
    return this;
  }

  /**
   * Says that steps read files of the user on the same disk, which may fail as well: it throws that
   * the data are invalid.
   *
   * @return this workload
   */
  public Workload readsFiles() {
    readsFiles = true;
    return this;
  }

  boolean mayRemain(Step step) {
    return idempotent.contains(step.part()) || remaining.contains(step);
  }

  /**
   * Adds a write.
   *
   * @param part the part it writes to
   * @param durability what it survives once it returned
   * @param action does it
   * @return this workload
   */
  public Workload step(String part, Durability durability, Consumer<Session> action) {
    return async(
        part,
        durability,
        session -> {
          action.accept(session);
          return null;
        });
  }

  /**
   * Adds a write that is acknowledged later.
   *
   * @param part the part it writes to
   * @param durability what it survives once the future is completed
   * @param action begins it; a null future means that it is done
   * @return this workload
   */
  public Workload async(
      String part,
      Durability durability,
      Function<Session, @Nullable CompletableFuture<?>> action) {
    steps.add(new Step(part, durability, action));
    return this;
  }

  /**
   * Closes the medium and opens it again: what was acknowledged before survives a power cut.
   *
   * @return this workload
   */
  public Workload reopening() {
    return step(
        ALL,
        Durability.POWER,
        session -> {
          session.close();
          session.medium();
        });
  }

  /**
   * Says how to write once more to a home that was recovered; it is done up to twice.
   *
   * @param part the part it writes to
   * @param action does it; survives a power cut
   * @return this workload
   */
  public Workload probe(String part, Consumer<Session> action) {
    probe =
        new Step(
            part,
            Durability.POWER,
            session -> {
              action.accept(session);
              return null;
            });
    return this;
  }

  /**
   * Does all steps and the probe on a healthy medium, to see that the workload is sound.
   *
   * @param open opens an empty medium
   * @return what is seen in the end, by part
   */
  public Map<String, Object> rehearse(Supplier<Medium> open) {
    try (Medium medium = open.get()) {
      Session session = new Session(() -> new Kept(medium));
      prepare(session);
      session.close();
      steps.forEach(step -> step.finish(session));
      probe().finish(session);
      probe().finish(session);
      return look(session);
    }
  }

  /**
   * Does all steps on a healthy medium, to see which methods of the api they call.
   *
   * @param open opens an empty medium
   * @return the methods of interfaces that were called on the medium, on what is kept over it, and
   *     on what those returned
   */
  public Set<Method> calls(Supplier<Medium> open) {
    Calls calls = new Calls();
    try (Medium medium = open.get()) {
      Session session = new Session(() -> new Kept(medium), calls);
      prepare(session);
      session.close();
      calls.begin();
      steps.forEach(step -> step.finish(session));
      return calls.end();
    }
  }

  /**
   * Returns the name.
   *
   * @return what it is called in reports
   */
  public String name() {
    return name;
  }

  boolean isReadingFiles() {
    return readsFiles;
  }

  boolean isFirstStart() {
    return firstStart;
  }

  List<Step> steps() {
    return steps;
  }

  /** Writes what is there before the record begins. */
  void prepare(Session session) {
    before.forEach(action -> action.accept(session));
  }

  Step probe() {
    if (probe == null) {
      throw new IllegalStateException("Workload " + name + " has no probe");
    }
    return probe;
  }

  /** Looks at all parts. */
  Map<String, Object> look(Session session) {
    Map<String, Object> seen = new LinkedHashMap<>();
    views.forEach((part, view) -> seen.put(part, view.apply(session)));
    return seen;
  }

  @Override
  public String toString() {
    return name;
  }
}
