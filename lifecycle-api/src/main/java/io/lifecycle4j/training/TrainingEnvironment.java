package io.lifecycle4j.training;

import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.nio.file.Path;

/** The environment in which a version was trained, as its run recorded it. Thread-safe. */
public interface TrainingEnvironment {
  /**
   * Returns what was recorded.
   *
   * @return machine, virtual machine, libraries, sources and settings
   */
  EnvironmentCapsule facts();

  /**
   * Writes a Maven project with which the training can be repeated.
   *
   * <ul>
   *   <li>{@code pom.xml}: each library of the class path in its version and order; sources,
   *       resources, main class and arguments are properties ({@code sources}, {@code resources},
   *       {@code main}, {@code args}). {@code mvn compile exec:exec} runs the main class
   *   <li>{@code jvm.options}: the flags of the virtual machine, and the system properties, time
   *       zone, language and charset that were recorded
   *   <li>{@code Dockerfile}: an image with the same version of Java and the recorded environment
   *       variables. The library never builds it
   * </ul>
   *
   * <p>What cannot be written is named in a comment: entries of the class path that came from no
   * repository of Maven or Gradle, such as the program itself, and flags whose values were not
   * recorded or belong to the machine. Libraries inside another jar are not known.
   *
   * @param folder the folder, new or empty, outside any home
   * @throws io.lifecycle4j.error.InvalidValueException if the folder is a file, is not empty or is
   *     inside a home, or no library came from a repository
   */
  void writeTo(Path folder);
}
