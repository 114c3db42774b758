package io.lifecycle4j.core.badinputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.lifecycle4j.contract.Ahead;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs bad inputs against every entry that takes a text of their kind.
 *
 * <p>Each input meets each kind. Where many entries take the same kind they share the inputs, so
 * that each gets at least a twelfth of them, of all groups; in a deep build each gets all. Every
 * build does so with one in twenty entries of each kind, {@code -Pci} with one in three.
 */
@Tag(Volume.TAG)
class BadInputsTest {
  private static final List<BadInput> INPUTS = BadInput.all();
  private static final int EXECUTIONS = Volume.of(100, 200, 600);

  /** What is named by the library alone, so that no name of ours is right. */
  private static final Set<String> WITHOUT_GOOD = Set.of("blob", "cursor", "hash");

  /** What some look-up might still find, so that each gets it. */
  private static final Set<String> GONE = Set.of("A36-4", "A36-5");

  private static final int SHARE = Volume.of(20, 15, 1);

  private static final int ONE_IN = Volume.of(20, 12, 1);

  /** One in how many inputs is passed to any. */
  private static final int ONE_INPUT_IN = Volume.of(8, 1, 1);

  private static final List<Entry> CHOSEN = chosen();

  /** Each has a home of its own, so that some can be tried at once. */
  private static final Ahead<Boolean> RUNS = new Ahead<>(2);

  private static final Threads THREADS = new Threads();

  static List<Entry> entries() {
    List<Entry> all = new ArrayList<>(NameEntries.all());
    all.addAll(TextEntries.all());
    all.addAll(LookupEntries.all());
    all.addAll(ColumnEntries.all());
    all.addAll(DataEntries.all());
    all.addAll(RunEntries.all());
    all.addAll(BackendEntries.all());
    all.addAll(RecordEntries.all());
    return all;
  }

  /** Returns one in so many of the entries of each kind. */
  private static List<Entry> chosen() {
    Map<String, Integer> met = new HashMap<>();
    return entries().stream()
        .filter(entry -> (met.merge(entry.kind(), 1, Integer::sum) - 1) % ONE_IN == 0)
        .toList();
  }

  private static List<BadInput> inputs(Entry entry) {
    List<String> alike =
        CHOSEN.stream()
            .filter(other -> other.kind().equals(entry.kind()))
            .map(Entry::toString)
            .toList();
    int share = Math.min(SHARE, alike.size());
    int first = alike.indexOf(entry.toString());
    List<BadInput> all = all(entry.kind());
    return IntStream.range(0, all.size())
        .filter(i -> (i + first) % (share * ONE_INPUT_IN) == 0 || GONE.contains(all.get(i).id()))
        .mapToObj(all::get)
        .toList();
  }

  private static List<BadInput> all(String kind) {
    return INPUTS.stream().filter(input -> !input.expected(kind).isEmpty()).toList();
  }

  @BeforeAll
  static void begin() {
    CHOSEN.forEach(entry -> RUNS.add(entry.toString(), () -> keepsThePromise(entry)));
  }

  @AfterAll
  static void leavesNoThread() throws Exception {
    RUNS.close();
    THREADS.assertNoneLeft();
  }

