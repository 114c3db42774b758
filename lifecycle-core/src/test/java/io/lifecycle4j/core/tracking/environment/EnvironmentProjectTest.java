package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class EnvironmentProjectTest {
  private static final Map<String, String> FACTS =
      Map.ofEntries(
          Map.entry("classpath", "classes b-1.jar a-2-linux.jar b-1.jar"),
          Map.entry("classpath.classes", "- 00aa"),
          Map.entry("classpath.b-1.jar", "1 11bb"),
          Map.entry("classpath.b-1.jar#2", "1 11bb"),
          Map.entry("classpath.a-2-linux.jar", "2 22cc"),
          Map.entry("maven.classpath.b-1.jar", "org.b:b:1"),
          Map.entry("maven.classpath.b-1.jar#2", "org.b:b:1"),
          Map.entry("maven.classpath.a-2-linux.jar", "org.a:a:2:linux"),
          Map.entry("main.class", "com.acme.Train"),
          Map.entry("jvm.version", "17.0.15+6-Debian-1"),
          Map.entry("jvm.vendor", "Debian"),
          Map.entry("jvm.flags", "-Xmx1g\n-javaagent:/x/y.jar\n-Dai.djl.offline=…\n-Dsecret=…"),
          Map.entry("property.ai.djl.offline", "true"),
          Map.entry("environment.OMP_NUM_THREADS", "1<2&3"),
          Map.entry("environment.LD_LIBRARY_PATH", "/opt/x"),
          Map.entry("environment.TOKEN", "<redacted>"),
          Map.entry("zone", "Europe/Berlin"),
          Map.entry("git.commit", "abc--def"),
          Map.entry("git.dirty", "true"),
          Map.entry("git.diff.sha256", "99ff"));

  @TempDir Path temp;

  private static Map<String, String> files(Map<String, String> facts) {
    return new EnvironmentProject(EnvironmentCapsule.of(facts), "fraud:7", "r1").files();
  }

  private static Document pom(Map<String, String> files) throws Exception {
    byte[] bytes = files.getOrDefault("pom.xml", "").getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(bytes));
  }

  private static List<String> texts(Document pom, String element) {
    NodeList found = pom.getElementsByTagName(element);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent())
        .toList();
  }

  @Test
  void hasEachLibraryOnceInItsOrder() throws Exception {
    Document pom = pom(files(FACTS));

    assertThat(texts(pom, "dependency")).containsExactly("org.bb1**", "org.aa2linux**");
    assertThat(texts(pom, "artifactId").get(0)).isEqualTo("fraud-7");
    assertThat(texts(pom, "maven.compiler.release")).containsExactly("17");
    assertThat(texts(pom, "main")).containsExactly("com.acme.Train");
    assertThat(texts(pom, "OMP_NUM_THREADS")).containsExactly("1<2&3");
    assertThat(pom.getElementsByTagName("LD_LIBRARY_PATH").getLength()).isZero();
    assertThat(pom.getElementsByTagName("TOKEN").getLength()).isZero();
    assertThat(files(FACTS).get("pom.xml"))
        .contains(
            "Not from a repository: classpath.classes - 00aa\n",
            "Sources: commit abc- -def\n",
            "Not committed: a diff with the SHA-256 99ff\n");
  }

  @Test
  void hasThePluginsThatBuildTheLibrary() throws Exception {
    Document build = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse("../pom.xml");

    assertThat(texts(pom(files(FACTS)), "plugin"))
        .containsExactly(
            "org.apache.maven.pluginsmaven-compiler-plugin"
                + only(build, "compiler-plugin.version"),
            "org.apache.maven.pluginsmaven-resources-plugin"
                + only(build, "resources-plugin.version"),
            "org.codehaus.mojoexec-maven-plugin" + only(build, "exec-plugin.version") + "1<2&3");
  }

  private static String only(Document build, String property) {
    List<String> found = texts(build, property);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void hasTheFlagsThatAnotherMachineCanUse() {
    assertThat(files(FACTS).get("jvm.options"))
        .isEqualTo(
            """
            # not used: -javaagent:/x/y.jar
            # not used: -Dsecret=…
            "-Xmx1g"
            "-Dai.djl.offline=true"
            "-Duser.timezone=Europe/Berlin"
            """);
  }

  @Test
  void hasAnImageOfTheSameVersionOfJava() {
    assertThat(files(FACTS).get("Dockerfile"))
        .contains(
            "FROM --platform=linux/amd64 eclipse-temurin:17.0.15_6-jdk\n",
            "ENV OMP_NUM_THREADS=\"1<2&3\"\n",
            "never builds it");

    Map<String, String> others = new HashMap<>(FACTS);
    others.put("jvm.version", "21-ea");
    others.put("os.arch", "aarch64");
    assertThat(files(others).get("Dockerfile"))
        .contains("FROM --platform=linux/arm64 eclipse-temurin:21-jdk\n");
  }

  @Test
  void isWrittenIntoAnEmptyFolder() throws Exception {
    Path folder = temp.resolve("new");
    EnvironmentProject project =
        new EnvironmentProject(EnvironmentCapsule.of(FACTS), "fraud:7", "r1");

    project.writeTo(folder);

    assertThat(folder.resolve("pom.xml")).hasContent(project.files().get("pom.xml"));
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("pom.xml", "jvm.options", "Dockerfile");
    assertThatThrownBy(() -> project.writeTo(folder))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("it is not empty");
  }

  @Test
  void isRejectedIfNoLibraryCanBeDownloaded() {
    EnvironmentProject project =
        new EnvironmentProject(
            EnvironmentCapsule.of(Map.of("classpath", "app.jar", "classpath.app.jar", "- 00aa")),
            "fraud:7",
            "r1");

    assertThatThrownBy(() -> project.writeTo(temp.resolve("new")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot write the environment of fraud:7: run r1 recorded no Maven coordinates (must be"
                + " started with the jars of a repository of Maven or Gradle on its class path)");
    assertThat(temp.resolve("new")).doesNotExist();
  }
}
