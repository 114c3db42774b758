package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.storage.DirectoryExport;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A Maven project with the libraries, the flags of the JVM and the settings of a recorded
 * environment, to which the sources are added.
 */
public final class EnvironmentProject {
  private static final String FLAGS = "jvm.options";

  private final RecordedFacts facts;
  private final String name;
  private final String run;

  /**
   * Creates the project of a run.
   *
   * @param name what the run trained, such as {@code fraud:7}
   * @param run the id of the run
   */
  public EnvironmentProject(EnvironmentCapsule capsule, String name, String run) {
    this.facts = new RecordedFacts(capsule);
    this.name = name;
    this.run = run;
  }

  /**
   * Writes the files.
   *
   * @param folder new or empty, outside any home
   * @throws io.lifecycle4j.error.InvalidValueException if it is not, or no library of the
   *     environment can be downloaded
   */
  public void writeTo(Path folder) {
    check(
        facts.entries().stream().anyMatch(entry -> !facts.coordinates(entry).isEmpty()),
        "Cannot write the environment of %s: run %s recorded no Maven coordinates (must be started"
            + " with the jars of a repository of Maven or Gradle on its class path)",
        name,
        run);
    DirectoryExport export = DirectoryExport.intoEmpty(folder, "");
    files()
        .forEach(
            (file, text) ->
                export.write(
                    file, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    export.complete();
  }

  /** Returns the text of each file. */
  Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    files.put("pom.xml", new ProjectPom(facts, name, run).text());
    files.put(FLAGS, flags());
    files.put("Dockerfile", dockerfile());
    return files;
  }

  /** An argument file of {@code java}. */
  private String flags() {
    StringBuilder text = new StringBuilder();
    facts.otherFlags().forEach(flag -> text.append("# not used: ").append(flag).append('\n'));
    facts.flags().forEach(flag -> text.append(quoted(flag)).append('\n'));
    facts
        .properties()
        .forEach((key, value) -> text.append(quoted("-D" + key + "=" + value)).append('\n'));
    return text.toString();
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private String dockerfile() {
    String variables =
        facts.variables().entrySet().stream()
            .map(each -> "ENV " + each.getKey() + "=" + escaped(each.getValue()) + "\n")
            .collect(Collectors.joining());
    return """
    # The environment of run %s, which trained %s, as far as an image can have it.
    # Recorded: %s, Java %s of %s, %s processors: %s
    # Lifecycle4j wrote this file and never builds it. Put the sources into src/main/java.
    FROM --platform=linux/%s eclipse-temurin:%s
    RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
    %sWORKDIR /project
    COPY pom.xml jvm.options ./
    COPY src ./src
    RUN mvn -B -q compile
    # The home of the model is expected at /home-of-models: docker run -v HOME:/home-of-models IMAGE
    CMD ["mvn", "-B", "-q", "exec:exec", "-Dargs=/home-of-models"]
    """
        .formatted(
            run,
            name,
            facts.text("os.distribution"),
            facts.text("jvm.version"),
            facts.text("jvm.vendor"),
            facts.text("cpu.count"),
            facts.text("cpu.model"),
            facts.text("os.arch").equals("aarch64") ? "arm64" : "amd64",
            tag(),
            variables);
  }

  /** The tag of the same version of Java, or of the same release. */
  private String tag() {
    String version = facts.text("jvm.version");
    String[] parts = version.split("\\+", -1);
    String build = parts.length > 1 ? parts[1].replaceFirst("\\D.*", "") : "";
    boolean whole = parts[0].matches("\\d+(\\.\\d+){2,3}") && !build.isEmpty();
    return (whole ? parts[0] + "_" + build : facts.release()) + "-jdk";
  }

  private static String escaped(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + '"';
  }
}
