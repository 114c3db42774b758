package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.crashkit.CrashExplorer;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.LyingDisks;
import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.crashkit.Workloads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
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
        (path, dir) -> !dir && (path.startsWith(HOME + "/blobs/") || path.startsWith(HOME + "/tmp/")));
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

  @ParameterizedTest
  @MethodSource("names")
  void findsADiskThatLies(String name) {
    List<String> found = violations(lies().get(name));
    System.out.println(name + " -> " + found.stream().limit(1).toList());
    assertThat(found).describedAs(name).isNotEmpty();
  }

  private static List<String> violations(UnaryOperator<Disk> disk) {
    CrashExplorer explorer = new CrashExplorer(Media::file, Media::memory, SEED, 1).on(disk);
    for (Workload workload : Workloads.basic()) {
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
    return new ArrayList<>();
  }

  @Test
  void findsNothingOnADiskThatDoesNotLie() {
    assertThat(violations(Disk::new)).isEmpty();
    assertThat(violations(LyingDisks.writesLittle(7))).isEmpty();
  }
}
