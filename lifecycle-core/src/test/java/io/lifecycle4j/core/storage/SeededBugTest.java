package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Ahead;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.BugWorkloads.BothWrite;
import io.lifecycle4j.core.storage.CodeBugs.Bug;
import io.lifecycle4j.crashkit.ChildScratch;
import io.lifecycle4j.crashkit.CorruptionSample;
import io.lifecycle4j.crashkit.CrashExplorer;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.FaultExplorer;
import io.lifecycle4j.crashkit.LyingDisks;
import io.lifecycle4j.crashkit.RaceExplorer;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit has teeth: it finds every bug that is put in, and none where there is none. */
@Timeout(600)
@OnlyLarger
class SeededBugTest {
  private static final long SEED = Long.getLong("seed", 1);

  private static final String NAMES = System.getProperty("bug", "");

  /** Which bugs to look for, by a part of their names. */
  private static final Predicate<String> WANTED = Pattern.compile(NAMES).asPredicate();

  /** One in how many bugs is looked for, of those that each part of the kit finds. */
  private static final int ONE_BUG_IN = Volume.of(20, 8, 1);

  /** Where there is no bug: one in how many operations another process comes in at. */
  private static final int ONE_RACE_IN = Volume.of(10, 6, 1);

  private static final int ONE_WORKLOAD_IN = Volume.of(6, 5, 1);

  private static final int STATES = 4_000;
  private static final int STATES_WITHOUT_BUG = Volume.of(10, 30, 100);
  private static final int ONE_DAMAGE_IN = Volume.of(599, 480, 60);
  private static final String HOME = "/data/home";
  private static final String EXPORTS = "/data/" + ExportWorkloads.EXPORTS;

  /** Which workload shows a lie that a first start does not. */
  private static final Map<String, String> SHOWN_BY =
      Map.of(
          "forces the first page", "blobs",
          "keeps writes in the process", "shared, PROCESS",
          "forgets to force files of blobs", "blobs",
          "forgets to force the directory of blobs", "blobs",
          "forgets to force rooms of blobs", "blobs",
          "forgets to force the directory of packs", "packs",
          "forgets to force the directory of quarantine", "quarantine, restore, purge",
          "forgets to force files of exports", "exports of runs",
          "forgets to force the directory of exports", "exports of runs");

  /** So many bugs are looked for at once: each search waits for the threads of journals. */
  private static final int LANES = 4;

  private static final Map<Object, Integer> MET = new HashMap<>();
  private static final Ahead<List<String>> SEARCHES = new Ahead<>(LANES);

  @TempDir(factory = ChildScratch.class)
  private static Path directory;

  @BeforeAll
  static void search() {
    lies()
        .forEach(
            (name, lie) -> {
              Workload workload = BugWorkloads.named(SHOWN_BY.getOrDefault(name, "first start"));
              begin("a lie", name, () -> cuts(SeededBugTest::home, lie, workload, STATES));
            });
    CodeBugs.all().forEach(bug -> begin(bug.kit(), bug.name(), () -> violations(bug)));
  }

  private static void begin(Object kit, String name, Callable<List<String>> search) {
    int before = MET.merge(kit, 1, Integer::sum) - 1;
    boolean isChosen = before % ONE_BUG_IN == 0 || !NAMES.isEmpty();
    if (isChosen && WANTED.test(name)) {
      SEARCHES.add(name, () -> timed(name, search));
    }
  }

  private static List<String> timed(String name, Callable<List<String>> search) throws Exception {
    long begin = System.nanoTime();
    List<String> found = search.call();
    long millis = (System.nanoTime() - begin) / 1_000_000;
    System.out.printf(
        "Seeded bug: %s, %d ms%n  %s%n",
        name, millis, String.join("\n", found.stream().limit(1).toList()));
    return found;
  }

