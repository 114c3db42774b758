package io.lifecycle4j.core.tracking.environment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A repository made by the real git, which sees no configuration but its own. */
public final class GitSandbox {
  private final Path directory;

  private GitSandbox(Path directory) {
    this.directory = directory;
  }

  public static GitSandbox init(Path directory) throws Exception {
    GitSandbox git = new GitSandbox(Files.createDirectories(directory));
    git.git("init", "-q", "-b", "main");
    git.git("config", "user.name", "Alice");
    git.git("config", "user.email", "alice@example.org");
    return git;
  }

  /** The same commands for another worktree. */
  public static GitSandbox in(Path directory) {
    return new GitSandbox(directory);
  }

  public static Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>(System.getenv());
    variables.keySet().removeIf(name -> name.startsWith("GIT_"));
    variables.put("GIT_CONFIG_NOSYSTEM", "1");
    variables.put("HOME", "/nonexistent");
    variables.put("XDG_CONFIG_HOME", "/nonexistent");
    return variables;
  }

  public Path directory() {
    return directory;
  }

  public Path write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  /** Commits everything, and returns the commit. */
  public String commit(String message) throws Exception {
    git("add", "-A");
    git("commit", "-q", "--no-verify", "-m", message);
    return git("rev-parse", "HEAD").strip();
  }

  public String git(String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of("git", "-C", directory.toString()));
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(variables());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(words + ": " + text);
    }
    return text;
  }
}
