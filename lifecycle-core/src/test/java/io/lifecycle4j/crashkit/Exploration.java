package io.lifecycle4j.crashkit;

import io.lifecycle4j.crashkit.Recording.Bounds;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The states of one workload: builds them, opens each once, and judges it as often as it comes up,
 * since the same content may be right before an acknowledgement and wrong after it. Thread-safe.
 */
final class Exploration {
  private static final int RECOVERIES = 64;
  private static final int NEW_KIND = 24;
  private static final int KNOWN_KIND = 3;
  private static final int LATE_KIND = 1;
  private static final int THOROUGH = 4;
  private static final int AFTER_DEATH = 8;
  private static final int KNOWN_AFTER_DEATH = 2;

  /**
   * So many times as many states as are enough may be of recovery, however many kinds there are.
   */
  private static final int MOST_OF_RECOVERY = 3;

  private final Workload workload;
  private final Recording recording;
  private final Expected expected;
  private final Function<Path, Medium> open;
  private final UnaryOperator<Disk> recorder;
  private final int enough;
  private final int enoughViolations;
  private final Map<Long, Visit> visits = new ConcurrentHashMap<>();
  private final Map<Map<String, Object>, Map<String, Object>> views = new ConcurrentHashMap<>();
  private final Set<Object> kindsOfRecovery = ConcurrentHashMap.newKeySet();
  private final Set<Object> kindsAfterDeath = ConcurrentHashMap.newKeySet();

  /** The states that the death of a process left. */
  private final Set<Long> died = ConcurrentHashMap.newKeySet();

  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final AtomicInteger again = new AtomicInteger();
  private final AtomicInteger built = new AtomicInteger();

  Exploration(
      Workload workload,
      Recording recording,
      Expected expected,
      Function<Path, Medium> open,
      UnaryOperator<Disk> recorder,
      int enough,
      int enoughViolations) {
    this.workload = workload;
    this.recording = recording;
    this.expected = expected;
    this.open = open;
    this.recorder = recorder;
    this.enough = enough;
    this.enoughViolations = enoughViolations;
  }

  /**
   * What opening a state showed.
   *
   * @param seen the views, or null if it went wrong
   * @param problem what went wrong, whatever had been acknowledged
   */
  private record Visit(@Nullable Map<String, Object> seen, @Nullable String problem) {}

  /** Which steps and probes may be seen in a state. */
  private interface Judge {
    boolean allows(String part, Object seen);
  }

  String name() {
    return workload.name();
  }

  int lengths() {
    return recording.trace().size() + 1;
  }

  int states() {
    return visits.size();
  }

  /** Tells whether there are so many states, a third of them of the workload itself. */
  boolean isEnough() {
    return states() >= enough && states() - again() >= enough / 3;
  }

  int built() {
    return built.get();
  }

  int again() {
    return again.get();
  }

