package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.secret.SecretFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commit of the sources and what was changed since.
 *
 * <p>Commit, branch and remote address come from the files of git; whether and how the worktree
 * differs from the commit only git itself can say, if it is there. Files that git does not know are
 * named, not shown; what was changed within a submodule is not looked at, only which commit it is
 * on. Secrets are taken out before the hash of the diff is taken, which therefore tells nothing of
 * them.
 */
final class GitFacts {
  private static final Duration AT_MOST = Duration.ofSeconds(5);
  private static final int MAX_STATUS = 1 << 16;
  private static final int MAX_DIFF = 1 << 22;

  private final Sources sources;
  private final Path directory;
  private final Duration atMost;

  GitFacts(Sources sources, Path directory) {
    this(sources, directory, AT_MOST);
  }

  GitFacts(Sources sources, Path directory, Duration atMost) {
    this.sources = sources;
    this.directory = directory;
    this.atMost = atMost;
  }

  /** Reads what the files of git say, and names what git is yet to be asked. */
  void gatherPending(Facts facts) {
    try {
      Optional<GitDirectory> found = GitDirectory.find(directory);
      if (found.isEmpty()) {
        facts.made("git.commit", Facts.unavailable("no repository"));
        return;
      }
      GitDirectory git = found.get();
      facts.read("git.commit", () -> commit(git));
      facts.read("git.branch", () -> git.branch().orElse("<detached>"));
      facts.read("git.remote", () -> git.remote().orElse("<none>"));
      facts.made("git.dirty", Facts.pending("git is asked"));
    } catch (IOException | RuntimeException e) {
      facts.put("git.commit", Facts.unavailable(Facts.reason(e)));
    }
  }

  private static String commit(GitDirectory git) throws IOException {
    return git.commit().orElse(Facts.unavailable("no commit yet, or not in files"));
  }

  /** Asks git, which may take seconds. */
  void gather(Facts facts) {
    gatherPending(facts);
    try {
      Optional<GitDirectory> found = GitDirectory.find(directory);
      if (found.isEmpty()) {
        return;
      }
      Optional<GitProcess> git =
          GitProcess.find(found.get().worktree(), sources.variables(), atMost);
      if (git.isEmpty()) {
        facts.made("git.dirty", Facts.unavailable("no git on the PATH"));
        return;
      }
      ask(git.get(), found.get(), facts);
    } catch (IOException | RuntimeException e) {
      facts.put("git.dirty", Facts.unavailable(Facts.reason(e)));
    }
  }

  private static void ask(GitProcess git, GitDirectory directory, Facts facts) throws IOException {
    List<String> harmless = withoutFilters(git);
    boolean commit = directory.commit().isPresent();
    if (!commit) { // references may be kept in another form than files
      facts.read(
          "git.commit", () -> git.run(MAX_STATUS, List.of("rev-parse", "HEAD")).text().strip());
    }
    GitProcess.Output status =
        git.run(
            MAX_STATUS, with(harmless, "status", "--porcelain", "-z", "--ignore-submodules=dirty"));
    facts.made("git.dirty", Boolean.toString(!status.text().isEmpty()));
    facts.put(
        "git.status",
        status.text().replace('\0', '\n').stripTrailing() + (status.whole() ? "" : "…"));
    if (!status.text().isEmpty()) {
      diff(git, harmless, facts);
    }
  }

  private static void diff(GitProcess git, List<String> harmless, Facts facts) {
    try {
      GitProcess.Output diff =
          git.run(
              MAX_DIFF,
              with(
                  harmless,
                  "diff",
                  "--no-ext-diff",
                  "--no-textconv",
                  "--no-renames",
                  "--src-prefix=a/",
                  "--dst-prefix=b/",
                  "--submodule=short",
                  "--ignore-submodules=dirty",
                  "HEAD",
                  "--"));
      String shown = SecretFilter.diff(diff.text());
      facts.made("git.diff", shown);
      facts.made(
          "git.diff.sha256",
          diff.whole()
              ? Hashing.hash(shown.getBytes(StandardCharsets.UTF_8)).sha256()
              : Facts.unavailable("more than " + MAX_DIFF + " bytes"));
    } catch (IOException | RuntimeException e) {
      facts.put("git.diff", Facts.unavailable(Facts.reason(e)));
    }
  }

  /**
   * A filter is a program that git runs on a file before it compares it; each is set to nothing.
   */
  private static List<String> withoutFilters(GitProcess git) throws IOException {
    List<String> options = new ArrayList<>();
    GitProcess.Output keys = git.run(MAX_DIFF, List.of("config", "-z", "--name-only", "--list"));
    if (!keys.whole()) {
      throw new IOException("the configuration of git is too long");
    }
    for (String key : keys.text().split("\0", -1)) {
      if (key.startsWith("filter.")) {
        if (key.indexOf('=') >= 0) { // an option could not name it
          throw new IOException("a filter of git has an equals sign in its name");
        }
        options.add("-c");
        options.add(key + (key.endsWith(".required") ? "=false" : "="));
      }
    }
    return options;
  }

  private static List<String> with(List<String> options, String... command) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(command));
    return all;
  }
}