  static List<String> names() {
    return RUNS.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void keepsThePromise(String entry) throws Exception {
    assertThat(RUNS.await(entry)).isTrue();
  }

  private static boolean keepsThePromise(Entry entry) throws Exception {
    Path directory = Directories.create();
    try {
      keepsThePromise(entry, directory);
      return true;
    } finally {
      Directories.delete(directory);
    }
  }

  private static void keepsThePromise(Entry entry, Path directory) throws Exception {
    try (Sandbox sandbox = Sandbox.begin(directory)) {
      sandbox.reopen();
      String life = sandbox.life();
      passGood(sandbox, entry, "good"); // opens what stays open with the home
      assertAll(inputs(entry).stream().map(input -> () -> pass(sandbox, entry, input)));
      Map<String, String> stored = sandbox.stored();
      assertThat(stored).containsAllEntriesOf(sandbox.learned());
      sandbox.reopen();
      assertThat(sandbox.stored()).containsAllEntriesOf(stored); // and the end of a run
      assertThat(sandbox.life()).isEqualTo(life);
    }
    assertThat(Sandbox.descriptors(directory)).isEmpty();
  }

  /** Passes an input to an entry, and names the outcome. */
  static String pass(Sandbox sandbox, Entry entry, BadInput input) throws Exception {
    String value = input.asText();
    String outcome =
        Promise.hold(
            sandbox,
            entry + " " + input,
            entry.expected(input, value),
            String.valueOf(value),
            () -> entry.call().pass(sandbox, value),
            entry.erases() ? Promise.ERASED : Promise.MARK);
    if (!outcome.equals("KEPT")) {
      passGood(sandbox, entry, "good-" + input.id().toLowerCase(Locale.ROOT));
    }
    return outcome;
  }

  /** After it refused a bad value, the same entry still takes a good one. */
  static void passGood(Sandbox sandbox, Entry entry, String value) {
    Set<String> right =
        entry.kind().startsWith("lookup") || WITHOUT_GOOD.contains(entry.kind())
            ? Set.of("ABSENT", "NOT_FOUND", "INVALID_VALUE")
            : Set.of("KEPT");
    String what = entry + " " + value;
    assertThat(right)
        .describedAs(what)
        .contains(Promise.outcome(what, value, () -> entry.call().pass(sandbox, value)));
  }

  @Test
  void runsEnoughInputs() {
    int texts = CHOSEN.stream().mapToInt(entry -> inputs(entry).size()).sum();
    System.out.printf("%d bad inputs, %d executions%n", INPUTS.size(), texts);
    assertThat(texts).isGreaterThanOrEqualTo(EXECUTIONS);
  }

  @Test
  @OnlyLarger
  void passesEveryInputToEachKind() {
    Map<String, Set<BadInput>> passed = new TreeMap<>();
    for (Entry entry : CHOSEN) {
      passed.computeIfAbsent(entry.kind(), kind -> new HashSet<>()).addAll(inputs(entry));
    }
    passed.forEach(
        (kind, inputs) ->
            assertThat(inputs).describedAs(kind).containsExactlyInAnyOrderElementsOf(all(kind)));
  }

  @Test
  void namesTestsThatAreThere() throws IOException {
    List<BadInput> all = INPUTS.stream().filter(input -> input.elsewhere() != null).toList();
    assertThat(all).hasSizeGreaterThan(10);
    for (BadInput input : all) {
      String[] names = String.valueOf(input.elsewhere()).split("#");
      assertThat(names).describedAs(input.toString()).hasSize(2);
      assertThat(sources(names[0]))
          .describedAs("%s is run by %s", input, input.elsewhere())
          .anyMatch(
              source ->
                  source.contains(" void " + names[1] + "(")
                      || source.contains("ArchRule " + names[1] + " ="));
    }
  }

  /** Reads the test of a name in either module. */
  private static List<String> sources(String test) throws IOException {
    List<String> found = new ArrayList<>();
    for (String module : List.of("../lifecycle-api", "../lifecycle-core")) {
      try (Stream<Path> files = Files.walk(Path.of(module, "src/test/java"))) {
        for (Path file : files.filter(path -> path.endsWith(test + ".java")).toList()) {
          found.add(Files.readString(file));
        }
      }
    }
    return found;
  }

  @Test
  void saysOfEveryInputWhatIsRightOrWhyNothingTakesIt() {
    Set<String> kinds = Set.copyOf(entries().stream().map(Entry::kind).toList());
    List<BadInput> missing = INPUTS.stream().filter(input -> input.missing() != null).toList();
    System.out.printf("%d inputs that nothing takes yet:%n", missing.size());
    missing.forEach(input -> System.out.println("  " + input + ": " + input.missing()));

    List<BadInput> deviating = INPUTS.stream().filter(input -> input.deviates() != null).toList();
    System.out.printf("%d inputs that end another way than expected:%n", deviating.size());
    deviating.forEach(input -> System.out.println("  " + input + ": " + input.deviates()));

    assertThat(INPUTS).extracting(BadInput::id).doesNotHaveDuplicates();
    for (BadInput input : INPUTS) {
      int answers =
          (input.expect() == null ? 0 : 1)
              + (input.missing() == null ? 0 : 1)
              + (input.elsewhere() == null ? 0 : 1);
      assertThat(answers).describedAs(input.toString()).isEqualTo(1);
      assertThat(input.id()).startsWith(input.group());
      assertThat(List.of(said(input.missing()), said(input.deviates()))).doesNotContain("");
    }
    assertThat(INPUTS).extracting(BadInput::group).containsOnly("A", "B", "D", "E", "G");
    assertThat(kinds).isNotEmpty();
  }

  /** Returns what a reason says; one that says nothing is none. */
  private static String said(@Nullable String reason) {
    return reason == null ? "not needed" : reason.strip();
  }
}