  boolean failed() {
    return violations.size() >= enoughViolations;
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  /** Explores what the death of the process leaves when the record ends early. */
  void die(int length, Random random) {
    Cut cut = new Cut(recording.base(), recording.trace(), length);
    Judge death = (part, seen) -> allowed(part, seen, recording.bounds(part, length, false));
    Opening opened =
        judge(cut, cut.done(), death, () -> "Process death after " + length + " changes");
    Disk left = cut.build(cut.done(), CrashExplorer.HONEST);
    if (!failed() && died.add(left.hash())) {
      Opening next =
          opened == null || recorder != CrashExplorer.HONEST ? new Opening(left, 1) : opened;
      cutAfterDeath(length, next, random);
    }
  }

  /**
   * Cuts the power while the next process recovers: what the dead one wrote may be in the cache
   * alone, unlike after a power cut, while what is made of it is on the device.
   */
  private void cutAfterDeath(int length, Opening opening, Random random) {
    if (opening.visit.problem() != null || !kindsAfterDeath.add(opening.kind())) {
      return; // told by now, or like another
    }
    if (recoveriesAreEnough() && !kindsAfterDeath.add(Set.copyOf(opening.kind()))) {
      return; // like another but for how often it does what it does
    }
    List<Change> trace = new ArrayList<>(recording.trace().subList(0, length));
    trace.addAll(opening.trace);
    int each = recoveriesAreFew() ? AFTER_DEATH : KNOWN_AFTER_DEATH;
    for (int n = 0; n < each && goesOn(n); n++) {
      for (int more = 1; more <= opening.trace.size() && !failed(); more++) {
        cutWhileItRecovers(
            new Cut(recording.base(), trace, length + more), length, opening, random);
      }
    }
  }

  private void cutWhileItRecovers(Cut cut, int length, Opening opening, Random random) {
    int more = cut.length() - length;
    Judge recovery = opening.judge(more);
    // the one more write may be there without what was pending: only that it opens is judged
    boolean isProbing = more > opening.probing;
    Judge judge =
        (part, seen) ->
            (isProbing && part.equals(workload.probe().part()))
                || recovery.allows(part, seen)
                || allowed(part, seen, recording.bounds(part, length, true));
    int[] choice = cut.random(random);
    Visit visit = again(cut.build(choice, recorder), chance(cut.length(), choice));
    report(
        visit,
        judge,
        () -> "Process death after " + length + ", power cut " + cut.describe(choice));
  }

  /** Tells whether a recovery is cut at each of its changes once more: it is at least once. */
  private boolean goesOn(int times) {
    return times == 0 || !recoveriesAreEnough();
  }

  /** Opens what is left after a recovery was cut, once. */
  private Visit again(Disk disk, long chance) {
    built.incrementAndGet();
    long hash = disk.hash();
    Visit visit = visits.get(hash);
    if (visit == null) {
      visit = new Opening(disk, chance).visit;
      if (visits.putIfAbsent(hash, visit) == null) {
        again.incrementAndGet();
      }
    }
    return visit;
  }

  /** Explores what a power cut may leave when the record ends early. */
  void cut(int length, int budget, Random random) {
    Cut cut = new Cut(recording.base(), recording.trace(), length);
    Judge powerCut = (part, seen) -> allowed(part, seen, recording.bounds(part, length, true));
    cut.choices(
        budget,
        random,
        choice -> {
          if (!failed() && !isEnough()) {
            judge(cut, choice, powerCut, () -> "Power cut " + cut.describe(choice));
          }
        });
  }

  private boolean allowed(String part, Object seen, Bounds bounds) {
    for (int steps = bounds.least(); steps <= bounds.most(); steps++) {
      if (seen.equals(expected.afterFirst(steps, 0).get(part))) {
        return true;
      }
    }
    return false;
  }

  /** Judges a state; returns how it was opened if it is a new one. */
  private @Nullable Opening judge(Cut cut, int[] choice, Judge judge, Supplier<String> what) {
    Disk disk = cut.build(choice, recorder);
    built.incrementAndGet();
    long hash = disk.hash();
    Visit visit = visits.get(hash);
    Opening opening = null;
    if (visit == null) {
      long chance = chance(cut.length(), choice);
      opening = new Opening(disk, chance);
      visit = opening.visit;
      if (visits.putIfAbsent(hash, visit) == null && visit.problem() == null) {
        recoverAgain(chance, () -> cut.build(choice, Disk::new), opening);
      }
    }
    report(visit, judge, what);
    return opening;
  }

  /** Decides by what was chosen, not by what came of it: that has names made by chance. */
  private static long chance(int length, int[] choice) {
    return StateHash.mix(31L * Arrays.hashCode(choice) + length);
  }

  /** Tells whether at most half of all states are of recovery: the others need room as well. */
  private boolean recoveriesAreFew() {
    return again.get() <= visits.size() / 2;
  }

  private boolean recoveriesAreEnough() {
    return again.get() >= MOST_OF_RECOVERY * enough;
  }

  private void report(Visit visit, Judge judge, Supplier<String> what) {
    if (failed()) {
      return;
    }
    if (visit.seen() == null) {
      violations.add(workload + ": " + what.get() + "\n  " + visit.problem());
      return;
    }
    visit
        .seen()
        .forEach(
            (part, seen) -> {
              if (!judge.allows(part, seen)) {
                violations.add(
                    workload + ": " + what.get() + "\n  seen in '" + part + "': " + seen);
              }
            });
  }

  /**
   * Cuts the power again while a state is recovered, for some of them and each kind at least once;
   * once half of all states are of that only for new kinds, and at last for none, since they would
   * leave no room for the others.
   */
  private void recoverAgain(long chance, Supplier<Disk> state, Opening opening) {
    if (recoveriesAreEnough()) {
      return;
    }
    boolean newKind = kindsOfRecovery.add(opening.kind());
    boolean few = recoveriesAreFew();
    if (!newKind && !(few && Math.floorMod(chance, RECOVERIES) == 0)) {
      return;
    }
    int ofNewKind = few ? NEW_KIND : LATE_KIND;
    int each = newKind ? ofNewKind : KNOWN_KIND;
    Random random = new Random(chance);
    Disk before = state.get();
    for (int n = 0; n < each && goesOn(n); n++) {
      for (int length = 0; length <= opening.trace.size() && !failed(); length++) {
        Cut cut = new Cut(before, opening.trace, length);
        Judge judge = opening.judge(length);
        int[] choice = cut.random(random);
        Visit visit = again(cut.build(choice, recorder), chance + chance(length, choice));
        report(visit, judge, () -> "Power cut during recovery " + cut.describe(choice));
      }
    }
  }

  /**
   * Opens a state, looks, opens it again, writes once more, looks, and, if thorough, reopens it.
   */
  private final class Opening {
    private final Disk disk;
    private final boolean thorough;
    private final List<Map<String, Object>> seen = new ArrayList<>();
    private final Visit visit;
    private List<Change> trace = List.of();
    private int probing;
    private int probed;

    Opening(Disk disk, long chance) {
      this.disk = disk;
      this.thorough = Math.floorMod(chance, THOROUGH) == 0;
      this.visit = open();
    }

    @SuppressWarnings("checkstyle:IllegalCatch") // whatever it throws is what the kit looks for
    private Visit open() {
      try {
        look();
        try (Session session = Recording.session(disk, open)) {
          seen.add(workload.look(session));
          probing = disk.position();
          workload.probe().finish(session);
          probed = disk.position();
          seen.add(workload.look(session));
        }
        trace = disk.trace();
        if (thorough) {
          look();
        }
      } catch (RuntimeException | AssertionError e) {
        return new Visit(null, "opened, it throws " + e + " at " + where(e));
      }
      String problem = problem();
      return problem != null
          ? new Visit(null, problem)
          : new Visit(views.computeIfAbsent(seen.get(0), first -> first), null);
    }

    private void look() {
      try (Session session = Recording.session(disk, open)) {
        seen.add(workload.look(session));
      }
    }

    private String where(Throwable e) {
      for (StackTraceElement element : e.getStackTrace()) {
        if (element.getClassName().startsWith("io.lifecycle4j.core")) {
          return element.toString();
        }
      }
      return "an unknown place";
    }

    private @Nullable String problem() {
      if (!seen.get(0).equals(seen.get(1))) {
        return "opened twice, it shows\n    " + seen.get(0) + "\n    and " + seen.get(1);
      }
      if (thorough && !seen.get(2).equals(seen.get(3))) {
        return "after one more write it shows\n    "
            + seen.get(2)
            + "\n    and once reopened "
            + seen.get(3);
      }
      String part = workload.probe().part();
      for (String other : seen.get(0).keySet()) {
        if (!other.equals(part) && !seen.get(0).get(other).equals(seen.get(2).get(other))) {
          return "writing to '" + part + "' changed '" + other + "' to " + seen.get(2).get(other);
        }
      }
      return expected.writesBehind(part, seen.get(0).get(part), seen.get(2).get(part))
          ? null
          : "shows "
              + seen.get(0).get(part)
              + "\n    and after one more write "
              + seen.get(2).get(part);
    }

    /** What the recovery did, but not to which bytes, nor in which order its threads did it. */
    List<String> kind() {
      return trace.stream().map(change -> change.getClass().getSimpleName()).sorted().toList();
    }

    /** What was seen before must be seen again, and the probe once it was acknowledged. */
    Judge judge(int length) {
      Map<String, Object> first = seen.get(0);
      Map<String, Object> last = seen.get(2);
      return (part, now) ->
          (length < probed && now.equals(first.get(part)))
              || (length >= probing && now.equals(last.get(part)));
    }
  }
}