  @AfterAll
  static void end() {
    SEARCHES.close();
  }

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
    forgets(lies, "the directory of packs", (path, dir) -> path.equals(HOME + "/packs"));
    forgets(lies, "the directory of quarantine", (path, dir) -> path.equals(HOME + "/quarantine"));
    forgets(lies, "files of exports", (path, dir) -> !dir && path.startsWith(EXPORTS + "/"));
    forgets(lies, "the directory of exports", (path, dir) -> path.equals(EXPORTS));
    return lies;
  }

  private static void forgets(
      Map<String, UnaryOperator<Disk>> lies, String what, BiPredicate<String, Boolean> forgets) {
    lies.put("forgets to force " + what, LyingDisks.forgetsForce(forgets));
  }

  static List<String> names() {
    return SEARCHES.names();
  }

  @Test
  void looksForAsManyBugsAsAreDocumented() throws IOException {
    int locks = 1; // findsALockThatEverybodyGets
    int all = lies().size() + locks + CodeBugs.all().size() + CodeBugs.once().size();
    assertThat(Files.readString(Path.of("../docs/RELIABILITY.md")))
        .contains("| seeded bugs found, of all " + all + " |")
        .contains("\n" + all + ". ")
        .doesNotContain("\n" + (all + 1) + ". ");
  }

  @ParameterizedTest
  @MethodSource("names")
  void findsTheBug(String name) throws Exception {
    assertThat(SEARCHES.await(name)).describedAs(name).isNotEmpty();
  }

  private static List<String> violations(Bug bug) throws IOException {
    return switch (bug.kit()) {
      case CUT -> cuts(bug.open(), CrashExplorer.HONEST, BugWorkloads.named(bug.where()), STATES);
      case FAULT ->
          new FaultExplorer(bug.open(), Media::memory, 1)
              .untilFirst()
              .each(BugWorkloads.named(bug.where()))
              .violations();
      case RACE -> race(bug, Disk::new).explore(new BothWrite()).violations();
      case DEATH_THEN_START -> race(bug, Disk::new).die(new BothWrite(), null).violations();
      case DEATH_BESIDE -> race(bug, Disk::new).die(new BothWrite(), "before").violations();
      case FAILED_FORCE_BESIDE ->
          race(bug, Disk::new).failForce(new BothWrite(), "before").violations();
      case DAMAGE -> CorruptionSample.violations(own(), bug.open(), bug.where(), 1);
    };
  }

  private static Path own() throws IOException {
    return Files.createTempDirectory(directory, "home");
  }

  @Test
  void findsAWriteOrAReadThatIsNotGoneOnWith() {
    Workload workload = BugWorkloads.named("first start");
    for (Bug bug : CodeBugs.once()) {
      assertFound(bug.name(), cuts(bug.open(), LyingDisks.doesLittle(7), workload, STATES));
    }
  }

  @Test
  void findsALockThatEverybodyGets() {
    RaceExplorer race =
        new RaceExplorer(CodeBugs.copy(), CodeBugs.copy(), LyingDisks::grantsEveryLock);
    assertFound("grants every lock", race.explore(new BothWrite()).violations());
  }

  private static void assertFound(String name, List<String> found) {
    System.out.println(
        "Seeded bug: " + name + "\n  " + String.join("\n", found.stream().limit(1).toList()));
    assertThat(found).describedAs(name).isNotEmpty();
  }

  private static Medium home(Path path) {
    return FileMedium.open(path, CodeBugs.SEGMENT_BYTES);
  }

  private static RaceExplorer race(Bug bug, UnaryOperator<Disk> disk) {
    return new RaceExplorer(bug.open(), bug.open(), disk).untilFirst();
  }

  private static List<String> cuts(
      Function<Path, Medium> open, UnaryOperator<Disk> disk, Workload workload, int states) {
    try {
      return new CrashExplorer(open, Media::memory, SEED, 1)
          .on(disk)
          .untilFirst()
          .explore(workload, states)
          .violations();
    } catch (RuntimeException | AssertionError e) {
      return List.of("seen without any crash: " + e);
    }
  }

  @Test
  void findsNothingWhereThereIsNoBug() throws IOException {
    Function<Path, Medium> copy = CodeBugs.copy();
    List<Workload> workloads = BugWorkloads.all();
    for (int i = 0; i < workloads.size(); i += ONE_WORKLOAD_IN) {
      Workload workload = workloads.get(i);
      assertThat(cuts(copy, CrashExplorer.HONEST, workload, STATES_WITHOUT_BUG)).isEmpty();
    }
    Workload small = BugWorkloads.named("shared, POWER");
    assertThat(cuts(SeededBugTest::home, LyingDisks.doesLittle(7), small, STATES_WITHOUT_BUG))
        .isEmpty();
    assertThat(CorruptionSample.violations(own(), SeededBugTest::home, "", ONE_DAMAGE_IN))
        .isEmpty();
  }

  @Test
  void findsNothingWhereTwoProcessesWrite() {
    RaceExplorer race =
        new RaceExplorer(CodeBugs.copy(), CodeBugs.copy(), Disk::new).oneIn(ONE_RACE_IN);
    for (RaceExplorer.Report report :
        List.of(
            race.explore(new BothWrite()),
            race.die(new BothWrite(), null),
            race.die(new BothWrite(), "before"))) {
      System.out.println("Two processes: " + report);
      assertThat(report.violations()).isEmpty();
      assertThat(report.meetings()).isGreaterThan(20 / ONE_RACE_IN);
    }
  }

  @Test
  void findsNothingWhereAProcessGoesOnBehindAForceThatFailedInAnother() {
    RaceExplorer race =
        new RaceExplorer(CodeBugs.copy(), CodeBugs.copy(), Disk::new).oneIn(ONE_RACE_IN);
    for (String before : Arrays.asList(null, "before")) {
      RaceExplorer.Report report = race.failForce(new BothWrite(), before);
      System.out.println("A force fails in one of two processes: " + report);
      assertThat(report.violations()).isEmpty();
      assertThat(report.meetings()).isGreaterThan(5 / ONE_RACE_IN);
    }
  }
}
