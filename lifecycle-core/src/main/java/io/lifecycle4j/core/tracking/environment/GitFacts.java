package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.core.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The commit of the sources, and the changes since.
 *
 * <p>Git itself is asked, if it is installed. Changes may contain secrets, so their hash and size
 * are recorded, and their text only for the paths that the user allows. Untracked files are
 * counted, but are not part of the diff. Of a submodule only its commit is compared.
 */
final class GitFacts {
  static final Duration AT_MOST = Duration.ofSeconds(5);

  /** For the commit alone, which a run that ends in the meantime may wait for. */
  private static final Duration SOON = Duration.ofMillis(500);

  private static final int MAX_STATUS = 1 << 16;
  private static final int MAX_DIFF = 1 << 22;

  /**
   * The commit and the branch; HEAD if there is none. It runs nothing, so that sources of another
   * user, as those mounted into a container, may be asked too.
   */
  private static final String HEAD = "-c safe.directory=* rev-parse HEAD --abbrev-ref=loose HEAD";

  private static final String STATUS =
      "status --porcelain -z --no-renames --ignore-submodules=dirty";

  /** The diff holds the whole hash of each file, so that its own hash covers all changes. */
  private static final String DIFF =
      "diff --no-ext-diff --no-textconv --no-renames --full-index --src-prefix=a/ --dst-prefix=b/"
          + " --submodule=short --ignore-submodules=dirty HEAD --";

  private final FactSources sources;
  private final Path directory;
  private final Set<String> shown;
  private final Duration atMost;

  /**
   * Reads the repository of a directory; {@code shown} are patterns of paths to show the diff of.
   */
  GitFacts(FactSources sources, Path directory, Set<String> shown, Duration atMost) {
    this.sources = sources;
    this.directory = directory;
    this.shown = shown;
    this.atMost = atMost;
  }

  /**
   * Asks git for the commit, which takes milliseconds, and marks the other facts of git as pending.
   */
  void gatherPending(EnvironmentFacts facts) {
    if (git(facts, SOON).isPresent()) {
      facts.made("git.dirty", EnvironmentFacts.pending("git is asked"));
    }
  }

  /** Asks for all, which may take seconds. */
  void gather(EnvironmentFacts facts) {
    git(facts, atMost)
        .ifPresent(
            git -> {
              try {
                ask(git, facts);
              } catch (IOException | RuntimeException e) {
                facts.put("git.dirty", EnvironmentFacts.unavailable(EnvironmentFacts.reason(e)));
              }
            });
  }

  /** Asks for the commit and the branch; returns who answers, if there is anything to be asked. */
  private Optional<GitProcess> git(EnvironmentFacts facts, Duration most) {
    Optional<Path> worktree = worktree();
    if (worktree.isEmpty()) {
      facts.made("git.commit", EnvironmentFacts.unavailable("no repository"));
      return Optional.empty();
    }
    Optional<GitProcess> git = GitProcess.find(worktree.get(), sources.variables(), most);
    if (git.isEmpty()) {
      facts.made("git.commit", EnvironmentFacts.unavailable("no git on the PATH"));
    }
    git.ifPresent(there -> head(there, facts));
    return git;
  }

  /** Finds the directory of the sources; in a linked one and in a submodule .git is a file. */
  private Optional<Path> worktree() {
    return Stream.<Path>iterate(
            directory.toAbsolutePath().normalize(), Objects::nonNull, Path::getParent)
        .filter(at -> Files.exists(at.resolve(".git")))
        .findFirst();
  }

  private static void head(GitProcess git, EnvironmentFacts facts) {
    try {
      List<String> head = git.run(MAX_STATUS, List.of(HEAD.split(" ", -1))).text().lines().toList();
      facts.put("git.commit", head.get(0));
      facts.put("git.branch", head.get(1).equals("HEAD") ? "<detached>" : head.get(1));
    } catch (IOException | RuntimeException e) {
      facts.put("git.commit", EnvironmentFacts.unavailable(EnvironmentFacts.reason(e)));
    }
  }

  private void ask(GitProcess git, EnvironmentFacts facts) throws IOException {
    List<String> harmless = withoutFilters(git);
    GitProcess.Output status = git.run(MAX_STATUS, with(harmless, STATUS));
    long changed = status.text().chars().filter(c -> c == 0).count(); // each name ends with one
    facts.made("git.dirty", Boolean.toString(status.bytes().length > 0));
    facts.made("git.changed", (status.whole() ? "" : "more than ") + changed);
    if (status.bytes().length > 0) {
      diff(git, harmless, facts);
    }
  }

  private void diff(GitProcess git, List<String> harmless, EnvironmentFacts facts) {
    try {
      GitProcess.Output diff = git.run(MAX_DIFF, diffOf(harmless, Set.of()));
      String tooLong = EnvironmentFacts.unavailable("more than " + MAX_DIFF + " bytes");
      facts.made("git.diff.bytes", diff.whole() ? "" + diff.bytes().length : tooLong);
      facts.made("git.diff.sha256", diff.whole() ? Hashing.hash(diff.bytes()).sha256() : tooLong);
      if (!shown.isEmpty()) {
        facts.read("git.diff", () -> git.run(MAX_DIFF, diffOf(harmless, shown)).text());
      }
    } catch (IOException | RuntimeException e) {
      facts.put("git.diff.sha256", EnvironmentFacts.unavailable(EnvironmentFacts.reason(e)));
    }
  }

  private static List<String> diffOf(List<String> harmless, Set<String> patterns) {
    List<String> command = with(harmless, DIFF);
    patterns.forEach(pattern -> command.add(":(top,glob)" + pattern));
    return command;
  }

  /** Disables all filters, which are programs that git runs on a file before comparing it. */
  private static List<String> withoutFilters(GitProcess git) throws IOException {
    List<String> options = new ArrayList<>();
    GitProcess.Output keys = git.run(MAX_DIFF, List.of("config", "-z", "--name-only", "--list"));
    if (!keys.whole()) {
      throw new IOException("the configuration of git is too long");
    }
    for (String key : keys.text().split("\0", -1)) {
      if (key.startsWith("filter.")) {
        if (key.indexOf('=') >= 0) { // an option cannot name it
          throw new IOException("a filter of git has an equals sign in its name");
        }
        options.add("-c");
        options.add(key + (key.endsWith(".required") ? "=false" : "="));
      }
    }
    return options;
  }

  private static List<String> with(List<String> options, String command) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(command.split(" ", -1)));
    return all;
  }
}
