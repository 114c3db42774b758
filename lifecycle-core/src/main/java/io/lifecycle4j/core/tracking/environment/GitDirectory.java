package io.lifecycle4j.core.tracking.environment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of git, read without git: the commit that is checked out, and its branch.
 *
 * <p>In a linked worktree and in a submodule, {@code .git} is a file that names the directory; the
 * branches of a linked worktree are in the directory of the main one.
 *
 * @param own the directory of this worktree
 * @param common the directory that all worktrees share, with the branches; mostly the same
 */
record GitDirectory(Path worktree, Path own, Path common) {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final String BRANCHES = "refs/heads/";

  /** Symbolic references followed; more are a circle. */
  private static final int MAX_HOPS = 5;

  /** Finds the repository that contains a directory. */
  static Optional<GitDirectory> find(Path from) throws IOException {
    for (Path at = from.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      Path git = at.resolve(".git");
      if (Files.isRegularFile(git)) {
        String line = FactSources.text(git).strip();
        if (line.startsWith("gitdir:")) {
          return Optional.of(of(at, at.resolve(line.substring("gitdir:".length()).strip())));
        }
      } else if (Files.isRegularFile(git.resolve("HEAD"))) {
        return Optional.of(of(at, git));
      }
    }
    return Optional.empty();
  }

  private static GitDirectory of(Path worktree, Path own) throws IOException {
    Path common = own.resolve("commondir");
    return new GitDirectory(
        worktree,
        own.normalize(),
        Files.isRegularFile(common)
            ? own.resolve(FactSources.text(common).strip()).normalize()
            : own.normalize());
  }

  /** Returns the branch; empty if the head is detached. */
  Optional<String> branch() throws IOException {
    String head = head();
    return head.startsWith("ref:")
        ? Optional.of(name(head)).map(n -> n.startsWith(BRANCHES) ? n.substring(11) : n)
        : Optional.empty();
  }

  /** Returns the commit that is checked out; empty if these files do not name it. */
  Optional<String> commit() throws IOException {
    String value = head();
    for (int hop = 0; hop < MAX_HOPS && value != null && value.startsWith("ref:"); hop++) {
      value = follow(name(value));
    }
    return Optional.ofNullable(value).filter(text -> COMMIT.matcher(text).matches());
  }

  private String head() throws IOException {
    return FactSources.text(own.resolve("HEAD")).strip();
  }

  private static String name(String reference) {
    return reference.substring("ref:".length()).strip();
  }

  private @Nullable String follow(String name) throws IOException {
    if (!name.startsWith("refs/") || name.contains("..")) { // it might lead to other files
      return null;
    }
    for (Path directory : new Path[] {own, common}) {
      Path loose = directory.resolve(name);
      if (Files.isRegularFile(loose)) {
        return FactSources.text(loose).strip();
      }
    }
    return packed(name);
  }

  private @Nullable String packed(String name) throws IOException {
    Path packed = common.resolve("packed-refs");
    if (!Files.isRegularFile(packed)) {
      return null;
    }
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(packed), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int blank = line.indexOf(' '); // hash, blank, name; other lines are comments
        if (blank > 0 && line.substring(blank + 1).equals(name)) {
          return line.substring(0, blank);
        }
      }
    }
    return null;
  }
}
