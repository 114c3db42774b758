package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.crashkit.CrashExplorer;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.LyingDisks;
import io.lifecycle4j.crashkit.RaceExplorer;
import io.lifecycle4j.crashkit.Session;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.crashkit.Workloads;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Medium;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit has teeth: it finds every bug that is put in, and none where there is none. */
class SeededBugTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int STATES = 400;
  private static final String HOME = "/data/home";

  /** What a program could forget in this layout. */
  static Map<String, UnaryOperator<Disk>> lies() {
    Map<String, UnaryOperator<Disk>> lies = new LinkedHashMap<>(LyingDisks.all());
    forgets(lies, "files of journals", (path, dir) -> !dir && path.startsWith(HOME + "/journals/"));
    forgets(
        lies,
        "files of blobs",
        (path, dir) ->
            !dir && (path.startsWith(HOME + "/blobs/") || path.startsWith(HOME + "/tmp/")));
    forgets(lies, "the format file", (path, dir) -> !dir && path.matches(HOME + "/[^/]*"));
    forgets(lies, "the directory above a home", (path, dir) -> path.equals("/data"));
    forgets(lies, "the directory of a home", (path, dir) -> path.equals(HOME));
    forgets(
        lies, "directories of journals", (path, dir) -> dir && path.startsWith(HOME + "/journals"));
    forgets(lies, "the directory of blobs", (path, dir) -> path.equals(HOME + "/blobs"));
    forgets(lies, "rooms of blobs", (path, dir) -> dir && path.startsWith(HOME + "/blobs/"));
    return lies;
  }

  private static void forgets(
      Map<String, UnaryOperator<Disk>> lies, String what, BiPredicate<String, Boolean> forgets) {
    lies.put("forgets to force " + what, LyingDisks.forgetsForce(forgets));
  }

  static List<String> names() {
    return List.copyOf(lies().keySet());
  }

  static List<String> changes() {
    return List.copyOf(CodeBugs.shownByCuts().keySet());
  }

  static List<String> races() {
    return List.copyOf(CodeBugs.shownByRaces().keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void findsADiskThatLies(String name) {
    assertFound(name, violations(Media::file, of(lies(), name)));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void findsABugInTheCode(String name) {
    assertFound(name, violations(of(CodeBugs.shownByCuts(), name), Disk::new));
  }

  @Test
  void findsAWriteThatIsNotGoneOnWith() {
    String name = "Durable.writeFully writes once";
    assertFound(name, violations(CodeBugs.writesOnce(), LyingDisks.writesLittle(7)));
  }

  @ParameterizedTest
  @MethodSource("races")
  void findsABugThatTakesTwoProcesses(String name) {
    Function<Path, Medium> bug = of(CodeBugs.shownByRaces(), name);
    assertFound(
        name,
        new RaceExplorer(bug, CodeBugs.copy(), Disk::new).explore(new BothWrite()).violations());
  }

  @Test
  void findsALockThatEverybodyGets() {
    assertFound("grants every lock", race(LyingDisks::grantsEveryLock).violations());
  }

  private static <T> T of(Map<String, T> bugs, String name) {
    return Objects.requireNonNull(bugs.get(name));
  }

  private static void assertFound(String name, List<String> found) {
    System.out.println(
        "Seeded bug: " + name + "\n  " + String.join("\n", found.stream().limit(1).toList()));
    assertThat(found).describedAs(name).isNotEmpty();
  }

  private static RaceExplorer.Report race(UnaryOperator<Disk> disk) {
    return new RaceExplorer(CodeBugs.copy(), CodeBugs.copy(), disk).explore(new BothWrite());
  }

  private static List<String> violations(Function<Path, Medium> open, UnaryOperator<Disk> disk) {
    CrashExplorer explorer = new CrashExplorer(open, Media::memory, SEED, 1).on(disk);
    for (Workload workload : Workloads.all()) {
      List<String> found;
      try {
        found = explorer.explore(workload, STATES).violations();
      } catch (RuntimeException | AssertionError e) {
        found = List.of("seen without any crash: " + e);
      }
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  @Test
  void findsNothingWhereThereIsNoBug() {
    assertThat(violations(CodeBugs.copy(), Disk::new)).isEmpty();
    assertThat(violations(Media::file, LyingDisks.writesLittle(7))).isEmpty();
    RaceExplorer.Report report = race(Disk::new);
    assertThat(report.violations()).isEmpty();
    assertThat(report.meetings()).isGreaterThan(20);
  }

  /** Each process appends twice and puts a blob of its own and one that both have. */
  private static final class BothWrite implements RaceExplorer.Work {
    @Override
    public void run(String process, Session session) {
      for (String payload : List.of(process + " 1", process + " 2")) {
        session.shared("log").append(Fixtures.batch(Batch.ANY, Durability.POWER, payload));
      }
      session.medium().blobs().put(Content.of(process));
      session.medium().blobs().put(Content.of("both"));
    }

    @Override
    public @Nullable String check(Session session) {
      List<String> log = Fixtures.texts(session.shared("log").read(1));
      for (String process : List.of("first", "second")) {
        List<String> own = log.stream().filter(text -> text.startsWith(process)).toList();
        if (!own.isEmpty() || process.equals("first")) {
          if (!own.equals(List.of(process + " 1", process + " 2"))) {
            return "the journal holds " + log;
          }
          session.medium().blobs().read(Fixtures.hash(Fixtures.utf8(process)));
        }
      }
      session.medium().blobs().read(Fixtures.hash(Fixtures.utf8("both")));
      return null;
    }
  }
}
