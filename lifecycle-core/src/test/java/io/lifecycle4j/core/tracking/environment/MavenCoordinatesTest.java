package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenCoordinatesTest {
  @TempDir Path temp;

  private Path jar(String file, String... entries) throws IOException {
    Path path = temp.resolve(file);
    Files.createDirectories(path.getParent());
    try (OutputStream out = Files.newOutputStream(path);
        JarOutputStream jar = new JarOutputStream(out)) {
      for (String entry : entries) {
        jar.putNextEntry(new JarEntry(entry));
      }
    }
    return path;
  }

  private void pom(String file, String group) throws IOException {
    Files.writeString(
        temp.resolve(file),
        "<project><parent><groupId>com</groupId></parent><groupId>" + group + "</groupId>");
  }

  @Test
  void areThePathInARepositoryOfMaven() throws IOException {
    Path plain = jar("m2/com/acme/net/http/1.2/http-1.2.jar");
    Path linux = jar("m2/com/acme/net/http/1.2/http-1.2-linux-x86_64.jar");
    Path built = jar("m2/com/acme/net/http/1.2/http-1.3.jar");
    assertThat(MavenCoordinates.of(plain)).isNull();

    pom("m2/com/acme/net/http/1.2/http-1.2.pom", "com.acme.net");

    assertThat(MavenCoordinates.of(plain)).isEqualTo("com.acme.net:http:1.2");
    assertThat(MavenCoordinates.of(linux)).isEqualTo("com.acme.net:http:1.2:linux-x86_64");
    assertThat(MavenCoordinates.of(built)).isNull();
  }

  @Test
  void areThePathInTheCacheOfGradle() throws IOException {
    Path jar = jar("caches/modules-2/files-2.1/com.acme/http/1.2/9f3a/http-1.2.jar");

    assertThat(MavenCoordinates.of(jar)).isEqualTo("com.acme:http:1.2");
  }

  @Test
  void areInTheJarThatMavenBuilt() throws IOException {
    String own = "META-INF/maven/com.acme/http/pom.properties";
    String shaded = "META-INF/maven/org.other/json/pom.properties";

    assertThat(MavenCoordinates.of(jar("lib/http-1.2.jar", shaded, own)))
        .isEqualTo("com.acme:http:1.2");
    assertThat(MavenCoordinates.of(jar("lib/renamed.jar", shaded, own))).isNull();
    assertThat(MavenCoordinates.of(jar("lib/none-1.2.jar"))).isNull();
    assertThat(MavenCoordinates.of(Files.writeString(temp.resolve("no-1.jar"), "no jar"))).isNull();
    assertThat(MavenCoordinates.of(temp.resolve("missing-1.jar"))).isNull();
  }

  @Test
  void areFactsOfTheClassPath() throws IOException {
    jar("lib/http-1.2.jar", "META-INF/maven/com.acme/http/pom.properties");
    jar("lib/other.jar");
    EnvironmentFacts facts = new EnvironmentFacts();
    Map<String, String> properties =
        Map.of("java.class.path", "lib/http-1.2.jar:lib/other.jar", "user.dir", temp.toString());
    FactSources sources = new FactSources(temp, Map.of(), () -> properties);

    ClassPathFacts libraries = new ClassPathFacts(sources, new FileHashes());
    libraries.gather(facts);

    assertThat(facts.all())
        .containsEntry("maven.classpath.http-1.2.jar", "com.acme:http:1.2")
        .doesNotContainKey("maven.classpath.other.jar");

    Files.delete(temp.resolve("lib/http-1.2.jar"));
    EnvironmentFacts again = new EnvironmentFacts();
    libraries.gatherPending(again);
    assertThat(again.all())
        .as("read once, as the program was loaded then")
        .containsEntry("maven.classpath.http-1.2.jar", "com.acme:http:1.2")
        .containsEntry("classpath.http-1.2.jar", "<pending: not found>");
  }
}
