package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.hash.Hashing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathFactsTest {
  @TempDir Path temp;

  private Path jar(String name, String manifest, Map<String, String> entries) throws IOException {
    Path path = temp.resolve(name);
    Files.createDirectories(path.getParent());
    Manifest main = new Manifest();
    main.getMainAttributes().putValue("Manifest-Version", "1.0");
    if (!manifest.isEmpty()) {
      String[] parts = manifest.split(": ", 2);
      main.getMainAttributes().putValue(parts[0], parts[1]);
    }
    try (OutputStream out = Files.newOutputStream(path);
        JarOutputStream jar = new JarOutputStream(out, main)) {
      for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return path;
  }

  private Map<String, String> gathered(String classPath, String modulePath) {
    EnvironmentFacts facts = new EnvironmentFacts();
    new ClassPathFacts(sources(classPath, modulePath), new FileHashes()).gather(facts);
    return facts.all();
  }

  private FactSources sources(String classPath, String modulePath) {
    Map<String, String> properties =
        Map.of(
            "java.class.path",
            classPath,
            "jdk.module.path",
            modulePath,
            "user.dir",
            temp.toString(),
            "path.separator",
            ":");
    return new FactSources(temp, Map.of(), () -> properties);
  }

  private static String hash(Path file) throws IOException {
    return Hashing.hash(Files.readAllBytes(file)).sha256();
  }

  @Test
  void tellsVersionAndHashOfEachJar() throws IOException {
    Path manifest = jar("a.jar", "Implementation-Version: 1.2", Map.of());
    Path bundle = jar("b.jar", "Bundle-Version: 2.0.0", Map.of());
    Path named = jar("d-4.5-SNAPSHOT.jar", "", Map.of());
    Path none = Files.writeString(temp.resolve("e.jar"), "no jar");

    assertThat(gathered("a.jar:b.jar:d-4.5-SNAPSHOT.jar:e.jar", ""))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "classpath", "a.jar b.jar d-4.5-SNAPSHOT.jar e.jar",
                "classpath.a.jar", "1.2 " + hash(manifest),
                "classpath.b.jar", "2.0.0 " + hash(bundle),
                "classpath.d-4.5-SNAPSHOT.jar", "4.5-SNAPSHOT " + hash(named),
                "classpath.e.jar", "- " + hash(none)));
  }

  @Test
  void keepsJarsOfOneNameApartAndSaysWhichIsMissing() throws IOException {
    Path first = jar("x/a.jar", "", Map.of("A", "1"));
    Path second = jar("y/a.jar", "", Map.of("A", "2"));

    assertThat(gathered("x/a.jar:y/a.jar:z/a.jar", ""))
        .containsEntry("classpath.a.jar", "- " + hash(first))
        .containsEntry("classpath.a.jar#2", "- " + hash(second))
        .containsEntry("classpath.a.jar#3", "<unavailable: no " + temp.resolve("z/a.jar") + ">");
  }

  @Test
  void tellsNoSecretInTheNameOfAnEntry() {
    Map<String, String> facts =
        gathered("ghp_hunter2hunter2.jar:a@1.jar:https://u:hunter2@example.org/x.jar", "");

    assertThat(facts.toString()).doesNotContain("hunter");
    assertThat(facts)
        .containsKeys("classpath.<redacted>.jar", "classpath.a@1.jar")
        .containsEntry("classpath", "<redacted>.jar a@1.jar https x.jar");
  }

  @Test
  void followsTheManifestOfAJarThatNamesOthers() throws IOException {
    jar("lib/c.jar", "", Map.of());
    jar("lib/b b.jar", "Class-Path: c.jar ../a.jar https://example.org/x.jar", Map.of());
    jar("a.jar", "Class-Path: lib/b%20b.jar", Map.of()); // a circle

    assertThat(gathered("a.jar", "")).containsEntry("classpath", "a.jar b b.jar c.jar");
  }

  @Test
  void readsTheModulePath() throws IOException {
    jar("modules/b.jar", "", Map.of());
    jar("modules/a.jar", "", Map.of());
    Files.createDirectories(temp.resolve("exploded"));
    Files.writeString(temp.resolve("exploded/module-info.class"), "x");

    assertThat(gathered("", "modules:exploded"))
        .containsKeys("modulepath.a.jar", "modulepath.b.jar", "modulepath.exploded")
        .containsEntry("classpath", "a.jar b.jar exploded");
  }

  @Test
  void hashesADirectoryByItsPathsAndBytes() throws IOException {
    Path classes = Files.createDirectories(temp.resolve("classes/p"));
    Files.writeString(classes.resolve("A.class"), "a");
    Files.writeString(classes.resolve("B.class"), "b");
    String before = gathered("classes", "").get("classpath.classes");
    Files.setLastModifiedTime(classes.resolve("A.class"), FileTime.fromMillis(0));

    assertThat(gathered("classes", "")).containsEntry("classpath.classes", before);
    Files.move(classes.resolve("B.class"), classes.resolve("C.class"));
    String moved = gathered("classes", "").get("classpath.classes");
    Files.writeString(classes.resolve("C.class"), "c");
    String changed = gathered("classes", "").get("classpath.classes");
    assertThat(List.of(before, moved, changed)).doesNotHaveDuplicates();
    assertThat(changed).matches("- [0-9a-f]{64}");
  }

  @Test
  void theNameOfTheDirectoryOfTheStartIsNoFact() throws IOException {
    Files.writeString(temp.resolve("A.class"), "a");

    assertThat(gathered(":", "").keySet()).containsExactly("classpath", "classpath..");
    assertThat(gathered(":", "")).containsEntry("classpath", ".");
  }

  @Test
  void endsInADirectoryThatHoldsItselfOrAPipe() throws Exception {
    Path classes = Files.createDirectories(temp.resolve("classes"));
    Files.writeString(classes.resolve("A.class"), "a");
    String before = gathered("classes", "").get("classpath.classes");
    Files.createSymbolicLink(classes.resolve("self"), classes);
    assertThat(new ProcessBuilder("mkfifo", classes.resolve("pipe").toString()).start().waitFor())
        .isZero();

    assertThat(gathered("classes", "")).containsEntry("classpath.classes", before);
  }

  @Test
  void saysAtOnceWhatIsToBeHashed() throws IOException {
    Files.writeString(temp.resolve("a.jar"), "12345");
    EnvironmentFacts facts = new EnvironmentFacts();
    new ClassPathFacts(sources("a.jar:b.jar", ""), new FileHashes()).gatherPending(facts);

    assertThat(facts.all())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "classpath", "a.jar b.jar",
                "classpath.a.jar", "<pending: 5 bytes to hash>",
                "classpath.b.jar", "<pending: not found>"));
  }

  @Test
  void hashesAFileOnceUntilItChanges() throws IOException {
    FileHashes hashes = new FileHashes();
    Path file = Files.writeString(temp.resolve("a.so"), "abc");
    FileTime time = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, time);
    String before = hashes.hash(file);
    Files.writeString(file, "abd");
    Files.setLastModifiedTime(file, time);

    assertThat(hashes.hash(file)).isEqualTo(before); // same size and time: not read again
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_001));
    assertThat(hashes.hash(file)).isEqualTo(hash(file)).isNotEqualTo(before);
    assertThatThrownBy(() -> hashes.hash(temp)).hasMessageStartingWith("not a regular file: ");
  }
}
