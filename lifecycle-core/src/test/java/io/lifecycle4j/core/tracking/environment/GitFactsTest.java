package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitFactsTest {
  private static final String CLEAN =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"; // of nothing

  @TempDir Path temp;

  private GitSandbox git;
  private String commit;

  @BeforeEach
  void repository() throws Exception {
    git = GitSandbox.init(temp.resolve("project"));
    git.write("src/A.java", "class A {}\n");
    commit = git.commit("First");
  }

  private static FactSources sources(Map<String, String> variables) {
    return new FactSources(Path.of("/"), variables, Map::of);
  }

  private static Map<String, String> facts(
      Path directory, Map<String, String> variables, String... shown) {
    EnvironmentFacts facts = new EnvironmentFacts();
    new GitFacts(sources(variables), directory, Set.of(shown), GitFacts.AT_MOST).gather(facts);
    return facts.all();
  }

  private static Map<String, String> facts(Path directory, String... shown) {
    return facts(directory, GitSandbox.variables(), shown);
  }

  @Test
  void readsACleanWorktree() {
    assertThat(facts(git.directory().resolve("src")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "git.commit", commit,
                "git.branch", "main",
                "git.dirty", "false",
                "git.changed", "0"));
  }

  @Test
  void saysThatThereIsNoGitOnThePath() {
    Map<String, String> variables = new TreeMap<>(GitSandbox.variables());
    variables.put("PATH", temp.resolve("empty").toString());

    assertThat(facts(git.directory(), variables))
        .containsExactly(Map.entry("git.commit", "<unavailable: no git on the PATH>"));
  }

  @Test
  void namesTheCommitBeforeAllIsKnown() {
    EnvironmentFacts facts = new EnvironmentFacts();
    new GitFacts(sources(GitSandbox.variables()), git.directory(), Set.of(), GitFacts.AT_MOST)
        .gatherPending(facts);

    assertThat(facts.all())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "git.commit", commit,
                "git.branch", "main",
                "git.dirty", "<pending: git is asked>"));
  }

  @Test
  void takesNoGitFromARelativeDirectory() throws Exception {
    Map<String, String> variables = new TreeMap<>(GitSandbox.variables());
    variables.put("PATH", "." + ":" + "bin::");

    assertThat(facts(git.directory(), variables))
        .containsEntry("git.commit", "<unavailable: no git on the PATH>");
  }

  @Test
  void countsAndHashesWhatWasChangedWithoutItsText() throws Exception {
    git.write("src/A.java", "class A { int a; }\n");
    git.write("new.txt", "hunter2");
    Map<String, String> facts = facts(git.directory());

    assertThat(facts)
        .containsOnlyKeys(
            "git.commit",
            "git.branch",
            "git.dirty",
            "git.changed",
            "git.diff.bytes",
            "git.diff.sha256")
        .containsEntry("git.dirty", "true")
        .containsEntry("git.changed", "2");
    assertThat(Integer.parseInt(facts.get("git.diff.bytes"))).isBetween(100, 500);
    assertThat(facts.get("git.diff.sha256")).matches("[0-9a-f]{64}").isNotEqualTo(CLEAN);
  }

  @Test
  void hashesWhatIsStagedToo() throws Exception {
    git.write("src/A.java", "class A { int a; }\n");
    String before = facts(git.directory()).get("git.diff.sha256");
    git.git("add", "-A");

    assertThat(facts(git.directory())).containsEntry("git.diff.sha256", before);
  }

  @Test
  void countsAMovedFileTwice() throws Exception {
    git.git("mv", "src/A.java", "src/B.java");

    assertThat(facts(git.directory())).containsEntry("git.changed", "2");
  }

  @Test
  void anotherChangeOfABinaryFileIsAnotherHash() throws Exception {
    git.write("a.bin", "\0");
    git.commit("Binary");
    git.write("a.bin", "\0a");
    String before = facts(git.directory()).get("git.diff.sha256");
    git.write("a.bin", "\0b");

    assertThat(facts(git.directory()).get("git.diff.sha256")).isNotEqualTo(before);
  }

  @Test
  void showsTheDiffOfPathsThatAreAllowed() throws Exception {
    git.write("app.yaml", "x: 1\n");
    git.write("src/deep/B.java", "class B {}\n");
    git.write("src/deep/b.yaml", "y: 1\n");
    git.commit("Second");
    git.write("app.yaml", "x: hunter2\n");
    git.write("src/A.java", "class A { int a; }\n");
    git.write("src/deep/B.java", "class B { int b; }\n");
    git.write("src/deep/b.yaml", "y: 2\n");

    assertThat(facts(git.directory().resolve("src"), "src/**").get("git.diff"))
        .contains("-class A {}\n+class A { int a; }\n", "+class B { int b; }\n", "+y: 2\n")
        .doesNotContain("app.yaml", "hunter2");
    assertThat(facts(git.directory(), "src/*.java", "**/*.yaml").get("git.diff"))
        .contains("+class A { int a; }\n", "+x: hunter2\n", "+y: 2\n")
        .doesNotContain("class B");
    assertThat(facts(git.directory(), "docs/**")).containsEntry("git.diff", "");
    assertThat(facts(git.directory(), ":(exclude)docs")).containsEntry("git.diff", "");
    assertThat(facts(git.directory(), "../**")).containsEntry("git.diff", "");
    assertThat(facts(git.directory(), "a\0b").get("git.diff")).startsWith("<unavailable: ");
    assertThat(facts(git.directory(), "src/**").get("git.diff.sha256"))
        .isEqualTo(facts(git.directory()).get("git.diff.sha256"));
  }

  @Test
  void changesNothingInTheRepository() throws Exception {
    Path index = git.directory().resolve(".git/index");
    git.write("src/A.java", "class A {}\n"); // another time, the same text: git would refresh it
    Files.setLastModifiedTime(
        git.directory().resolve("src/A.java"), java.nio.file.attribute.FileTime.fromMillis(0));
    byte[] before = Files.readAllBytes(index);

    assertThat(facts(git.directory())).containsEntry("git.dirty", "false");
    assertThat(Files.readAllBytes(index)).isEqualTo(before);
    git.git("status"); // which does refresh it
    assertThat(Files.readAllBytes(index)).isNotEqualTo(before);
  }

  @Test
  void readsADetachedHead() throws Exception {
    git.git("checkout", "-q", "--detach");

    assertThat(facts(git.directory()))
        .containsEntry("git.commit", commit)
        .containsEntry("git.branch", "<detached>");
  }

  @Test
  void readsPackedReferences() throws Exception {
    git.git("checkout", "-q", "-b", "feature/a");
    git.git("pack-refs", "--all");

    assertThat(git.directory().resolve(".git/refs/heads/feature/a")).doesNotExist();
    assertThat(facts(git.directory()))
        .containsEntry("git.commit", commit)
        .containsEntry("git.branch", "feature/a");
  }

  @Test
  void readsALinkedWorktree() throws Exception {
    Path other = temp.resolve("other");
    git.git("worktree", "add", "-q", "-b", "side", other.toString());
    GitSandbox linked = GitSandbox.in(other);
    linked.write("src/A.java", "class A { int side; }\n");

    assertThat(facts(other))
        .containsEntry("git.commit", commit)
        .containsEntry("git.branch", "side")
        .containsEntry("git.changed", "1");
    linked.git("pack-refs", "--all");
    assertThat(facts(other)).containsEntry("git.commit", commit);
    assertThat(facts(git.directory())).containsEntry("git.branch", "main");
  }

  @Test
  void readsASubmodule() throws Exception {
    GitSandbox outer = GitSandbox.init(temp.resolve("outer"));
    outer.git(
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        git.directory().toString(),
        "inner");
    String outerCommit = outer.commit("With a submodule");
    Path inner = outer.directory().resolve("inner");

    assertThat(inner.resolve(".git")).isRegularFile();
    assertThat(facts(inner)).containsEntry("git.commit", commit);
    assertThat(facts(inner)).containsEntry("git.dirty", "false");
    assertThat(facts(outer.directory()))
        .containsEntry("git.commit", outerCommit)
        .containsEntry("git.dirty", "false");
  }

  @Test
  void saysThatThereIsNoCommitYet() throws Exception {
    GitSandbox young = GitSandbox.init(temp.resolve("young"));

    assertThat(facts(young.directory()).get("git.commit"))
        .startsWith("<unavailable: git ended with 128: ");
    assertThat(facts(young.directory())).containsEntry("git.dirty", "false");
  }

  @Test
  void saysThatThereIsNoRepository() {
    assertThat(facts(temp))
        .containsExactly(Map.entry("git.commit", "<unavailable: no repository>"));
  }

  @Test
  void followsNoReferenceOutOfTheRepository() throws Exception {
    Files.writeString(temp.resolve("elsewhere"), "0123456789012345678901234567890123456789");
    git.write(".git/HEAD", "ref: refs/../../../elsewhere");

    assertThat(facts(git.directory()).get("git.commit")).startsWith("<unavailable: ");
  }

  @Test
  void tellsNeitherTheRemoteNorNamesOfFiles() throws Exception {
    git.git("remote", "add", "origin", "https://alice:hunter2@example.org/a.git");
    git.write("hunter3.txt", "a");

    assertThat(facts(git.directory()).toString()).doesNotContain("hunter", "example.org");
  }

  @Test
  void hidesAPasswordInADiffThatIsAllowed() throws Exception {
    git.write("app.yaml", "epochs: 3\n");
    git.commit("Change");
    git.write("app.yaml", "epochs: 3\npassword: hunter2\n");

    assertThat(facts(git.directory(), "*.yaml").get("git.diff"))
        .contains("+password: <redacted>")
        .doesNotContain("hunter");
  }

  @Test
  void runsNoProgramThatAConfigurationNames() throws Exception {
    Path ran = temp.resolve("ran");
    String program = "touch " + ran + ";cat";
    git.write(".gitattributes", "*.java filter=evil diff=evil\n");
    git.commit("Attributes");
    for (String key :
        new String[] {
          "core.fsmonitor", "core.pager", "diff.external", "diff.evil.command",
          "diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process"
        }) {
      git.git("config", key, program);
    }
    git.git("config", "filter.evil.required", "true");
    for (String hook : new String[] {"post-index-change", "pre-auto-gc", "fsmonitor-watchman"}) {
      Path file = git.write(".git/hooks/" + hook, "#!/bin/sh\n" + program + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    git.write("src/A.java", "class A { int a; }\n");
    Map<String, String> variables = new TreeMap<>(GitSandbox.variables());
    variables.put("GIT_EXTERNAL_DIFF", program);
    variables.put("GIT_PAGER", program);

    assertThat(facts(git.directory(), variables, "**").get("git.diff"))
        .contains("+class A { int a; }");
    assertThat(ran).doesNotExist();
  }

  @Test
  void looksAtItsOwnRepositoryWhateverTheVariablesSay() throws Exception {
    Map<String, String> variables = new TreeMap<>(GitSandbox.variables());
    variables.put("GIT_DIR", temp.resolve("nowhere").toString());

    assertThat(facts(git.directory(), variables)).containsEntry("git.dirty", "false");
  }

  @Test
  void cutsALongDiffButHashesAllOfIt() throws Exception {
    git.write("src/A.java", "// line\n".repeat(100_000));
    Map<String, String> facts = facts(git.directory(), "src/**");

    assertThat(facts.get("git.diff"))
        .hasSize(EnvironmentFacts.MAX_VALUE)
        .endsWith(" more characters)");
    assertThat(facts.get("git.diff.sha256")).matches("[0-9a-f]{64}");
    git.write("src/A.java", "// line\n".repeat(1_000_000));
    assertThat(facts(git.directory()))
        .containsEntry("git.diff.bytes", "<unavailable: more than 4194304 bytes>")
        .containsEntry("git.diff.sha256", "<unavailable: more than 4194304 bytes>");
  }

  @Test
  @OnlyLarger
  void waitsForGitOnlySoLong() throws Exception {
    Path bin = Files.createDirectories(temp.resolve("bin"));
    Path slow = Files.writeString(bin.resolve("git"), "#!/bin/sh\necho 0 x\nsleep 60\n");
    Files.setPosixFilePermissions(slow, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> variables = new TreeMap<>(System.getenv());
    variables.put("PATH", bin + ":/usr/bin:/bin");
    EnvironmentFacts facts = new EnvironmentFacts();
    new GitFacts(sources(variables), git.directory(), Set.of(), Duration.ofMillis(100))
        .gather(facts);

    assertThat(facts.all())
        .containsEntry("git.commit", "<unavailable: git took longer than 100 ms>")
        .containsEntry("git.dirty", "<unavailable: git took longer than 100 ms>");
    List<ProcessHandle> left =
        ProcessHandle.current()
            .descendants()
            .filter(child -> child.info().commandLine().orElse("").contains("sleep 60"))
            .toList();
    for (ProcessHandle child : left) { // killed, but perhaps not gone this very moment
      child.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void saysWhyGitRefuses() throws Exception {
    git.write(".git/config", "[core\n");

    assertThat(facts(git.directory()).get("git.dirty"))
        .startsWith("<unavailable: git ended with 128: fatal: bad config");
  }
}
